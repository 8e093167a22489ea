import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { askFor, bindings, type Played, play } from '../world/play.ts';
import { bindingNames, until, workshop } from './stage.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const addresses = 'k8s-ui-uinlb-908febdef8';
const gate = `target-health.elbv2.k8s.aws/${addresses}`;
const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };
const namespaces = { group: '', resource: 'namespaces' };

const gated = (change: (service: KubeObject) => void = () => {}) => {
  const objects = workshop(change);
  const [namespace] = objects;
  if (namespace?.kind !== 'Namespace') throw new Error('the workshop begins with its namespace');
  namespace.metadata.labels = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
  return play({ objects });
};
const podsOf = (world: Played) => world.store.list(pods, 'ui');
const gatesOf = (pod: KubeObject | undefined) =>
  (pod?.['spec'].readinessGates ?? []).map(({ conditionType }: { conditionType: string }) => conditionType);
const conditionOf = (pod: KubeObject | undefined, type: string) =>
  pod?.['status'].conditions?.find((condition: { type: string }) => condition.type === type);
const restart = (world: Played) =>
  world.store.modify(deployments, 'ui', 'ui', ({ spec }) => {
    spec.template.metadata.annotations = { restarted: String(world.clock.now()) };
  });

describe('who gets a gate', () => {
  test('a pod that is created while an ip binding selects it, in a namespace with the label', async () => {
    const world = gated();
    await world.settle();
    expect(gatesOf(podsOf(world)[0]), 'instances need none').toEqual([]);
    askFor(world, 'ip');
    await world.settle();
    expect(gatesOf(podsOf(world)[0]), 'a pod that is there gets none').toEqual([]);
    restart(world);
    await world.settle();
    expect(podsOf(world).map(gatesOf)).toEqual([[gate]]);
  });

  test('nobody without the label', async () => {
    const world = play();
    askFor(world, 'ip');
    await world.settle();
    restart(world);
    await world.settle();
    expect(podsOf(world).map(gatesOf)).toEqual([[]]);
  });

  test('nobody while no controller runs', async () => {
    const world = gated();
    askFor(world, 'ip');
    await world.settle();
    world.store.modify(deployments, 'kube-system', 'aws-load-balancer-controller', ({ spec }) => {
      spec.replicas = 0;
    });
    restart(world);
    await world.clock.step(60_000);
    expect(podsOf(world).map(gatesOf)).toEqual([[]]);
  });

  test('no pod of another Service; gates of the old kind are taken away', async () => {
    const world = gated();
    askFor(world, 'ip');
    await world.settle();
    const labels = podsOf(world)[0]?.metadata.labels ?? {};
    const create = (name: string, given: Record<string, string>) =>
      world.store.create(pods, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'ui', labels: given },
        spec: {
          containers: [{ name: 'a', image: 'a:1' }],
          readinessGates: [
            { conditionType: 'target-health.alb.ingress.k8s.aws/x' },
            { conditionType: 'example.com/own' },
          ],
        },
      });
    expect(gatesOf(create('other', { app: 'other' }))).toEqual([
      'target-health.alb.ingress.k8s.aws/x',
      'example.com/own',
    ]);
    expect(gatesOf(create('one-more', labels))).toEqual(['example.com/own', gate]);
  });
});

test('a gated pod is registered before it is ready, and ready when the NLB finds it healthy', async () => {
  const world = gated();
  askFor(world, 'ip');
  await world.settle();
  restart(world);
  await until(world, () => podsOf(world).some((pod) => conditionOf(pod, gate) !== undefined));
  const pod = () => podsOf(world).find((one) => gatesOf(one).includes(gate));
  expect(conditionOf(pod(), gate)).toMatchObject({
    status: 'False',
    reason: 'Elb.RegistrationInProgress',
    message: 'Target registration is in progress',
  });
  expect(conditionOf(pod(), 'ContainersReady').status).toBe('True');
  await world.clock.step(100);
  expect(conditionOf(pod(), 'Ready')).toMatchObject({
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: `the status of pod readiness gate "${gate}" is not "True", but False`,
  });
  expect(world.targets(addresses), 'the old pod stays until then').toHaveLength(2);
  const begun = world.clock.now();
  await world.settle();
  expect(conditionOf(pod(), gate)).toMatchObject({ status: 'True', reason: '', message: '' });
  expect(conditionOf(pod(), 'Ready').status).toBe('True');
  expect(podsOf(world)).toHaveLength(1);
  expect(
    conditionOf(pod(), gate).lastTransitionTime > new Date(begun + 80_000).toISOString(),
    'looked at every 15 s',
  ).toBe(true);
});

test('the binding counts as observed only when its gated pods are healthy', async () => {
  const world = gated();
  askFor(world, 'ip');
  await world.settle();
  world.network.blocked.add('ip/8080');
  restart(world);
  await world.clock.step(300_000);
  const events = world.events('TargetGroupBinding').length;
  const binding = world.store.get(bindings, 'ui', addresses);
  expect(binding.metadata.annotations?.['elbv2.k8s.aws/checkpoint']).toBe('');
  const waiting = podsOf(world).find((pod) => gatesOf(pod).includes(gate));
  expect(conditionOf(waiting, gate)).toMatchObject({ status: 'False', reason: 'Target.FailedHealthChecks' });
  world.network.blocked.clear();
  await world.settle();
  expect(world.events('TargetGroupBinding').length).toBe(events);
  expect(world.store.get(bindings, 'ui', addresses).metadata.annotations?.['elbv2.k8s.aws/checkpoint']).not.toBe('');
  expect(podsOf(world).map((pod) => conditionOf(pod, 'Ready').status)).toEqual(['True']);
});

test('gates are True by force when their binding goes', async () => {
  const world = gated();
  askFor(world, 'ip');
  await world.settle();
  world.network.blocked.add('ip/8080');
  restart(world);
  await world.clock.step(60_000);
  askFor(world, 'instance');
  await world.settle();
  expect(bindingNames(world)).toEqual([instances]);
  expect(podsOf(world).map((pod) => conditionOf(pod, gate))).toMatchObject([
    { status: 'True', reason: '', message: 'Target Group Binding is deleted' },
  ]);
  expect(podsOf(world).map((pod) => conditionOf(pod, 'Ready').status)).toEqual(['True']);
});

test('pods that carry the gate of an earlier binding become NotReady when ip is entered again', async () => {
  const world = gated();
  askFor(world, 'ip');
  await world.settle();
  restart(world);
  await world.settle();
  askFor(world, 'instance');
  await world.settle();
  expect(conditionOf(podsOf(world)[0], 'Ready').status).toBe('True');
  askFor(world, 'ip');
  await until(world, () => conditionOf(podsOf(world)[0], 'Ready').status === 'False');
  expect(world.targets(addresses), 'registered all the same').toHaveLength(1);
  const [slice] = world.store.list({ group: 'discovery.k8s.io', resource: 'endpointslices' }, 'ui');
  await world.clock.step(100);
  const endpoint = () =>
    world.store.get({ group: 'discovery.k8s.io', resource: 'endpointslices' }, 'ui', slice?.metadata.name ?? '')[
      'endpoints'
    ][0];
  expect(endpoint().conditions, 'out of the cluster’s own traffic').toMatchObject({ ready: false, serving: false });
  await world.settle();
  expect(endpoint().conditions).toMatchObject({ ready: true });
});

test('a pod that is admitted while the binding ends gets a gate that nobody sets', async () => {
  const world = gated();
  askFor(world, 'ip');
  await world.settle();
  world.faults.inject({ kind: 'binding-stuck', message: 'hangs' });
  askFor(world, 'instance');
  await until(world, () => world.store.find(bindings, 'ui', addresses)?.metadata.deletionTimestamp !== undefined);
  world.store.modify(deployments, 'ui', 'ui', ({ spec }) => {
    spec.replicas = 2;
  });
  await until(world, () => podsOf(world).length === 2);
  const late = podsOf(world).find((pod) => gatesOf(pod).length > 0);
  expect(gatesOf(late)).toEqual([gate]);
  await world.clock.step(30_000);
  expect(
    conditionOf(
      podsOf(world).find((pod) => gatesOf(pod).length > 0),
      gate,
    ),
  ).toBeUndefined();
});

test('a gate that somebody sets back is set again, though nothing else has changed', async () => {
  const world = gated();
  askFor(world, 'ip');
  await world.settle();
  restart(world);
  await world.settle();
  const [pod] = podsOf(world);
  world.store.modify(
    pods,
    'ui',
    pod?.metadata.name ?? '',
    (object) => {
      conditionOf(object, gate).status = 'False';
    },
    { subresource: 'status' },
  );
  await world.clock.step(100);
  expect(conditionOf(podsOf(world)[0], 'Ready').status).toBe('False');
  await world.clock.step(2_000);
  expect(conditionOf(podsOf(world)[0], gate).status).toBe('True');
  expect(conditionOf(podsOf(world)[0], 'Ready').status).toBe('True');
});

test('the label may be set later: it counts when a pod is created', async () => {
  const world = play();
  askFor(world, 'ip');
  await world.settle();
  world.store.modify(namespaces, undefined, 'ui', ({ metadata }) => {
    metadata.labels = { ...metadata.labels, 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
  });
  restart(world);
  await world.settle();
  expect(podsOf(world).map(gatesOf)).toEqual([[gate]]);
});
