import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { scaledClock } from '../../../src/sandbox/clock.ts';
import { kinds } from '../../../src/sandbox/cluster/kinds.ts';
import { startControl } from '../../../src/sandbox/faults/control/endpoint.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import { openDataPathStage, zoneA, zoneB, zoneC } from './stage.ts';

const untilHealthy = 25_000;
/** What of this process's a sandbox may have left behind. */
const handles = () =>
  process.getActiveResourcesInfo().filter((name) => /TCPSocketWrap|TCPServerWrap|TLSWrap|Timeout/.test(name)).length;

describe('the data path', () => {
  test('has an entry for each zone and listener, by the zone’s name and by the plain one', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods)]: 1 }, 8080);
    await stage.pass(untilHealthy);
    const own = stage.path.connectTo().filter((entry) => entry.includes(stage.dnsName));
    const to = (zone: string) => `8080:127.0.0.1:${stage.port(zone, 8080)}`;
    expect(own).toEqual([
      ...[zoneA, zoneB, zoneC].map((zone) => `${zone}.${stage.dnsName}:${to(zone)}`),
      ...[zoneA, zoneB, zoneC].map((zone) => `${stage.dnsName}:${to(zone)}`),
    ]);
    expect(stage.path.connectTo(), 'the workshop’s NLB too').toHaveLength(12);
    expect(new Set([zoneA, zoneB, zoneC].map((zone) => stage.port(zone, 8080))).size).toBe(3);
  });

  test('comes to reach load balancers that are made later, when they are active', async () => {
    const stage = await openDataPathStage();
    let told = 0;
    const off = stage.path.on(() => {
      told += 1;
    });
    const { store, elbv2 } = stage.sandbox;
    const { kind, apiVersion, metadata, spec } = store.get(kinds.services, 'ui', 'ui-nlb');
    const { selector, type } = spec;
    store.create(kinds.services, {
      ...{ kind, apiVersion },
      metadata: { name: 'second', namespace: 'ui', annotations: metadata.annotations ?? {} },
      spec: { selector, type, ports: [{ name: 'http', port: 8000, targetPort: 8080 }] },
    });
    await stage.pass(120_000);
    const dnsName = elbv2
      .describeLoadBalancers({})
      .find(({ LoadBalancerName }) => /second/.test(LoadBalancerName))?.DNSName;
    expect((await stage.ask(zoneC, { dnsName: `${dnsName}`, port: 8000 })).status).toBe(200);
    expect(told).toBeGreaterThan(0);
    off();
    const before = told;
    store.remove(kinds.services, 'ui', 'second');
    await stage.pass(120_000);
    expect(stage.path.localPort(`${dnsName}`, zoneC, 8000)).toBeUndefined();
    expect(told).toBe(before);
    expect(
      stage.path.counts().find((one) => one.dnsName === dnsName),
      'its counts stay',
    ).toMatchObject({ answered: 1 });
  });

  test('keeps a port for as long as its load balancer is there, and resets what comes while it has no listener', async () => {
    const stage = await openDataPathStage();
    const { elbv2 } = stage.sandbox;
    const group = stage.group(stage.pods);
    const listener = stage.listen({ [group]: 1 });
    await stage.pass(25_000);
    const port = stage.port();
    expect((await stage.ask()).status).toBe(200);
    elbv2.deleteListener({ ListenerArn: listener });
    await stage.pass(0);
    await expect(stage.ask()).rejects.toThrow('ECONNRESET');
    expect(stage.counts()).toMatchObject({ accepted: 2, forwarded: 1, lost: { 'no-listener': 1 } });

    const again = stage.listen({ [group]: 1 });
    await stage.pass(25_000);
    expect([stage.port(), (await stage.ask()).status]).toEqual([port, 200]);
    elbv2.modifyListener({
      ...{ ListenerArn: again, Protocol: 'TLS' },
      Certificates: [{ CertificateArn: 'arn:aws:acm:us-west-2:123456789012:certificate/1' }],
    });
    await stage.pass(0);
    expect(stage.port()).toBe(port);
    await expect(stage.ask(), 'it speaks TLS by now').rejects.toThrow();
    expect(stage.counts().lost['handshake-failed']).toBe(1);

    elbv2.deleteLoadBalancer({ LoadBalancerArn: stage.loadBalancerArn });
    await stage.pass(0);
    expect(() => stage.port()).toThrow('does not listen');
  });

  test('resets what comes to a zone that was taken from the load balancer', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods)]: 1 });
    await stage.pass(25_000);
    const { sandbox, loadBalancerArn: LoadBalancerArn } = stage;
    const [balancer] = sandbox.elbv2.describeLoadBalancers({ LoadBalancerArns: [LoadBalancerArn] });
    const left = balancer?.AvailabilityZones.filter(({ ZoneName }) => ZoneName !== zoneB) ?? [];
    sandbox.elbv2.setSubnets({ LoadBalancerArn, Subnets: left.map(({ SubnetId }) => SubnetId) });
    await stage.pass(0);
    expect((await stage.ask(zoneA)).status).toBe(200);
    await expect(stage.ask(zoneB)).rejects.toThrow('ECONNRESET');
    expect(stage.counts().lost['no-listener']).toBe(1);
  });

  test('is opened once, and not at all where nobody asks', async () => {
    const before = handles();
    const sandbox = await startSandbox({ scenario: loadScenario('eks-workshop'), clock: scaledClock(20) });
    await sandbox.settle();
    const shut = handles();
    const [one, other] = await Promise.all([sandbox.dataPath(), sandbox.dataPath()]);
    expect(one).toBe(other);
    expect(handles()).toBeGreaterThanOrEqual(shut + 4);
    await sandbox.stop();
    await expect.poll(handles).toBeLessThanOrEqual(before);
  });

  test('closes everything when the sandbox stops, connections that hang too', async () => {
    const stage = await openDataPathStage();
    const before = handles();
    const [pod] = stage.pods;
    stage.listen({ [stage.group(pod === undefined ? [] : [pod])]: 1 });
    await stage.pass(untilHealthy);
    const flow = stage.open(zoneA);
    expect(await flow.ask()).toContain(pod?.name);
    const hanging = stage.open(zoneB);
    await expect.poll(() => stage.counts().lost['no-target-in-zone']).toBe(1);
    const [port, { port: proxyPort }] = [stage.port(), new URL(stage.path.proxyUrl)];
    const idle = connect(Number(proxyPort), '127.0.0.1');
    const idleEnded = new Promise((resolve) => idle.on('error', () => {}).once('close', resolve));
    await stage.sandbox.stop();
    await Promise.all([flow.ended, hanging.ended, idleEnded]);
    for (const closed of [port, Number(proxyPort)]) {
      const code = await new Promise((resolve) =>
        connect(closed, '127.0.0.1').once('error', ({ message }) => resolve(message)),
      );
      expect(code).toContain('ECONNREFUSED');
    }
    await expect.poll(handles).toBeLessThan(before);
  });

  test('is waited for when the sandbox settles', async () => {
    const stage = await openDataPathStage({ delays: { dataPlane: { listener: '75s' } } });
    stage.listen({ [stage.group(stage.pods)]: 1 });
    await stage.sandbox.settle();
    await stage.path.ready();
    expect(stage.path.settled()).toBe(true);
    expect((await stage.ask()).status).toBe(200);
  });

  test('shows its counts at the control address, to whoever has the token', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods)]: 1 });
    await stage.pass(untilHealthy);
    await stage.ask();
    const control = await startControl(stage.sandbox);
    try {
      const { origin, username, password } = new URL(control.url);
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      const get = async (method: string, headers = {}) => {
        const response = await fetch(`${origin}/data-path`, { method, headers });
        return { status: response.status, body: await response.json() };
      };
      expect(await get('GET', { authorization })).toEqual({
        status: 200,
        body: {
          proxyUrl: stage.path.proxyUrl,
          connectTo: stage.path.connectTo(),
          loadBalancers: stage.path.counts(),
        },
      });
      expect(stage.counts()).toMatchObject({ accepted: 1, forwarded: 1, answered: 1 });
      expect((await get('POST', { authorization })).status).toBe(405);
      expect((await get('GET')).status).toBe(401);
    } finally {
      await control.close();
    }
  });
});
