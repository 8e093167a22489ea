import { expect, test } from 'vitest';
import { Elbv2Error } from '../../../src/sandbox/elbv2/elbv2-error.ts';
import { askFor, type Played, play } from '../world/play.ts';
import { bindingNames, groupNames, messages, until, workshop } from './stage.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const addresses = 'k8s-ui-uinlb-908febdef8';

/** Lets an action of AWS fail while `refuses` says so. */
function refuse(
  world: Played,
  action: 'modifyListener' | 'deleteTargetGroup' | 'createTargetGroup' | 'registerTargets',
  error: Elbv2Error,
  refuses: (input: Record<string, unknown>) => boolean,
): void {
  const api = world.elbv2 as unknown as Record<string, (input: Record<string, unknown>) => unknown>;
  const call = api[action];
  if (call === undefined) throw new Error(`ELBv2 has no ${action}`);
  api[action] = (input) => {
    if (refuses(input)) throw error;
    return call(input);
  };
}

const twoPorts = () =>
  workshop((object) => {
    object['spec'].ports.push({ name: 'https', port: 443, targetPort: 8080, nodePort: 31443 });
  });
const throttled = new Elbv2Error('Throttling', 'Rate exceeded', 400);

test('a listener that cannot be changed: the ports below it are on empty groups, until it can', async () => {
  const world = play({ objects: twoPorts() });
  await world.settle();
  const [of443] = world.forwards(443);
  let refused = true;
  refuse(world, 'modifyListener', throttled, ({ Port }) => refused && Port === 443);
  askFor(world, 'ip');
  await until(world, () => messages(world, 'FailedDeployModel').length > 0);
  expect(messages(world, 'FailedDeployModel')).toEqual([
    'Failed deploy model due to operation error Elastic Load Balancing v2: https response error StatusCode: 400, api error Throttling: Rate exceeded',
  ]);
  await world.clock.step(60_000);
  expect(world.forwards(80)).toEqual([addresses]);
  expect(world.targets(addresses), 'and without a binding nothing fills it').toEqual([]);
  expect(world.forwards(443)).toEqual([of443]);
  expect(bindingNames(world)).toHaveLength(2);
  refused = false;
  await world.clock.step(200_000);
  expect(world.targets(addresses)).toEqual([expect.stringMatching(/:8080 healthy$/)]);
  expect(groupNames(world)).toHaveLength(2);
});

test('a group that cannot be made: the others are, and found again; the old path serves', async () => {
  const world = play({ objects: twoPorts() });
  await world.settle();
  let refused = true;
  refuse(world, 'createTargetGroup', throttled, ({ Name }) => refused && Name === addresses);
  askFor(world, 'ip');
  await until(world, () => messages(world, 'FailedDeployModel').length > 0);
  const made = groupNames(world);
  expect(made, 'that of port 443 comes first').toHaveLength(3);
  expect(world.forwards(80)).toEqual([instances]);
  await world.clock.step(60_000);
  expect(groupNames(world), 'and is not made twice').toEqual(made);
  refused = false;
  await world.clock.step(200_000);
  expect(world.forwards(80)).toEqual([addresses]);
  expect(groupNames(world)).toHaveLength(2);
});

test('a group that stays in use is tried every two seconds for twenty, and fails the deploy', async () => {
  const world = play();
  await world.settle();
  const attempts: number[] = [];
  refuse(world, 'deleteTargetGroup', new Elbv2Error('ResourceInUse', 'Target group is currently in use', 400), () => {
    attempts.push(world.clock.now());
    return true;
  });
  askFor(world, 'ip');
  await until(world, () => messages(world, 'FailedDeployModel').length > 0, { milliseconds: 100 });
  expect(messages(world, 'FailedDeployModel')[0]).toMatch(
    /^Failed deploy model due to failed to delete targetGroup: arn:.*k8s-ui-uinlb-fa38096dd9.*: Target group is currently in use$/,
  );
  expect(attempts).toHaveLength(11);
  expect((attempts[1] ?? 0) - (attempts[0] ?? 0)).toBeLessThanOrEqual(2_100);
  expect(world.forwards(80), 'the new path is there').toEqual([addresses]);
  expect(world.targets(addresses)).toHaveLength(1);
});

test('targets that are refused fail the binding’s reconcile, and it is tried again', async () => {
  const world = play();
  let refused = true;
  refuse(world, 'registerTargets', throttled, () => refused);
  await until(world, () => messages(world, 'FailedReconcile').length > 0);
  expect(messages(world, 'FailedReconcile')[0]).toContain('api error Throttling: Rate exceeded');
  expect(world.events('Service')).toEqual(['Normal SuccessfullyReconciled']);
  refused = false;
  await world.settle();
  expect(world.targets(instances)).toHaveLength(3);
});
