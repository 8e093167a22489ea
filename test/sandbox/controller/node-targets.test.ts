import { describe, expect, test } from 'vitest';
import { nodeTargets } from '../../../src/sandbox/controller/binding/node-targets.ts';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { bindings, play, services } from '../world/play.ts';
import { annotate, messages, service, until } from './stage.ts';

interface NodeShape {
  readonly labels?: Record<string, string>;
  readonly taints?: { key: string; effect: string; value?: string }[];
  readonly ready?: 'True' | 'False' | 'Unknown' | 'absent';
  readonly providerID?: string;
  readonly unschedulable?: boolean;
}

const node = (name: string, shape: NodeShape = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'topology.kubernetes.io/zone': 'us-west-2a', ...shape.labels } },
  spec: {
    providerID: shape.providerID ?? `aws:///us-west-2a/i-${name}`,
    taints: shape.taints ?? [],
    unschedulable: shape.unschedulable ?? false,
  },
  status: { conditions: shape.ready === 'absent' ? [] : [{ type: 'Ready', status: shape.ready ?? 'True' }] },
});

const targetsOf = (
  nodes: readonly KubeObject[],
  { nodeSelector, failOpen = true }: { nodeSelector?: Record<string, string>; failOpen?: boolean } = {},
  of = service(),
) =>
  nodeTargets({ service: of, port: of['spec'].ports[0], nodes, nodeSelector, failOpen }).map(
    ({ id, port }) => `${id}:${port}`,
  );

describe('which nodes are targets', () => {
  test.each<[string, NodeShape, boolean]>([
    ['a plain one', {}, true],
    ['a cordoned one', { unschedulable: true }, true],
    ['a control plane', { labels: { 'node-role.kubernetes.io/control-plane': '' } }, true],
    ['a master', { labels: { 'node-role.kubernetes.io/master': '' } }, false],
    [
      'one kept from load balancers, whatever the value',
      { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'false' } },
      false,
    ],
    [
      'one kept from them the old way',
      { labels: { 'alpha.service-controller.kubernetes.io/exclude-balancer': '' } },
      false,
    ],
    ['Fargate', { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }, false],
    ['another compute type', { labels: { 'eks.amazonaws.com/compute-type': 'auto' } }, true],
    [
      'one that the autoscaler deletes',
      { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] },
      false,
    ],
    [
      'the same by any effect',
      { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'PreferNoSchedule' }] },
      false,
    ],
    ['one that Karpenter disrupts', { taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] }, false],
    ['the same by another effect', { taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoExecute' }] }, true],
    ['another taint', { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }, true],
    ['one that is not Ready', { ready: 'False' }, false],
    ['one without the condition', { ready: 'absent' }, false],
    ['one of unknown state beside a Ready one', { ready: 'Unknown' }, false],
  ])('%s', (_what, shape, expected) => {
    expect(targetsOf([node('a', shape), node('b')])).toEqual(expected ? ['i-a:31234', 'i-b:31234'] : ['i-b:31234']);
  });

  test('those of unknown state where none is Ready, unless the gate is off', () => {
    const nodes = [node('a', { ready: 'Unknown' }), node('b', { ready: 'False' }), node('c', { ready: 'Unknown' })];
    expect(targetsOf(nodes)).toEqual(['i-a:31234', 'i-c:31234']);
    expect(targetsOf(nodes, { failOpen: false })).toEqual([]);
  });

  test('a Ready node that is excluded does not count as Ready', () => {
    const nodes = [node('a', { labels: { 'node-role.kubernetes.io/master': '' } }), node('b', { ready: 'Unknown' })];
    expect(targetsOf(nodes)).toEqual(['i-b:31234']);
  });

  test('those that a selector matches in every pair', () => {
    const nodes = [
      node('a', { labels: { pool: 'edge' } }),
      node('b', { labels: { pool: 'edge', size: 'l' } }),
      node('c'),
    ];
    expect(targetsOf(nodes, { nodeSelector: { pool: 'edge' } })).toEqual(['i-a:31234', 'i-b:31234']);
    expect(targetsOf(nodes, { nodeSelector: { pool: 'edge', size: 'l' } })).toEqual(['i-b:31234']);
  });

  test('Local makes no difference', () => {
    const of = service({ spec: { externalTrafficPolicy: 'Local', healthCheckNodePort: 30999 } });
    expect(targetsOf([node('a'), node('b')], {}, of)).toEqual(['i-a:31234', 'i-b:31234']);
  });

  test.each([
    ['', 'providerID is not specified for node: a'],
    ['aws:///us-west-2a/a', 'providerID aws:///us-west-2a/a is invalid for EC2 instances, node: a'],
    [
      'eks-hybrid:///us-west-2/x/a',
      'providerID eks-hybrid:///us-west-2/x/a is invalid for EKS hybrid instances, node: a',
    ],
  ])('one with the providerID %j stops all of them', (providerID, message) => {
    expect(() => targetsOf([node('a', { providerID }), node('b')])).toThrow(message);
    expect(targetsOf([node('a', { providerID, ready: 'False' }), node('b')]), 'while it is Ready').toEqual([
      'i-b:31234',
    ]);
  });

  test('a hybrid node has an id of its own kind', () => {
    const hybrid = node('a', { providerID: 'eks-hybrid:///us-west-2/eks-workshop/mi-0123456789abcdef0' });
    expect(targetsOf([hybrid])).toEqual(['hybrid-mi-0123456789abcdef0:31234']);
  });

  test('none for a Service that has no node ports', () => {
    expect(() => targetsOf([node('a')], {}, service({ spec: { type: 'ClusterIP' } }))).toThrow(
      "service type must be either 'NodePort' or 'LoadBalancer': ui/ui-nlb",
    );
  });
});

const instances = 'k8s-ui-uinlb-fa38096dd9';
const nodes = { group: '', resource: 'nodes' };
const first = 'ip-10-42-101-7.us-west-2.compute.internal';
const idsOf = (world: ReturnType<typeof play>) =>
  world
    .targets(instances)
    .filter((target) => !target.includes('draining'))
    .map((target) => target.split(':')[0]?.slice(-1));

test('follows nodes as they become unfit and fit', async () => {
  const world = play();
  await world.settle();
  const label = 'node.kubernetes.io/exclude-from-external-load-balancers';
  world.store.modify(nodes, undefined, first, ({ metadata }) => {
    metadata.labels = { ...metadata.labels, [label]: 'true' };
  });
  await world.clock.step(2_000);
  expect(idsOf(world)).toEqual(['2', '3']);
  expect(world.targets(instances)[0]).toMatch(/0001:31234 draining Target\.DeregistrationInProgress$/);
  world.store.modify(nodes, undefined, first, ({ metadata }) => {
    delete metadata.labels?.[label];
  });
  await world.clock.step(2_000);
  expect(
    world.targets(instances).find((target) => target.includes('0001')),
    'draining counts as absent',
  ).toMatch(/initial Elb\.RegistrationInProgress$/);
});

test('follows the labels that an annotation asks for', async () => {
  const world = play();
  await world.settle();
  annotate(world, { 'aws-load-balancer-target-node-labels': 'topology.kubernetes.io/zone=us-west-2b' });
  await world.settle();
  expect(idsOf(world)).toEqual(['2']);
  expect(world.store.get(bindings, 'ui', instances)['spec'].nodeSelector).toEqual({
    matchLabels: { 'topology.kubernetes.io/zone': 'us-west-2b' },
  });
});

test('a hybrid node keeps every target from being registered while rules are managed', async () => {
  const world = play({
    nodes: [
      { zone: 'us-west-2a', instanceId: 'i-0a1b2c3d4e5f60001' },
      {
        zone: 'us-west-2b',
        name: 'mi-0123456789abcdef0',
        providerID: 'eks-hybrid:///us-west-2/x/mi-0123456789abcdef0',
      },
    ],
  });
  await until(world, () => messages(world, 'FailedReconcile').length > 0);
  expect(messages(world, 'FailedReconcile')).toEqual([
    'Failed reconcile due to cannot resolve node ENI for nodes: [/mi-0123456789abcdef0]',
  ]);
  expect(world.targets(instances)).toEqual([]);
});

test('nobody’s rules to manage: then it is AWS that refuses the hybrid node’s id', async () => {
  const world = play({
    nodes: [{ zone: 'us-west-2b', name: 'a', providerID: 'eks-hybrid:///us-west-2/x/mi-0123456789abcdef0' }],
  });
  annotate(world, { 'aws-load-balancer-security-groups': 'sg-0123456789abcdef0' });
  await until(world, () => messages(world, 'FailedReconcile').length > 0);
  expect(messages(world, 'FailedReconcile')[0]).toContain("ValidationError: Instance ID 'hybrid-mi-0123456789abcdef0'");
});

test('a new node port takes the place of the old one, in one look', async () => {
  const world = play();
  await world.settle();
  world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
    spec.ports[0].nodePort = 30080;
  });
  await world.clock.step(2_000);
  expect(
    world
      .targets(instances)
      .map((target) => target.split(' ').slice(0, 2).join(' '))
      .sort(),
  ).toEqual([
    'i-0a1b2c3d4e5f60001:30080 initial',
    'i-0a1b2c3d4e5f60001:31234 draining',
    'i-0a1b2c3d4e5f60002:30080 initial',
    'i-0a1b2c3d4e5f60002:31234 draining',
    'i-0a1b2c3d4e5f60003:30080 initial',
    'i-0a1b2c3d4e5f60003:31234 draining',
  ]);
});
