import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { type ControllerStep, controllerSteps } from '../../../src/sandbox/controller/steps.ts';
import { workshop } from '../controller/stage.ts';
import { addresses, type FaultStage, groupsOf, instances, openOwnStage } from './stage.ts';

const deployment = '/apis/apps/v1/namespaces/kube-system/deployments/aws-load-balancer-controller';
const bindings = '/apis/elbv2.k8s.aws/v1beta1/namespaces/ui/targetgroupbindings';

const bindingNames = async (stage: FaultStage): Promise<string[]> =>
  (await stage.call('GET', bindings)).body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);

/** The states of a group's targets as the AWS SDK reads them. */
async function states({ elbv2 }: FaultStage, name: string): Promise<string[]> {
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: elbv2 }, {})) {
    for (const { TargetGroupName, TargetGroupArn } of TargetGroups) {
      if (TargetGroupName !== name) continue;
      const { TargetHealthDescriptions = [] } = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      return TargetHealthDescriptions.flatMap(({ TargetHealth }) => TargetHealth?.State ?? []);
    }
  }
  return [];
}

const warnings = async (stage: FaultStage): Promise<string[]> =>
  [...(await stage.events('Service')), ...(await stage.events('TargetGroupBinding'))].filter((event) =>
    event.startsWith('Warning'),
  );

/** Changes the target type and lets everything come to rest. */
async function flip(stage: FaultStage): Promise<void> {
  await stage.askFor('ip');
  await stage.sandbox.settle();
}

/** Steps that a change of the target type takes; others belong to a new Service. */
const ofChange = [
  'build-model',
  'create-group',
  'switch-listener',
  'create-binding',
  'register-targets',
  'delete-binding',
  'clean-up-binding',
  'delete-group',
] as const satisfies readonly ControllerStep[];

const eventOf: Record<(typeof ofChange)[number], RegExp> = {
  'build-model': /^Warning FailedBuildModel: Failed build model due to /,
  'create-group': /^Warning FailedDeployModel: Failed deploy model due to /,
  'switch-listener': /^Warning FailedDeployModel: Failed deploy model due to /,
  'create-binding': /^Warning FailedDeployModel: Failed deploy model due to /,
  'register-targets': /^Warning FailedReconcile: Failed reconcile due to /,
  'delete-binding': /^Warning FailedDeployModel: Failed deploy model due to /,
  'clean-up-binding': /^Warning FailedCleanup: Failed cleanup due to /,
  'delete-group': /^Warning FailedDeployModel: Failed deploy model due to /,
};

/** What a failure that goes on leaves behind (facts of the controller's deploy order). */
const leaves: Record<(typeof ofChange)[number], { groups: string[]; bindings: string[]; targets: number }> = {
  'build-model': { groups: [instances], bindings: [instances], targets: 0 },
  'create-group': { groups: [instances], bindings: [instances], targets: 0 },
  'switch-listener': { groups: [instances, addresses], bindings: [instances], targets: 0 },
  'create-binding': { groups: [instances, addresses], bindings: [instances], targets: 0 },
  'register-targets': { groups: [addresses], bindings: [addresses], targets: 0 },
  'delete-binding': { groups: [instances, addresses], bindings: [addresses, instances], targets: 1 },
  'clean-up-binding': { groups: [instances, addresses], bindings: [addresses, instances], targets: 1 },
  'delete-group': { groups: [instances, addresses], bindings: [addresses], targets: 1 },
};

describe.each(ofChange)('%s', (step) => {
  test('controller-fails: says so with its event, leaves what it leaves, and goes on when the fault is cleared', async () => {
    const stage = await openOwnStage();
    stage.sandbox.faults.inject({ kind: 'controller-fails', at: step, message: 'on purpose' });
    await flip(stage);
    const said = await warnings(stage);
    expect(said.find((event) => event.endsWith('on purpose'))).toMatch(eventOf[step]);
    expect({
      groups: await groupsOf(stage),
      bindings: await bindingNames(stage),
      targets: (await states(stage, addresses)).length,
    }).toEqual(leaves[step]);
    stage.sandbox.faults.clear();
    await stage.clock.step(2_000_000);
    await stage.sandbox.settle();
    expect(await groupsOf(stage)).toEqual([addresses]);
    expect(await states(stage, addresses)).toEqual(['healthy']);
  });

  test('controller-restarts after it: nothing is said, and the new process finishes the work', async () => {
    const stage = await openOwnStage();
    stage.sandbox.faults.inject({ kind: 'controller-restarts', after: step, down: '20s', count: 1 });
    await stage.askFor('ip');
    await stage.until(() => stage.sandbox.faults.list()[0]?.struck === 1);
    const there = await groupsOf(stage);
    await stage.clock.step(19_000);
    expect(await groupsOf(stage), 'nobody works meanwhile').toEqual(there);
    await stage.sandbox.settle();
    expect(await warnings(stage)).toEqual([]);
    expect(await groupsOf(stage)).toEqual([addresses]);
    expect(await bindingNames(stage)).toEqual([addresses]);
    expect(await states(stage, addresses)).toEqual(['healthy']);
  });
});

test('every other step fails with an event of its own, while a Service is new', async () => {
  const reasons = {
    'add-finalizer': 'FailedAddFinalizer',
    'create-load-balancer': 'FailedDeployModel',
    'create-listener': 'FailedDeployModel',
    'write-status': 'FailedUpdateStatus',
  } as const;
  for (const [at, reason] of Object.entries(reasons)) {
    const stage = await openOwnStage({
      faults: [{ kind: 'controller-fails', at: at as ControllerStep, count: 1, from: 'start' }],
    });
    expect(await warnings(stage), at).toEqual([expect.stringContaining(` ${reason}: `)]);
    expect(await states(stage, instances), 'and then it is done').toEqual(['healthy', 'healthy', 'healthy']);
  }
  const known = [...ofChange, ...Object.keys(reasons), 'deregister-targets'];
  expect(Object.keys(controllerSteps).sort()).toEqual(known.sort());
});

test('and so it can end after each of them', async () => {
  const steps = ['add-finalizer', 'create-load-balancer', 'create-listener', 'write-status'] as const;
  for (const after of steps) {
    const stage = await openOwnStage({
      faults: [{ kind: 'controller-restarts', after, count: 1, from: 'start' }],
    });
    expect(stage.sandbox.faults.list(), after).toMatchObject([{ state: 'spent', struck: 1 }]);
    expect(await warnings(stage), after).toEqual([]);
    expect(await groupsOf(stage), after).toEqual([instances]);
    expect(await states(stage, instances), after).toEqual(['healthy', 'healthy', 'healthy']);
  }
});

test('deregister-targets: when a node is to be a target no more', async () => {
  const stage = await openOwnStage();
  stage.sandbox.faults.inject({ kind: 'controller-fails', at: 'deregister-targets', count: 1 });
  const body = { metadata: { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' } } };
  const node = '/api/v1/nodes/ip-10-42-101-7.us-west-2.compute.internal';
  await stage.call('PATCH', node, { body, contentType: 'application/merge-patch+json' });
  await stage.sandbox.settle();
  expect(await warnings(stage)).toEqual([
    'Warning FailedReconcile: Failed reconcile due to operation error Elastic Load Balancing v2: https response error StatusCode: 503, api error ServiceUnavailable: The service is unavailable. Please try again shortly.',
  ]);
  expect(await states(stage, instances)).toEqual(['healthy', 'healthy']);
});

test('the nth listener alone: ports before it are switched, those after it are not', async () => {
  const stage = await openOwnStage({ objects: twoPorts });
  stage.sandbox.faults.inject({ kind: 'controller-fails', at: 'switch-listener', nth: 2 });
  await flip(stage);
  const forwards = await Promise.all([80, 443].map((port) => forwardOf(stage, port)));
  expect(forwards).toEqual(['ip', 'instance']);
});

test('controller-slow: every step, or one of them, takes longer', async () => {
  const stage = await openOwnStage();
  stage.sandbox.faults.inject({ kind: 'controller-slow', delay: '2m', step: 'create-binding' });
  await stage.askFor('ip');
  await stage.until(async () => (await groupsOf(stage)).length === 2);
  await stage.clock.step(100_000);
  expect(await bindingNames(stage)).toEqual([instances]);
  await stage.until(async () => (await bindingNames(stage)).includes(addresses), 30_000);
  stage.sandbox.faults.clear();
  await stage.sandbox.settle();
  stage.sandbox.faults.inject({ kind: 'controller-slow', delay: '1m' });
  await stage.askFor('instance');
  await stage.clock.step(59_000);
  expect(await groupsOf(stage)).toEqual([addresses]);
  await stage.sandbox.settle();
  expect(stage.sandbox.faults.list()[0]?.struck).toBeGreaterThan(5);
  expect(await groupsOf(stage)).toEqual([instances]);
});

test('controller-down: nobody works, and its Deployment has no pod that is ready, until it comes back', async () => {
  const stage = await openOwnStage();
  const available = async () => (await stage.call('GET', deployment)).body.status.readyReplicas ?? 0;
  expect(await available()).toBe(2);
  const { id } = stage.sandbox.faults.inject({ kind: 'controller-down' });
  await stage.clock.step(10_000);
  expect(await available()).toBe(0);
  await flip(stage);
  expect(await groupsOf(stage)).toEqual([instances]);
  const refused = await stage.call('POST', bindings, { body: bindingOf('mine') });
  expect(refused).toMatchObject({ code: 500, body: { message: expect.stringContaining('no endpoints available') } });
  stage.sandbox.faults.clear(id);
  await stage.sandbox.settle();
  expect(await available()).toBe(2);
  expect(await groupsOf(stage)).toEqual([addresses]);
});

test('binding-webhook-down: nobody can create a binding, and what is there can be changed', async () => {
  const stage = await openOwnStage();
  stage.sandbox.faults.inject({ kind: 'binding-webhook-down', message: 'connection refused', count: 1 });
  const message =
    'Internal error occurred: failed calling webhook "mtargetgroupbinding.elbv2.k8s.aws": connection refused';
  expect(await stage.call('POST', bindings, { body: bindingOf('mine') })).toMatchObject({
    code: 500,
    body: { message },
  });
  stage.sandbox.faults.inject({ kind: 'binding-webhook-down' });
  const body = { metadata: { labels: { a: 'b' } } };
  const type = 'application/merge-patch+json';
  expect((await stage.call('PATCH', `${bindings}/${instances}`, { body, contentType: type })).code).toBe(200);
  await flip(stage);
  expect((await warnings(stage)).at(-1)).toMatch(
    /^Warning FailedDeployModel: .*mtargetgroupbinding.*deadline exceeded$/,
  );
  expect(await bindingNames(stage)).toEqual([instances]);
  stage.sandbox.faults.clear();
  await stage.clock.step(2_000_000);
  await stage.sandbox.settle();
  expect(await bindingNames(stage)).toEqual([addresses]);
});

test('binding-stuck: the binding that it names hangs in deletion', async () => {
  const stage = await openOwnStage();
  stage.sandbox.faults.inject({ kind: 'binding-stuck', name: 'another' });
  stage.sandbox.faults.inject({ kind: 'binding-stuck', namespace: 'ui', name: instances });
  await flip(stage);
  const { body } = await stage.call('GET', `${bindings}/${instances}`);
  expect(body.metadata.deletionTimestamp).toBeDefined();
  expect(body.status.conditions[0]).toMatchObject({
    reason: 'FailedCleanup',
    message: 'RequestError: send request failed',
  });
  expect(stage.sandbox.faults.list()[0]?.struck).toBe(0);
  stage.sandbox.faults.clear();
  await stage.clock.step(2_000_000);
  expect(await bindingNames(stage)).toEqual([addresses]);
});

test('networking-refused, ip: addresses are registered all the same', async () => {
  const stage = await openOwnStage();
  stage.sandbox.faults.inject({ kind: 'networking-refused', targetType: 'ip' });
  await flip(stage);
  expect(await warnings(stage)).toEqual([
    expect.stringMatching(/^Warning FailedNetworkReconcile: .*UnauthorizedOperation/),
  ]);
  expect(await states(stage, addresses)).toEqual(['healthy']);
});

test('networking-refused, instance: nothing is registered until the fault is cleared', async () => {
  const stage = await openOwnStage();
  stage.sandbox.faults.inject({ kind: 'networking-refused', targetType: 'instance', message: 'not allowed' });
  await flip(stage);
  expect(await warnings(stage), 'addresses are not concerned').toEqual([]);
  await stage.askFor('instance');
  await stage.clock.step(120_000);
  expect(await warnings(stage)).toEqual(['Warning FailedReconcile: Failed reconcile due to not allowed']);
  expect(await states(stage, instances)).toEqual([]);
  stage.sandbox.faults.clear();
  await stage.clock.step(2_000_000);
  expect(await states(stage, instances)).toEqual(['healthy', 'healthy', 'healthy']);
});

const bindingOf = (name: string) => ({
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'TargetGroupBinding',
  metadata: { name },
  spec: { targetGroupName: 'x', serviceRef: { name: 'ui-nlb', port: 80 } },
});

const twoPorts = workshop((object) => {
  object['spec'].ports.push({ name: 'https', port: 443, targetPort: 8080 });
});

/** The type of the group to which the listener of a port forwards. */
async function forwardOf({ elbv2 }: FaultStage, port: number): Promise<string | undefined> {
  const { LoadBalancers: [balancer] = [] } = await elbv2.send(new DescribeLoadBalancersCommand({}));
  const LoadBalancerArn = balancer?.LoadBalancerArn;
  const { Listeners = [] } = await elbv2.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const action = Listeners.find(({ Port }) => Port === port)?.DefaultActions?.[0];
  const arn = action?.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn ?? '';
  const { TargetGroups = [] } = await elbv2.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
  return TargetGroups[0]?.TargetType;
}
