import { request } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { type DataPathStage, openDataPathStage, zoneA, zoneB } from './stage.ts';

const untilHealthy = 25_000;

async function serving() {
  const stage = await openDataPathStage();
  const [pod] = stage.pods;
  stage.listen({ [stage.group(stage.pods)]: 1 });
  stage.listen({ [stage.group([])]: 1 }, 81);
  stage.listen({ [stage.group(pod === undefined ? [] : [pod])]: 1 }, 443, 'TLS');
  await stage.pass(untilHealthy);
  return stage;
}

/** A request as a client sends it to a proxy. */
function ask(stage: DataPathStage, url: string, method = 'GET'): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(stage.path.proxyUrl);
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, path: url, method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** A tunnel to a host; `text` is the head of the proxy's answer, and what follows it when it refuses. */
function tunnel(stage: DataPathStage, host: string) {
  const { port } = new URL(stage.path.proxyUrl);
  const socket = connect(Number(port), '127.0.0.1');
  const text = new Promise<string>((resolve, reject) => {
    socket.once('data', (chunk) => resolve(chunk.toString()));
    socket.once('error', reject);
  });
  socket.write(`CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  return { socket, text };
}

describe('the proxy', () => {
  test('leads a load balancer’s name to a zone of DNS, and a zone’s own name there', async () => {
    const stage = await serving();
    const names = stage.pods.map(({ name }) => name);
    const plain = await ask(stage, `http://${stage.dnsName}/`);
    expect(plain.status).toBe(200);
    expect(names).toContain(JSON.parse(plain.text).pod);
    for (let tries = 0; tries < 20; tries += 1) {
      const { text } = await ask(stage, `http://${stage.dnsName.toUpperCase()}/`);
      expect(JSON.parse(text).pod, 'port 443 has a target in zone a alone, and its group takes the others out').toBe(
        names[0],
      );
    }
    const zonal = await ask(stage, `http://${zoneB}.${stage.dnsName}/some/where?and=how`);
    expect(JSON.parse(zonal.text).pod).toBe(names[1]);
    expect(await ask(stage, `http://${stage.dnsName}/`, 'HEAD')).toEqual({ status: 200, text: '' });
  });

  test('tells what it does not lead to: another host, a port without a listener, a connection that is lost', async () => {
    const stage = await serving();
    expect(await ask(stage, 'http://elasticloadbalancing.us-west-2.amazonaws.com/')).toEqual({
      status: 403,
      text: 'nlbctl sandbox: this proxy leads to the sandbox’s load balancers alone, not to elasticloadbalancing.us-west-2.amazonaws.com\n',
    });
    expect(await ask(stage, `http://${stage.dnsName}:82/`)).toMatchObject({
      status: 502,
      text: expect.stringContaining(`${stage.dnsName} has no listener on port 82`),
    });
    expect(await ask(stage, `http://${stage.dnsName}:81/`)).toMatchObject({
      status: 502,
      text: expect.stringContaining(`the connection to ${stage.dnsName}:81 failed`),
    });
    expect(stage.counts().lost['no-target']).toBe(1);
    expect((await ask(stage, '/')).status, 'which is no request to a proxy').toBe(400);
  });

  test('makes tunnels, over which TLS goes to its listener', async () => {
    const stage = await serving();
    const { socket, text } = tunnel(stage, `${zoneA}.${stage.dnsName}:443`);
    expect(await text).toMatch(/^HTTP\/1\.1 200 /);
    const { caPem } = stage.sandbox.kubernetes;
    const secure = connectTls({ socket, ca: caPem, servername: stage.dnsName });
    secure.write('GET / HTTP/1.1\r\nhost: nlb\r\nconnection: close\r\n\r\n');
    const answer = await new Promise<string>((resolve, reject) => {
      let all = '';
      secure.on('data', (chunk) => {
        all += chunk.toString();
      });
      secure.once('close', () => resolve(all));
      secure.once('error', reject);
    });
    expect(answer).toContain(`x-pod: ${stage.pods[0]?.name}`);
  });

  test('refuses tunnels elsewhere', async () => {
    const stage = await serving();
    const refused = tunnel(stage, 'example.com:443');
    expect(await refused.text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*not to example\.com/);
    const closed = tunnel(stage, `${stage.dnsName}:82`);
    expect(await closed.text).toMatch(/^HTTP\/1\.1 502 /);
    for (const { socket } of [refused, closed]) socket.destroy();
  });

  test('ends a tunnel with the connection behind it', async () => {
    const stage = await serving();
    const { socket, text } = tunnel(stage, `${stage.dnsName}:80`);
    await text;
    const ended = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve));
    await expect.poll(() => stage.counts().open).toBe(1);
    for (const { ListenerArn } of stage.sandbox.elbv2.describeListeners({ LoadBalancerArn: stage.loadBalancerArn }))
      stage.sandbox.elbv2.deleteListener({ ListenerArn });
    await stage.pass(0);
    await ended;
    expect(stage.counts().open).toBe(0);
  });
});
