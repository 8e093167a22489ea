import { describe, expect, test } from 'vitest';
import { chooseNode } from '../../../src/sandbox/cluster/scheduler.ts';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { play } from '../world/play.ts';

const node = (name: string, spec: object = {}, labels: Record<string, string> = {}, ready = 'True'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
  spec,
  status: { conditions: [{ type: 'Ready', status: ready }] },
});
const pod = (
  name: string,
  { owner = 'set', ...spec }: { owner?: string; [field: string]: unknown } = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'ui',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }],
  },
  spec,
});
const taint = (effect: string) => ({ taints: [{ key: 'dedicated', value: 'edge', effect }] });

describe('the node of a pod', () => {
  test.each<[string, KubeObject, KubeObject, boolean]>([
    ['a plain one', node('a'), pod('p'), true],
    ['a cordoned one', node('a', { unschedulable: true }), pod('p'), false],
    ['one that is not Ready', node('a', {}, {}, 'False'), pod('p'), false],
    ['one of unknown state', node('a', {}, {}, 'Unknown'), pod('p'), false],
    ['a selector that matches', node('a', {}, { disk: 'ssd' }), pod('p', { nodeSelector: { disk: 'ssd' } }), true],
    ['a selector that does not', node('a'), pod('p', { nodeSelector: { disk: 'ssd' } }), false],
    ['a taint', node('a', taint('NoSchedule')), pod('p'), false],
    ['a taint that is only preferred', node('a', taint('PreferNoSchedule')), pod('p'), true],
    [
      'a taint that is tolerated',
      node('a', taint('NoSchedule')),
      pod('p', { tolerations: [{ key: 'dedicated', value: 'edge', effect: 'NoSchedule' }] }),
      true,
    ],
    [
      'a taint of another value',
      node('a', taint('NoSchedule')),
      pod('p', { tolerations: [{ key: 'dedicated', value: 'core', effect: 'NoSchedule' }] }),
      false,
    ],
    ['every taint tolerated', node('a', taint('NoExecute')), pod('p', { tolerations: [{ operator: 'Exists' }] }), true],
  ])('%s', (_what, of, wanting, fits) => {
    expect(chooseNode(wanting, [of], [])?.metadata.name).toBe(fits ? 'a' : undefined);
  });

  test('is the one with the fewest pods of the same owner, the first of several', () => {
    const nodes = [node('a'), node('b'), node('c')];
    expect(chooseNode(pod('p'), nodes, [])?.metadata.name).toBe('a');
    const placed = [
      pod('1', { nodeName: 'a' }),
      pod('2', { nodeName: 'b' }),
      pod('3', { nodeName: 'c' }),
      pod('4', { nodeName: 'a' }),
      pod('5', { nodeName: 'b', owner: 'other' }),
    ];
    expect(chooseNode(pod('p'), nodes, placed)?.metadata.name).toBe('b');
  });

  test('a pod that ends is not counted', () => {
    const ending = pod('1', { nodeName: 'a' });
    ending.metadata.deletionTimestamp = '2026-11-25T00:00:00Z';
    expect(chooseNode(pod('p'), [node('a'), node('b')], [ending])?.metadata.name).toBe('a');
  });
});

test('a pod that no node takes waits, and says why, until one does', async () => {
  const world = play();
  await world.settle();
  const nodes = { group: '', resource: 'nodes' };
  const cordon = (name: string, unschedulable: boolean) =>
    world.store.modify(nodes, undefined, name, ({ spec }) => {
      spec.unschedulable = unschedulable;
    });
  const names = world.store.list(nodes).map(({ metadata }) => metadata.name);
  for (const name of names) cordon(name, true);
  world.store.modify({ group: 'apps', resource: 'deployments' }, 'ui', 'ui', ({ spec }) => {
    spec.replicas = 2;
  });
  await world.clock.step(10_000);
  const waiting = () => world.store.list({ group: '', resource: 'pods' }, 'ui').filter((one) => !one['spec'].nodeName);
  expect(waiting()).toHaveLength(1);
  expect(waiting()[0]?.['status'].conditions).toMatchObject([
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
  ]);
  expect(world.events('Pod').filter((event) => event === 'Warning FailedScheduling')).toHaveLength(1);
  cordon(names[2] ?? '', false);
  await world.settle();
  expect(waiting()).toEqual([]);
});
