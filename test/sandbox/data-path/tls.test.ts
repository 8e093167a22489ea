import { request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { openDataPathStage, zoneA } from './stage.ts';

const untilHealthy = 25_000;

async function withTls() {
  const stage = await openDataPathStage();
  stage.listen({ [stage.group(stage.pods)]: 1 }, 443, 'TLS');
  await stage.pass(untilHealthy);
  await stage.path.ready();
  return stage;
}

test('a TLS listener ends TLS under the load balancer’s names, with a certificate of the sandbox’s CA', async () => {
  const stage = await withTls();
  for (const servername of [stage.dnsName, `${zoneA}.${stage.dnsName}`]) {
    const text = await new Promise<string>((resolve, reject) => {
      const { caPem } = stage.sandbox.kubernetes;
      const sent = request(
        { host: '127.0.0.1', port: stage.port(zoneA, 443), servername, ca: caPem, agent: false },
        (response) => response.setEncoding('utf8').once('data', resolve),
      );
      sent.once('error', reject);
      sent.end();
    });
    expect(JSON.parse(text)).toMatchObject({ pod: stage.pods[0]?.name });
  }
  expect(stage.counts()).toMatchObject({ accepted: 2, answered: 2 });
});

test('what does not speak TLS is closed, and counted', async () => {
  const stage = await withTls();
  const socket = connect(stage.port(zoneA, 443), '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve));
  socket.write('GET / HTTP/1.1\r\n\r\n');
  socket.resume();
  await closed;
  expect(stage.counts()).toMatchObject({ accepted: 1, forwarded: 0, lost: { 'handshake-failed': 1 } });
});

test('a client that goes amid its handshake is counted too', async () => {
  const stage = await withTls();
  const socket = connect(stage.port(zoneA, 443), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.end();
  await expect.poll(() => stage.path.counts()[0]?.lost['handshake-failed']).toBe(1);
});

test('an open connection over TLS is cut too', async () => {
  const stage = await withTls();
  const socket = connectTls({ port: stage.port(zoneA, 443), host: '127.0.0.1', rejectUnauthorized: false });
  const closed = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve));
  socket.resume();
  await expect.poll(() => stage.counts().open).toBe(1);
  const [listener] = stage.sandbox.elbv2.describeListeners({ LoadBalancerArn: stage.loadBalancerArn });
  stage.sandbox.elbv2.deleteListener({ ListenerArn: listener?.ListenerArn ?? '' });
  await stage.pass(0);
  await closed;
  expect(stage.counts()).toMatchObject({ open: 0, unanswered: 1, cut: { 'listener-gone': 1 } });
});

test('a listener that changes its protocol is reached under the new one', async () => {
  const stage = await withTls();
  const [listener] = stage.sandbox.elbv2.describeListeners({ LoadBalancerArn: stage.loadBalancerArn });
  stage.sandbox.elbv2.modifyListener({ ListenerArn: listener?.ListenerArn ?? '', Protocol: 'TCP' });
  await stage.pass(0);
  expect((await stage.ask(zoneA, { port: 443 })).pod).toBe(stage.pods[0]?.name);
});
