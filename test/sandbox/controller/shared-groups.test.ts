import { expect, test } from 'vitest';
import { askFor, bindings, type Played, play } from '../world/play.ts';
import { annotate, arnOf, bindingNames, groupNames, until } from './stage.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const configMaps = { group: '', resource: 'configmaps' };
const nodes = { group: '', resource: 'nodes' };
const first = 'ip-10-42-101-7.us-west-2.compute.internal';

const shared = async () => {
  const world = play();
  annotate(world, { 'aws-load-balancer-multi-cluster-target-group': 'true' });
  await world.settle();
  return world;
};
const tracked = (world: Played) =>
  world.store.find(configMaps, 'ui', `aws-lbc-targets-${instances}`)?.['data'].targets.split(',');
const idsOf = (world: Played) =>
  world
    .targets(instances)
    .filter((target) => !target.includes('draining'))
    .map((target) => target.split(' ')[0])
    .sort();
const ofThisCluster = [1, 2, 3].map((number) => `i-0a1b2c3d4e5f6000${number}:31234`);
const exclude = (world: Played) =>
  world.store.modify(nodes, undefined, first, ({ metadata }) => {
    metadata.labels = { ...metadata.labels, 'node-role.kubernetes.io/master': '' };
  });
/** A target that another cluster has registered. */
const ofAnother = { Id: 'i-0a1b2c3d4e5f60003', Port: 32000 };

test('writes down which targets of a shared group are this cluster’s', async () => {
  const world = await shared();
  expect(world.store.get(bindings, 'ui', instances)['spec'].multiClusterTargetGroup).toBe(true);
  expect(tracked(world)).toEqual(ofThisCluster);
});

test('lets the targets of others alone', async () => {
  const world = await shared();
  world.elbv2.registerTargets({ TargetGroupArn: arnOf(world, instances), Targets: [ofAnother] });
  exclude(world);
  await world.clock.step(3_000);
  expect(idsOf(world)).toEqual([ofThisCluster[1], 'i-0a1b2c3d4e5f60003:31234', 'i-0a1b2c3d4e5f60003:32000'].sort());
  expect(tracked(world)).toEqual(ofThisCluster.slice(1));
});

test('takes nothing out before it has written down what is its own, and then all of it', async () => {
  const world = play();
  await world.settle();
  exclude(world);
  annotate(world, { 'aws-load-balancer-multi-cluster-target-group': 'true' });
  await world.settle();
  expect(tracked(world)).toEqual(ofThisCluster.slice(1));
});

test('a deleted binding takes its own targets and its notes along', async () => {
  const world = await shared();
  world.elbv2.registerTargets({ TargetGroupArn: arnOf(world, instances), Targets: [ofAnother] });
  world.store.remove(bindings, 'ui', instances);
  await until(world, () => bindingNames(world).length === 0);
  expect(idsOf(world)).toEqual(['i-0a1b2c3d4e5f60003:32000']);
  expect(tracked(world)).toBeUndefined();
});

test('a flip deletes the shared group, whoever else has targets in it', async () => {
  const world = await shared();
  world.elbv2.registerTargets({ TargetGroupArn: arnOf(world, instances), Targets: [ofAnother] });
  askFor(world, 'ip');
  await world.settle();
  expect(groupNames(world)).toEqual(['k8s-ui-uinlb-908febdef8']);
});

test('several bindings of one group are allowed when all of them share it', async () => {
  const world = await shared();
  const spec = { targetGroupARN: arnOf(world, instances), serviceRef: { name: 'ui-nlb', port: 80 } };
  const second = (multiClusterTargetGroup: boolean) => () =>
    world.store.create(bindings, {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: { name: 'second', namespace: 'ui' },
      spec: { ...spec, multiClusterTargetGroup },
    });
  expect(second(false)).toThrow(`is already bound to following TargetGroupBindings [ui/${instances}]`);
  expect(second(true)()['spec'].targetType).toBe('instance');
});
