import { expect, test } from 'vitest';
import { askFor, bindings, play } from './play.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const addresses = 'k8s-ui-uinlb-908febdef8';

test('begins with three nodes behind the NLB, and names as the controller makes them', async () => {
  const world = play();
  await world.settle();
  const [balancer] = world.elbv2.describeLoadBalancers({});
  expect(balancer).toMatchObject({
    LoadBalancerName: 'k8s-ui-uinlb-45617409e2',
    Scheme: 'internet-facing',
    State: { Code: 'active' },
  });
  expect(world.targets(instances)).toEqual([
    'i-0a1b2c3d4e5f60001:31234 healthy',
    'i-0a1b2c3d4e5f60002:31234 healthy',
    'i-0a1b2c3d4e5f60003:31234 healthy',
  ]);
});

test('flips as the controller does: an empty group, the listener, the targets, and then the old group goes', async () => {
  const world = play();
  await world.settle();
  askFor(world, 'ip');
  while (world.forwards(80)[0] !== addresses) await world.clock.step(20);
  expect(world.targets(addresses), 'the listener points at an empty group').toEqual([]);
  expect(world.store.list(bindings).map(({ metadata }) => metadata.name)).toEqual([instances]);
  while (world.targets(addresses).length === 0) await world.clock.step(20);
  expect(world.targets(addresses)).toEqual([
    expect.stringMatching(/^10\.42\.\d+\.\d+:8080 initial Elb\.RegistrationInProgress$/),
  ]);
  await world.settle();
  expect(world.targets(addresses)).toEqual([expect.stringMatching(/^10\.42\.\d+\.\d+:8080 healthy$/)]);
  expect(world.elbv2.describeTargetGroups({}).map(({ TargetGroupName }) => TargetGroupName)).toEqual([addresses]);
  expect(world.store.list(bindings).map(({ metadata }) => metadata.name)).toEqual([addresses]);
});

test('registers a pod as it comes, and drains it as it goes', async () => {
  const world = play();
  await world.settle();
  askFor(world, 'ip');
  await world.settle();
  const scale = (replicas: number) =>
    world.store.modify({ group: 'apps', resource: 'deployments' }, 'ui', 'ui', ({ spec }) => {
      spec.replicas = replicas;
    });
  scale(3);
  await world.settle();
  expect(world.targets(addresses).map((target) => target.split(' ')[1])).toEqual(['healthy', 'healthy', 'healthy']);
  scale(1);
  await world.clock.step(10_000);
  expect(world.targets(addresses).filter((target) => target.includes('draining'))).toHaveLength(2);
});
