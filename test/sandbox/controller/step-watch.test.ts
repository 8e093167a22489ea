import { expect, test } from 'vitest';
import type { ControllerStep } from '../../../src/sandbox/controller/steps.ts';
import { askFor, play } from '../world/play.ts';

test('the steps of a flip are told as they are made, until nobody watches any more', async () => {
  const world = play();
  await world.settle();
  const steps: ControllerStep[] = [];
  const unwatch = world.steps.watch((step) => steps.push(step));
  askFor(world, 'ip');
  await world.settle();
  const inOrder = (...wanted: ControllerStep[]) =>
    expect(
      steps.filter((step) => wanted.includes(step)),
      steps.join(', '),
    ).toEqual(wanted);
  // The deletion of a binding is waited for.
  inOrder('create-group', 'switch-listener', 'create-binding', 'clean-up-binding', 'delete-binding', 'delete-group');
  inOrder('create-binding', 'register-targets');
  unwatch();
  const before = steps.length;
  askFor(world, 'instance');
  await world.settle();
  expect(steps).toHaveLength(before);
});

test('a step that fails is not told, and one after which the process ends is', async () => {
  const world = play();
  await world.settle();
  const steps: ControllerStep[] = [];
  world.steps.watch((step) => steps.push(step));
  world.faults.inject({ kind: 'controller-fails', at: 'create-group', count: 1 });
  world.faults.inject({ kind: 'controller-restarts', after: 'switch-listener', count: 1 });
  askFor(world, 'ip');
  await world.settle();
  expect(steps.filter((step) => step === 'create-group')).toHaveLength(1);
  expect(steps.filter((step) => step === 'switch-listener')).toHaveLength(1);
});
