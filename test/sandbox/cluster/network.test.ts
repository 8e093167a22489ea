import { describe, expect, test } from 'vitest';
import { type Played, play, services } from '../world/play.ts';

const pods = { group: '', resource: 'pods' };
const nodes = { group: '', resource: 'nodes' };
const deployments = { group: 'apps', resource: 'deployments' };
const instances = ['i-0a1b2c3d4e5f60001', 'i-0a1b2c3d4e5f60002', 'i-0a1b2c3d4e5f60003'];
const first = 'ip-10-42-101-7.us-west-2.compute.internal';

const settled = async () => {
  const world = play();
  await world.settle();
  return world;
};
/** Which nodes answer on a port; the workshop's pod runs on the first. */
const answers = (world: Played, port: number, path = '/') =>
  instances.map((id) => world.network.check({ type: 'instance', id, port, protocol: 'TCP', path }).ok);
const podIp = (world: Played): string => world.store.list(pods, 'ui')[0]?.['status'].podIP;
const podAnswers = (world: Played, id: string, port: number) =>
  world.network.check({ type: 'ip', id, port, protocol: 'TCP', path: '/' });
const scale = (world: Played, replicas: number) =>
  world.store.modify(deployments, 'ui', 'ui', ({ spec }) => {
    spec.replicas = replicas;
  });
const makeLocal = (world: Played): number =>
  world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
    spec.externalTrafficPolicy = 'Local';
  })['spec'].healthCheckNodePort;
const failed = { ok: false, reason: 'Target.FailedHealthChecks' };

describe('a node port', () => {
  test('is answered by every node while a pod is ready somewhere', async () => {
    const world = play();
    await world.clock.step(2_000);
    expect(answers(world, 31234), 'none is ready yet').toEqual([false, false, false]);
    await world.settle();
    expect(answers(world, 31234)).toEqual([true, true, true]);
    expect(answers(world, 31235), 'nobody listens there').toEqual([false, false, false]);
  });

  test('of a Local Service is answered by nodes with a pod of it', async () => {
    const world = await settled();
    makeLocal(world);
    expect(answers(world, 31234)).toEqual([true, false, false]);
  });

  test('goes to pods that end for want of others', async () => {
    const world = await settled();
    scale(world, 0);
    await world.clock.step(1_000);
    expect(answers(world, 31234)).toEqual([true, true, true]);
    await world.clock.step(2_000);
    expect(answers(world, 31234)).toEqual([false, false, false]);
  });

  test('for health checks cannot read the header of proxy protocol v2', async () => {
    const world = await settled();
    const port = makeLocal(world);
    const check = (proxyHeader: boolean) =>
      world.network.check({
        type: 'instance',
        id: instances[0] ?? '',
        port,
        protocol: 'HTTP',
        path: '/healthz',
        proxyHeader,
      }).ok;
    expect([check(false), check(true)]).toEqual([true, false]);
  });

  test('of UDP answers no health check', async () => {
    const world = await settled();
    world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
      spec.ports[0].protocol = 'UDP';
    });
    expect(answers(world, 31234)).toEqual([false, false, false]);
  });
});

describe('the health check port of a Local Service', () => {
  test('says which nodes have a ready pod, on its path alone', async () => {
    const world = await settled();
    const port = makeLocal(world);
    expect(answers(world, port, '/healthz')).toEqual([true, false, false]);
    expect(answers(world, port, '/')).toEqual([false, false, false]);
  });

  test('says no as soon as the pod ends, while it still serves', async () => {
    const world = await settled();
    const port = makeLocal(world);
    scale(world, 0);
    await world.clock.step(1_000);
    expect(answers(world, port, '/healthz')).toEqual([false, false, false]);
    expect(answers(world, 31234)).toEqual([true, false, false]);
  });
});

describe('a pod', () => {
  test('answers on the ports that it declares while its containers run, ready or not', async () => {
    const world = play();
    await world.clock.step(2_000);
    const address = podIp(world);
    expect(podAnswers(world, address, 8080)).toEqual({ ok: true });
    expect(podAnswers(world, address, 8081)).toEqual(failed);
    expect(podAnswers(world, '10.42.250.250', 8080)).toEqual(failed);
    await world.settle();
    scale(world, 0);
    await world.settle();
    expect(podAnswers(world, address, 8080)).toEqual(failed);
  });
});

test('a security group blocks a port of nodes or of pods, and can be opened', async () => {
  const world = play({ network: { blocked: [{ targetType: 'ip', port: 8080 }] } });
  await world.settle();
  expect(podAnswers(world, podIp(world), 8080)).toEqual(failed);
  expect(answers(world, 31234)).toEqual([true, true, true]);
  world.network.blocked.clear();
  world.network.blocked.add('instance/31234');
  expect(podAnswers(world, podIp(world), 8080)).toEqual({ ok: true });
  expect(answers(world, 31234)).toEqual([false, false, false]);
});

describe('where a target is', () => {
  test('an instance is in the zone of its node, and terminated when the node has gone', async () => {
    const world = await settled();
    const locate = (id: string) => world.network.locate({ type: 'instance', id });
    expect(locate(instances[0] ?? '')).toEqual({ zone: 'us-west-2a', state: 'running' });
    world.store.remove(nodes, undefined, first);
    expect(locate(instances[0] ?? '')).toEqual({ zone: 'us-west-2a', state: 'terminated' });
    expect(locate('i-0123456789abcdef0')).toEqual({ zone: undefined, state: 'absent' });
  });

  test('an address is a pod’s, a node’s or nobody’s', async () => {
    const world = await settled();
    const locate = (id: string) => world.network.locate({ type: 'ip', id });
    expect(locate(podIp(world))).toEqual({ zone: 'us-west-2a', state: 'running' });
    expect(locate('10.42.139.20')).toEqual({ zone: 'us-west-2b', state: 'running' });
    expect(locate('10.42.250.250')).toEqual({ zone: undefined, state: 'absent' });
  });
});

test('pods on the host’s network have the node’s address', async () => {
  const world = await settled();
  world.store.create(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'host', namespace: 'ui' },
    spec: { hostNetwork: true, containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 9100 }] }] },
  });
  await world.settle();
  const pod = world.store.get(pods, 'ui', 'host');
  expect(pod['status'].podIP).toBe(pod['status'].hostIP);
  expect(podAnswers(world, pod['status'].podIP, 9100)).toEqual({ ok: true });
});
