import { describe, expect, test } from 'vitest';
import { askFor, bindings, type Played, play } from '../world/play.ts';
import { annotate, arnOf, bindingNames, groupNames, messages, until, workshop } from './stage.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const addresses = 'k8s-ui-uinlb-908febdef8';
const states = (world: Played, group: string) => world.targets(group).map((target) => target.split(' ')[1]);

test('when the webhook for bindings fails, every port is left on an empty group', async () => {
  const objects = workshop((object) => {
    object['spec'].ports.push({ name: 'https', port: 443, targetPort: 8080 });
  });
  const world = play({ objects });
  await world.settle();
  const before = groupNames(world);
  world.faults.inject({ kind: 'binding-webhook-down', message: 'context deadline exceeded' });
  askFor(world, 'ip');
  await until(world, () => messages(world, 'FailedDeployModel').length > 0);
  const made = groupNames(world).filter((name) => !before.includes(name));
  expect(made).toHaveLength(2);
  expect([...world.forwards(80), ...world.forwards(443)].sort()).toEqual([...made].sort());
  await world.clock.step(60_000);
  expect(made.flatMap((name) => world.targets(name))).toEqual([]);
  expect(bindingNames(world)).toHaveLength(2);
  expect(
    before.every((name) => states(world, name).length === 3),
    'the old targets stay',
  ).toBe(true);
  expect(messages(world, 'FailedDeployModel')).toEqual([
    'Failed deploy model due to Internal error occurred: failed calling webhook "mtargetgroupbinding.elbv2.k8s.aws": context deadline exceeded',
  ]);
  world.faults.clear();
  await world.clock.step(300_000);
  expect(groupNames(world).sort()).toEqual([...made].sort());
  expect(made.flatMap((name) => states(world, name))).toEqual(['healthy', 'healthy']);
});

test('a cleanup that hangs fails the deploy after a minute; both groups linger, and the new one serves', async () => {
  const world = play();
  await world.settle();
  world.faults.inject({ kind: 'binding-stuck', message: 'RequestError: send request failed' });
  const begun = world.clock.now();
  askFor(world, 'ip');
  await until(world, () => messages(world, 'FailedDeployModel').length > 0, { milliseconds: 100 });
  expect(world.clock.now() - begun).toBeGreaterThan(60_000);
  expect(world.clock.now() - begun).toBeLessThan(63_000);
  expect(messages(world, 'FailedDeployModel')).toEqual([
    'Failed deploy model due to failed to wait targetGroupBinding deletion: timed out waiting for the condition',
  ]);
  expect(groupNames(world)).toEqual([instances, addresses]);
  expect(states(world, instances), 'registered still, and forwarded to no more').toEqual([
    'unused',
    'unused',
    'unused',
  ]);
  expect(messages(world, 'FailedCleanup')).toEqual(['Failed cleanup due to RequestError: send request failed']);
  expect(world.store.get(bindings, 'ui', instances)).toMatchObject({
    metadata: { deletionTimestamp: expect.stringMatching(/^2026-11-25T00:02:3\dZ$/) },
    status: {
      conditions: [
        { type: 'Ready', status: 'False', reason: 'FailedCleanup', message: 'RequestError: send request failed' },
      ],
    },
  });
  await world.clock.step(60_000);
  expect(states(world, addresses)).toEqual(['healthy']);
  world.faults.clear();
  await world.clock.step(1_100_000);
  expect(groupNames(world)).toEqual([addresses]);
  expect(bindingNames(world)).toEqual([addresses]);
});

test('a refusal of AWS while groups are made leaves the old path as it is', async () => {
  const objects = workshop((object) => {
    object['spec'].ports = [{ name: 'quic', port: 443, targetPort: 8080, nodePort: 31443, protocol: 'UDP' }];
    Object.assign(object.metadata.annotations ?? {}, {
      'service.beta.kubernetes.io/aws-load-balancer-quic-enabled-ports': '443',
      'service.beta.kubernetes.io/aws-load-balancer-disable-nlb-sg': 'true',
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
    });
  });
  const world = play({ objects });
  await world.settle();
  const [group = ''] = groupNames(world);
  expect(world.forwards(443)).toEqual([group]);
  askFor(world, 'instance');
  await until(world, () => messages(world, 'FailedDeployModel').length > 0);
  expect(messages(world, 'FailedDeployModel')[0]).toMatch(
    /^Failed deploy model due to operation error Elastic Load Balancing v2: .*api error InvalidConfigurationRequest: /,
  );
  expect(groupNames(world)).toEqual([group]);
  expect(world.forwards(443)).toEqual([group]);
});

describe('rollback', () => {
  test('before the old group has gone: the same group, at once, with its targets', async () => {
    const world = play();
    await world.settle();
    const arn = arnOf(world, instances);
    world.faults.inject({ kind: 'binding-webhook-down', message: 'down' });
    askFor(world, 'ip');
    await until(world, () => messages(world, 'FailedDeployModel').length > 0);
    askFor(world, 'instance');
    await until(world, () => world.forwards(80)[0] === instances);
    expect(arnOf(world, instances)).toBe(arn);
    expect(world.targets(instances)).toHaveLength(3);
    await world.settle();
    expect(groupNames(world)).toEqual([instances]);
    expect(states(world, instances)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  test('after it has gone: a second flip, to a new group of the same name', async () => {
    const world = play();
    await world.settle();
    const arn = arnOf(world, instances);
    askFor(world, 'ip');
    await world.settle();
    askFor(world, 'instance');
    await until(world, () => world.forwards(80)[0] === instances);
    expect(arnOf(world, instances)).not.toBe(arn);
    expect(world.targets(instances), 'empty again').toEqual([]);
    await world.settle();
    expect(states(world, instances)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  const intoTheTrap = async () => {
    const world = play();
    await world.settle();
    world.faults.inject({ kind: 'binding-stuck', message: 'hangs' });
    askFor(world, 'ip');
    await until(world, () => messages(world, 'FailedDeployModel').length > 0, { milliseconds: 100 });
    return world;
  };
  const release = async (world: Played) => {
    world.faults.clear();
    await until(world, () => !bindingNames(world).includes(instances), { milliseconds: 1_000, limit: 2_000_000 });
  };

  test('while the old binding is terminating: success, and then the targets go and nothing brings them back', async () => {
    const world = await intoTheTrap();
    askFor(world, 'instance');
    await until(world, () => world.forwards(80)[0] === instances, { milliseconds: 100 });
    expect(world.store.get(bindings, 'ui', instances).metadata.deletionTimestamp).toBeDefined();
    expect(world.targets(instances)).toHaveLength(3);
    await release(world);
    await world.clock.step(1_000_000);
    expect(world.targets(instances)).toEqual([]);
    expect(bindingNames(world)).toEqual([]);
    expect(world.forwards(80)).toEqual([instances]);
    expect(world.events('Service').at(-1)).toBe('Normal SuccessfullyReconciled');
    annotate(world, { 'any-other': 'annotation' });
    await world.settle();
    expect(bindingNames(world), 'a touch of the Service does').toEqual([instances]);
    expect(states(world, instances)).toEqual(['healthy', 'healthy', 'healthy']);
  });

  const differently = {
    'aws-load-balancer-nlb-target-type': 'instance',
    'aws-load-balancer-target-node-labels': 'topology.kubernetes.io/zone=us-west-2a',
  };
  const isWritten = (world: Played) =>
    world.store.get(bindings, 'ui', instances)['spec'].nodeSelector?.matchLabels['topology.kubernetes.io/zone'] ===
    'us-west-2a';

  test('a terminating binding that differs is written and waited for, and made anew when it goes meanwhile', async () => {
    const world = await intoTheTrap();
    annotate(world, differently);
    await until(world, () => isWritten(world));
    world.faults.clear();
    await world.settle();
    expect(messages(world, 'FailedDeployModel')[1]).toMatch(
      /targetgroupbindings.* "k8s-ui-uinlb-fa38096dd9" not found$/,
    );
    expect(bindingNames(world)).toEqual([instances]);
    expect(world.targets(instances)).toEqual(['i-0a1b2c3d4e5f60001:31234 healthy']);
  });

  test('when it does not go within a minute, the deploy fails once, and then it is the trap after all', async () => {
    const world = await intoTheTrap();
    annotate(world, differently);
    await until(world, () => messages(world, 'FailedDeployModel').length > 1, { milliseconds: 100, limit: 300_000 });
    expect(messages(world, 'FailedDeployModel')[1]).toBe(
      'Failed deploy model due to failed to wait targetGroupBinding observed: timed out waiting for the condition',
    );
    await release(world);
    await world.clock.step(1_000_000);
    expect(bindingNames(world)).toEqual([]);
    expect(world.events('Service').at(-1)).toBe('Normal SuccessfullyReconciled');
  });
});

describe('a controller that is scaled to 0', () => {
  const scale = (world: Played, replicas: number) =>
    world.store.modify(
      { group: 'apps', resource: 'deployments' },
      'kube-system',
      'aws-load-balancer-controller',
      ({ spec }) => {
        spec.replicas = replicas;
      },
    );

  test('stops where it is, says nothing, and goes on when it comes back', async () => {
    const world = play();
    await world.settle();
    askFor(world, 'ip');
    await until(world, () => world.forwards(80)[0] === addresses);
    scale(world, 0);
    await world.clock.step(120_000);
    expect(world.targets(addresses)).toEqual([]);
    expect(bindingNames(world)).toEqual([instances]);
    expect(groupNames(world)).toEqual([instances, addresses]);
    expect(world.events('Service')).toEqual(['Normal SuccessfullyReconciled']);
    expect(world.settled(), 'nothing is on its way').toBe(true);
    scale(world, 2);
    await world.settle();
    expect(groupNames(world)).toEqual([addresses]);
    expect(states(world, addresses)).toEqual(['healthy']);
  });

  test('sees a flip that happened meanwhile, and refuses nobody but writers of bindings', async () => {
    const world = play({ controller: { running: false } });
    await world.settle();
    expect(world.elbv2.describeLoadBalancers({})).toEqual([]);
    askFor(world, 'ip');
    expect(() =>
      world.store.create(bindings, {
        apiVersion: 'elbv2.k8s.aws/v1beta1',
        kind: 'TargetGroupBinding',
        metadata: { name: 'mine', namespace: 'ui' },
        spec: { targetGroupName: 'x', serviceRef: { name: 'ui-nlb', port: 80 } },
      }),
    ).toThrow('no endpoints available for service "aws-load-balancer-webhook-service"');
    scale(world, 1);
    await world.settle();
    expect(groupNames(world)).toEqual([addresses]);
  });
});
