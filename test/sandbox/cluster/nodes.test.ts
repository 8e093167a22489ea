import { expect, test } from 'vitest';
import { play } from '../world/play.ts';

const nodes = { group: '', resource: 'nodes' };

test('nodes are those of a managed node group on EKS, with the VPC CNI', async () => {
  const world = play();
  const list = world.store.list(nodes);
  expect(list.map(({ metadata }) => metadata.name)).toEqual([
    'ip-10-42-101-7.us-west-2.compute.internal',
    'ip-10-42-139-20.us-west-2.compute.internal',
    'ip-10-42-171-4.us-west-2.compute.internal',
  ]);
  expect(list[0]).toMatchObject({
    metadata: {
      labels: {
        'topology.kubernetes.io/zone': 'us-west-2a',
        'topology.kubernetes.io/region': 'us-west-2',
        'kubernetes.io/hostname': 'ip-10-42-101-7.us-west-2.compute.internal',
      },
    },
    spec: { providerID: 'aws:///us-west-2a/i-0a1b2c3d4e5f60001' },
  });
  expect(list[0]?.['spec'].podCIDR).toBeUndefined();
});

test.each([
  [true, 'True', 'KubeletReady'],
  [false, 'False', 'KubeletNotReady'],
  ['Unknown', 'Unknown', 'NodeStatusUnknown'],
] as const)('a node that is ready: %s', (ready, status, reason) => {
  const world = play({ nodes: [{ zone: 'us-west-2a', ready }] });
  expect(world.store.list(nodes)[0]?.['status'].conditions.at(-1)).toMatchObject({ type: 'Ready', status, reason });
});

test('a scenario chooses names, ids, labels, taints and cordons, and the rest is made up', () => {
  const world = play({
    nodes: [
      {
        zone: 'us-west-2b',
        name: 'edge',
        labels: { pool: 'edge' },
        taints: [{ key: 'dedicated', effect: 'NoSchedule' }],
        unschedulable: true,
        providerID: 'eks-hybrid:///us-west-2/x/mi-0123456789abcdef0',
      },
      { zone: 'us-west-2c' },
    ],
  });
  const [edge, made] = world.store.list(nodes);
  expect(edge).toMatchObject({
    metadata: { name: 'edge', labels: { pool: 'edge' } },
    spec: {
      providerID: 'eks-hybrid:///us-west-2/x/mi-0123456789abcdef0',
      taints: [{ key: 'dedicated', effect: 'NoSchedule' }],
      unschedulable: true,
    },
  });
  expect(made?.metadata.name).toMatch(/^ip-10-42-(1[6-9]\d)-\d+\.us-west-2\.compute\.internal$/);
  expect(made?.['spec'].providerID).toMatch(/^aws:\/\/\/us-west-2c\/i-0[0-9a-f]{16}$/);
});

test('a zone that the cluster does not have is refused', () => {
  expect(() => play({ nodes: [{ zone: 'us-west-2z' }] })).toThrow(
    'the scenario has a node in zone us-west-2z, which cluster.zones does not name',
  );
});
