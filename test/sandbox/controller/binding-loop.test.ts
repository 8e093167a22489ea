import { describe, expect, test } from 'vitest';
import { checkpointOf } from '../../../src/sandbox/controller/binding/checkpoint.ts';
import { askFor, bindings, type Played, play, services } from '../world/play.ts';
import { keepJournal } from './journal.ts';
import { annotate, arnOf, messages, until } from './stage.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const addresses = 'k8s-ui-uinlb-908febdef8';
const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };
const nodes = { group: '', resource: 'nodes' };
const checkpoint = 'elbv2.k8s.aws/checkpoint';

const scale = (world: Played, replicas: number) =>
  world.store.modify(deployments, 'ui', 'ui', ({ spec }) => {
    spec.replicas = replicas;
  });
const onAddresses = async (replicas = 1) => {
  const world = play();
  scale(world, replicas);
  askFor(world, 'ip');
  await world.settle();
  return world;
};
const takeOut = (world: Played, group: string, index: number) => {
  const arn = arnOf(world, group);
  const target = world.elbv2.describeTargetHealth({ TargetGroupArn: arn })[index]?.Target;
  if (target === undefined) throw new Error('there is no such target');
  world.elbv2.deregisterTargets({ TargetGroupArn: arn, Targets: [target] });
};

describe('the checkpoint', () => {
  test('is written with the time once everything is registered', async () => {
    const world = play();
    await world.settle();
    const { annotations = {} } = world.store.get(bindings, 'ui', instances).metadata;
    expect(annotations[checkpoint]).toMatch(/^[\w-]{43}\/[\w-]{43}$/);
    expect(Number(annotations['elbv2.k8s.aws/checkpoint-timestamp'])).toBeGreaterThan(Date.UTC(2026, 10, 25) / 1000);
  });

  test('manual drift stays for hours; clearing the annotation repairs it', async () => {
    const world = play();
    await world.settle();
    takeOut(world, instances, 0);
    world.elbv2.registerTargets({
      TargetGroupArn: arnOf(world, instances),
      Targets: [{ Id: 'i-0a1b2c3d4e5f60002', Port: 22 }],
    });
    await world.clock.step(4 * 3_600_000);
    expect(world.targets(instances).map((target) => target.split(' ')[0])).toEqual([
      'i-0a1b2c3d4e5f60002:31234',
      'i-0a1b2c3d4e5f60003:31234',
      'i-0a1b2c3d4e5f60002:22',
    ]);
    world.store.modify(bindings, 'ui', instances, ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [checkpoint]: '' };
    });
    await world.settle();
    expect(
      world
        .targets(instances)
        .map((target) => target.split(' ')[0])
        .sort(),
    ).toEqual(['i-0a1b2c3d4e5f60001:31234', 'i-0a1b2c3d4e5f60002:31234', 'i-0a1b2c3d4e5f60003:31234']);
  });

  test('the same endpoints again: neither an event nor a call', async () => {
    const world = play();
    await world.settle();
    const journal = keepJournal(world);
    const before = world.events('TargetGroupBinding');
    world.store.modify(bindings, 'ui', instances, ({ metadata }) => {
      metadata.labels = { ...metadata.labels };
      metadata.annotations = { ...metadata.annotations, note: 'touched' };
    });
    await world.settle();
    expect(world.events('TargetGroupBinding')).toEqual(before);
    expect(journal).toEqual([]);
  });
});

test('what is left over is deregistered before what is missing is registered', async () => {
  const world = play();
  await world.settle();
  const journal = keepJournal(world);
  world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
    spec.ports[0].nodePort = 30080;
  });
  await world.settle();
  expect(journal.filter((line) => line.includes('Targets')).map((line) => line.split(' ')[0])).toEqual([
    'deregisterTargets',
    'registerTargets',
  ]);
});

test('two hundred targets go into one call', async () => {
  const world = play({ delays: { cluster: { podReady: '2s' } } });
  askFor(world, 'ip');
  await world.settle();
  const journal = keepJournal(world);
  // All at once, as after an outage of the controller.
  const controller = (replicas: number) =>
    world.store.modify(deployments, 'kube-system', 'aws-load-balancer-controller', ({ spec }) => {
      spec.replicas = replicas;
    });
  controller(0);
  scale(world, 251);
  await world.clock.step(60_000);
  controller(1);
  await world.clock.step(3_000);
  const sizes = journal.filter((line) => line.startsWith('registerTargets')).map((line) => line.split(' ').length - 2);
  expect(sizes).toEqual([200, 50]);
});

test('a target whose connections are being ended counts as absent, and is registered again', async () => {
  const world = await onAddresses();
  world.elbv2.modifyTargetGroupAttributes({
    TargetGroupArn: arnOf(world, addresses),
    Attributes: [
      { Key: 'target_health_state.unhealthy.connection_termination.enabled', Value: 'false' },
      { Key: 'target_health_state.unhealthy.draining_interval_seconds', Value: '3600' },
    ],
  });
  world.network.blocked.add('ip/8080');
  await until(world, () => world.targets(addresses)[0]?.includes('unhealthy.draining') === true, {
    milliseconds: 1_000,
  });
  const journal = keepJournal(world);
  world.store.modify(bindings, 'ui', addresses, ({ metadata }) => {
    metadata.annotations = { ...metadata.annotations, [checkpoint]: '' };
  });
  await world.clock.step(2_000);
  expect(journal).toEqual([expect.stringMatching(/^registerTargets k8s-ui-uinlb-908febdef8 10\.42\.\d+\.\d+:8080$/)]);
});

test('an annotation that somebody puts on a binding goes with the next reconcile of its Service', async () => {
  const world = play();
  await world.settle();
  world.store.modify(bindings, 'ui', instances, ({ metadata }) => {
    metadata.annotations = { ...metadata.annotations, note: 'mine' };
  });
  await world.settle();
  expect(world.store.get(bindings, 'ui', instances).metadata.annotations?.['note']).toBe('mine');
  annotate(world, { 'any-other': 'annotation' });
  await world.settle();
  expect(Object.keys(world.store.get(bindings, 'ui', instances).metadata.annotations ?? {})).toEqual([
    'elbv2.k8s.aws/checkpoint',
    'elbv2.k8s.aws/checkpoint-timestamp',
  ]);
  expect(world.targets(instances).map((target) => target.split(' ')[1])).toEqual(['healthy', 'healthy', 'healthy']);
});

test('the checkpoint is of the targets in any order, of when their pods were made, and of the spec', () => {
  const target = (id: string, createdAt: string) => ({
    id,
    port: 8080,
    pod: { namespace: 'ui', name: id, uid: id, createdAt },
  });
  const binding = (spec: object) => ({ apiVersion: 'v1', kind: 'TargetGroupBinding', metadata: { name: 'a' }, spec });
  const [a, b] = [target('10.0.0.1', '2026-11-25T00:00:00Z'), target('10.0.0.2', '2026-11-25T00:00:00Z')];
  const plain = checkpointOf(binding({}), [a, b]);
  expect(checkpointOf(binding({}), [b, a])).toBe(plain);
  expect(checkpointOf(binding({}), [a])).not.toBe(plain);
  expect(checkpointOf(binding({}), [a, target('10.0.0.2', '2026-11-25T00:00:01Z')])).not.toBe(plain);
  expect(checkpointOf(binding({ vpcID: 'vpc-1' }), [a, b])).not.toBe(plain);
});

describe('a backend that is not there', () => {
  test('takes every target out, says so, and counts as observed', async () => {
    const world = play();
    await world.settle();
    world.store.modify(bindings, 'ui', instances, ({ spec }) => {
      spec.serviceRef.port = 81;
    });
    await world.clock.step(3_000);
    expect(world.targets(instances).every((target) => target.includes('draining'))).toBe(true);
    expect(messages(world, 'BackendNotFound')).toEqual([
      'backend not found: unable to find port 81 on service ui/ui-nlb',
    ]);
    const binding = world.store.get(bindings, 'ui', instances);
    expect(binding['status'].observedGeneration).toBe(binding.metadata.generation);
    expect(binding.metadata.annotations?.[checkpoint]).toBe('');
    expect(world.events('TargetGroupBinding').at(-1)).toBe('Normal SuccessfullyReconciled');
  });

  test('a binding for a Service that does not exist', async () => {
    const world = play();
    await world.settle();
    world.elbv2.createTargetGroup({
      Name: 'own',
      Protocol: 'TCP',
      Port: 80,
      VpcId: world.topology.vpc.id,
      TargetType: 'ip',
    });
    world.store.create(bindings, {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: { name: 'own', namespace: 'ui' },
      spec: { targetGroupName: 'own', serviceRef: { name: 'nobody', port: 80 } },
    });
    await world.settle();
    expect(messages(world, 'BackendNotFound')).toEqual(['backend not found: services "nobody" not found']);
  });
});

describe('security group rules that cannot be written', () => {
  test('addresses are registered all the same, and it is tried again every 15 seconds', async () => {
    const world = play({ controller: { faults: { networking: { ip: 'UnauthorizedOperation' } } } });
    await world.settle();
    askFor(world, 'ip');
    await world.clock.step(120_000);
    expect(world.targets(addresses)).toEqual([expect.stringMatching(/:8080 healthy$/)]);
    const binding = world.store.get(bindings, 'ui', addresses);
    expect(binding['status']?.observedGeneration).toBeUndefined();
    const [event] = world.store
      .list({ group: '', resource: 'events' })
      .filter(({ reason }) => reason === 'FailedNetworkReconcile');
    expect(event?.['message']).toBe('UnauthorizedOperation');
    expect(event?.['count']).toBeGreaterThanOrEqual(7);
    expect(event?.['count']).toBeLessThanOrEqual(10);
    world.faults.clear();
    await world.settle();
    expect(world.store.get(bindings, 'ui', addresses)['status'].observedGeneration).toBe(1);
  });

  test('instances are not', async () => {
    const world = play({ controller: { faults: { networking: { instance: 'UnauthorizedOperation' } } } });
    await world.clock.step(60_000);
    expect(world.targets(instances)).toEqual([]);
    expect(messages(world, 'FailedReconcile')).toEqual(['Failed reconcile due to UnauthorizedOperation']);
  });

  test('it is no matter where nobody manages rules', async () => {
    const world = play({ controller: { faults: { networking: { instance: 'UnauthorizedOperation' } } } });
    annotate(world, { 'aws-load-balancer-security-groups': 'sg-0123456789abcdef0' });
    await world.settle();
    expect(world.targets(instances)).toHaveLength(3);
  });
});

describe('what makes it look', () => {
  test('ip: endpoints as they come and go, and no node', async () => {
    const world = await onAddresses(2);
    const [first = '', second = ''] = world.targets(addresses);
    world.store.remove(pods, 'ui', world.store.list(pods, 'ui')[0]?.metadata.name ?? '', {
      gracePeriodSeconds: 'default',
    });
    await world.clock.step(1_500);
    expect(world.targets(addresses).filter((target) => target.includes('draining'))).toHaveLength(1);
    await world.settle();
    const now = world.targets(addresses);
    expect(now).toHaveLength(2);
    expect([first, second].filter((target) => now.includes(target))).toHaveLength(1);
    const journal = keepJournal(world);
    world.store.modify(nodes, undefined, 'ip-10-42-101-7.us-west-2.compute.internal', ({ metadata }) => {
      metadata.labels = { ...metadata.labels, 'node-role.kubernetes.io/master': '' };
    });
    await world.settle();
    expect(journal).toEqual([]);
  });

  test('without readiness gates health is not looked at: an unhealthy target stays registered', async () => {
    const world = await onAddresses();
    world.network.blocked.add('ip/8080');
    await world.clock.step(120_000);
    expect(world.targets(addresses)).toEqual([expect.stringMatching(/:8080 unhealthy Target\.FailedHealthChecks$/)]);
    expect(world.events('TargetGroupBinding').filter((event) => event.startsWith('Warning'))).toEqual([]);
  });
});

test('a binding that somebody deletes comes back only when its Service is touched', async () => {
  const world = play();
  await world.settle();
  world.store.remove(bindings, 'ui', instances);
  await until(world, () => world.store.find(bindings, 'ui', instances) === undefined);
  await world.clock.step(3_600_000);
  expect(world.targets(instances)).toEqual([]);
  annotate(world, { 'any-other': 'annotation' });
  await world.settle();
  expect(world.targets(instances)).toHaveLength(3);
});
