import { DescribeTargetGroupsCommand, DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { annotation, type FaultStage, openOwnStage, service } from './stage.ts';

const pods = '/api/v1/namespaces/ui/pods';
const nodes = '/api/v1/nodes';

/** `STATE Reason` of each target of the only target group, as the AWS SDK reads them. */
async function health({ elbv2 }: FaultStage): Promise<string[]> {
  const { TargetGroups: [group] = [] } = await elbv2.send(new DescribeTargetGroupsCommand({}));
  const { TargetGroupArn } = group ?? {};
  const { TargetHealthDescriptions = [] } = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return TargetHealthDescriptions.map(({ TargetHealth: of }) => [of?.State, of?.Reason].filter(Boolean).join(' '));
}

const readiness = async (stage: FaultStage, path = pods): Promise<string[]> =>
  (await stage.call('GET', path)).body.items.map(
    ({ status }: KubeObject) => status.conditions.find(({ type }: { type: string }) => type === 'Ready').status,
  );

/** Replaces the workshop's pods, as kubectl rollout restart does. */
async function restart(stage: FaultStage): Promise<void> {
  const body = { spec: { template: { metadata: { annotations: { restarted: String(stage.clock.now()) } } } } };
  const path = '/apis/apps/v1/namespaces/ui/deployments/ui';
  await stage.call('PATCH', path, { body, contentType: 'application/merge-patch+json' });
  await stage.sandbox.settle();
}

test('pods-not-ready: those that are there, and those that come, until it is cleared', async () => {
  const stage = await openOwnStage();
  const { faults, settle } = stage.sandbox;
  expect(await readiness(stage)).toEqual(['True']);
  faults.inject({ kind: 'pods-not-ready', namespace: 'ui' });
  expect(await readiness(stage)).toEqual(['False']);
  expect(await readiness(stage, '/api/v1/namespaces/kube-system/pods')).toEqual(['True', 'True']);
  await restart(stage);
  expect(await readiness(stage)).toEqual(expect.arrayContaining(['False']));
  expect(await readiness(stage)).not.toContain('True');
  faults.clear();
  await settle();
  expect(await readiness(stage)).toEqual(['True']);
});

test('pods-not-ready: only new ones, and only those with the labels', async () => {
  const stage = await openOwnStage();
  const { faults } = stage.sandbox;
  const [pod] = (await stage.call('GET', pods)).body.items;
  const { 'pod-template-hash': _of, ...labels } = pod.metadata.labels;
  faults.inject({ kind: 'pods-not-ready', labels: { nobody: 'has it' } });
  faults.inject({ kind: 'pods-not-ready', labels, which: 'new', for: '10m' });
  expect(await readiness(stage)).toEqual(['True']);
  await restart(stage);
  expect((await readiness(stage)).sort(), 'the old one stays, since the new one does not come up').toEqual([
    'False',
    'True',
  ]);
  await stage.clock.step(600_000);
  await stage.sandbox.settle();
  expect(await readiness(stage)).toEqual(['True']);
});

test('port-blocked: health checks fail there until the time has passed', async () => {
  const stage = await openOwnStage();
  expect(await health(stage)).toEqual(['healthy', 'healthy', 'healthy']);
  stage.sandbox.faults.inject({ kind: 'port-blocked', targetType: 'instance', port: 31234, for: '5m' });
  await stage.clock.step(120_000);
  const failed = 'unhealthy Target.FailedHealthChecks';
  expect(await health(stage)).toEqual([failed, failed, failed]);
  await stage.clock.step(300_000);
  expect(await health(stage)).toEqual(['healthy', 'healthy', 'healthy']);
});

test('port-blocked: a port that the scenario blocks stays so', async () => {
  const stage = await openOwnStage({ network: { blocked: [{ targetType: 'instance', port: 31234 }] } });
  stage.sandbox.faults.inject({ kind: 'port-blocked', targetType: 'instance', port: 31234 });
  stage.sandbox.faults.clear();
  await stage.clock.step(300_000);
  expect(await health(stage)).not.toContain('healthy');
});

test.each(['i-0a1b2c3d4e5f60001', 'ip-10-42-101-7.us-west-2.compute.internal'])(
  'node-gone: %s vanishes with its pods and its target, and comes back',
  async (node) => {
    const stage = await openOwnStage();
    const names = async () =>
      (await stage.call('GET', nodes)).body.items.map(({ metadata }: KubeObject) => metadata.name).sort();
    const before = await names();
    stage.sandbox.faults.inject({ kind: 'node-gone', node });
    expect(await names()).toEqual(
      before.filter((name: string) => name !== 'ip-10-42-101-7.us-west-2.compute.internal'),
    );
    expect((await stage.call('GET', pods)).body.items.map(({ spec }: KubeObject) => spec.nodeName)).not.toContain(
      'ip-10-42-101-7.us-west-2.compute.internal',
    );
    await stage.sandbox.settle();
    expect(await health(stage)).toEqual(['healthy', 'healthy']);
    expect(await readiness(stage), 'its pod runs elsewhere').toEqual(['True']);
    stage.sandbox.faults.clear();
    expect(await names()).toEqual(before);
    await stage.sandbox.settle();
    expect(await health(stage)).toEqual(['healthy', 'healthy', 'healthy']);
  },
);

test('node-gone: a node that there is not is refused, and no fault is left', async () => {
  const stage = await openOwnStage();
  const { faults } = stage.sandbox;
  expect(() => faults.inject({ kind: 'node-gone', node: 'nowhere' })).toThrow('there is no node nowhere');
  expect(faults.list()).toEqual([]);
});

test('service-reverted: takes changes of what it applies back, after a while, so often', async () => {
  const stage = await openOwnStage();
  const { faults, settle } = stage.sandbox;
  faults.inject({ kind: 'service-reverted', namespace: 'ui', name: 'ui-nlb', delay: '5s', count: 2 });
  const owners = async () => {
    const { body } = await stage.call('GET', service);
    return body.metadata.managedFields
      .filter(({ fieldsV1 }: KubeObject) => `f:${annotation}` in (fieldsV1['f:metadata']?.['f:annotations'] ?? {}))
      .map(({ manager, operation }: KubeObject) => `${manager} ${operation}`);
  };
  expect(await owners()).toContain('argocd-controller Apply');
  for (let times = 0; times < 2; times += 1) {
    await stage.askFor('ip');
    expect(await owners(), 'the last one who wrote it').not.toContain('argocd-controller Apply');
    await stage.clock.step(4_900);
    expect(await stage.targetType()).toBe('ip');
    await stage.clock.step(200);
    expect(await stage.targetType()).toBe('instance');
    expect(await owners()).toEqual(['argocd-controller Apply']);
  }
  expect(faults.list()).toMatchObject([{ state: 'spent', struck: 2 }]);
  await stage.askFor('ip');
  await settle();
  expect(await stage.targetType(), 'it is spent').toBe('ip');
});

test('service-reverted: what others add stays, and it ends when it is cleared', async () => {
  const stage = await openOwnStage();
  const { faults } = stage.sandbox;
  faults.inject({ kind: 'service-reverted', namespace: 'ui', name: 'ui-nlb', manager: 'flux' });
  const body = { metadata: { annotations: { mine: 'stays' } } };
  await stage.call('PATCH', service, { body, contentType: 'application/merge-patch+json' });
  await stage.clock.step(60_000);
  expect(faults.list()).toMatchObject([{ struck: 0 }]);
  await stage.askFor('ip');
  faults.clear();
  await stage.clock.step(60_000);
  const { body: left } = await stage.call('GET', service);
  expect(left.metadata.annotations).toMatchObject({ mine: 'stays', [annotation]: 'ip' });
  expect(() => faults.inject({ kind: 'service-reverted', namespace: 'ui', name: 'nobody' })).toThrow(
    'there is no Service ui/nobody',
  );
});
