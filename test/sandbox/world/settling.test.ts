import { expect, test } from 'vitest';
import { scaledClock, steppedClock } from '../../../src/sandbox/clock.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import { createWorld } from '../../../src/sandbox/world.ts';
import { askFor, play } from './play.ts';

test('a fault that is tried over and over does not keep the world from settling', async () => {
  for (const faults of [{ bindingCreate: 'down' }, { networking: { instance: 'UnauthorizedOperation' } }]) {
    const world = play({ controller: { faults } });
    await world.settle();
    expect(world.events('Service').length + world.events('TargetGroupBinding').length).toBeGreaterThan(0);
  }
  const world = play({ controller: { faults: { networking: { ip: 'UnauthorizedOperation' } } } });
  askFor(world, 'ip');
  expect(await world.settle()).toBeGreaterThan(1_800);
});

test('a pod behind a gate that never opens does not either', async () => {
  const world = play();
  world.store.modify({ group: '', resource: 'namespaces' }, undefined, 'ui', ({ metadata }) => {
    metadata.labels = { ...metadata.labels, 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
  });
  askFor(world, 'ip');
  await world.settle();
  world.network.blocked.add('ip/8080');
  world.store.modify({ group: 'apps', resource: 'deployments' }, 'ui', 'ui', ({ spec }) => {
    spec.template.metadata.annotations = { restarted: 'yes' };
  });
  await world.settle();
  expect(world.store.list({ group: '', resource: 'pods' }, 'ui')).toHaveLength(2);
});

test('the same seed gives the same world, another one another', async () => {
  const namesOf = async (seed: number) => {
    const clock = scaledClock(1_000);
    const world = createWorld(loadScenario('eks-workshop'), clock, seed);
    await clock.skipUntil(world.settled, 3_600_000);
    const [balancer] = world.elbv2.describeLoadBalancers({});
    const [pod] = world.store.list({ group: '', resource: 'pods' }, 'ui');
    world.stop();
    clock.stop();
    return [balancer?.DNSName, pod?.metadata.name, pod?.['status'].podIP, world.topology.vpc.id];
  };
  const first = await namesOf(1);
  expect(await namesOf(1)).toEqual(first);
  const second = await namesOf(2);
  expect(second.filter((value) => first.includes(value))).toEqual([]);
});

test('time that is skipped is not waited for, and timestamps stay wall time', async () => {
  const clock = scaledClock(1);
  const world = createWorld(loadScenario('eks-workshop'), clock, 1);
  const begun = Date.now();
  expect(await clock.skipUntil(world.settled, 3_600_000)).toBe(true);
  const [balancer] = world.elbv2.describeLoadBalancers({});
  world.stop();
  clock.stop();
  expect(balancer?.State.Code, 'two minutes of AWS’s have passed').toBe('active');
  expect(Date.now() - begun).toBeLessThan(15_000);
  expect(Math.abs(Date.parse(balancer?.CreatedTime ?? '') - begun)).toBeLessThan(15_000);
});

test('what never comes to rest is given up', async () => {
  const clock = scaledClock(1);
  const again = () => void clock.after(60_000, again);
  again();
  expect(await clock.skipUntil(() => false, 3_600_000)).toBe(false);
  clock.stop();
});

test('a task sees the instant for which it was due, in order', async () => {
  const clock = steppedClock(0);
  const seen: string[] = [];
  clock.after(200, () => seen.push(`b ${clock.now()}`));
  clock.after(100, () => {
    seen.push(`a ${clock.now()}`);
    clock.after(50, () => seen.push(`c ${clock.now()}`));
  });
  const cancel = clock.after(120, () => seen.push('never'));
  cancel();
  await clock.step(1_000);
  expect(seen).toEqual(['a 100', 'c 150', 'b 200']);
  expect(clock.now()).toBe(1_000);
});
