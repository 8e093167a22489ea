import { describe, expect, test } from 'vitest';
import { kinds } from '../../../src/sandbox/cluster/kinds.ts';
import type { Scenario } from '../../../src/sandbox/scenario/scenario.ts';
import { type DataPathStage, openDataPathStage } from './stage.ts';

const untilHealthy = 25_000;
/** At the least, a target drains for two minutes. */
const drained = 121_000;

/** A stage with one pod behind port 80, and a connection that the pod has answered. */
async function withFlow(attributes: Record<string, string> = {}, change: Scenario = {}) {
  const stage = await openDataPathStage(change);
  const [pod] = stage.pods;
  if (pod === undefined) throw new Error('the workshop has no pod');
  const group = stage.group([pod], {}, { 'deregistration_delay.timeout_seconds': '120', ...attributes });
  const listener = stage.listen({ [group]: 1 });
  await stage.pass(untilHealthy);
  const flow = stage.open();
  expect(await flow.ask()).toContain(pod.name);
  return { stage, pod, group, listener, flow };
}

const deregister = (stage: DataPathStage, TargetGroupArn: string, pod: { address: string }) =>
  stage.sandbox.elbv2.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pod.address, Port: 8080 }] });

describe('an open connection', () => {
  test('stays with its pod when the listener is switched, while new ones go to the new group', async () => {
    const { stage, pod, listener, flow } = await withFlow({ 'load_balancing.cross_zone.enabled': 'true' });
    const [, other] = stage.pods;
    const next = stage.group(other === undefined ? [] : [other], {}, { 'load_balancing.cross_zone.enabled': 'true' });
    stage.forward(listener, { [next]: 1 });
    await stage.pass(untilHealthy);
    expect(await flow.ask()).toContain(pod.name);
    expect((await stage.ask()).pod).toBe(other?.name);
    expect(stage.counts().cut).toMatchObject({ 'listener-gone': 0, 'group-deleted': 0 });
  });

  test('goes on while its target drains, when new ones do not go there, and after that', async () => {
    const { stage, pod, group, flow } = await withFlow();
    deregister(stage, group, pod);
    await stage.pass(0);
    expect(await flow.ask()).toContain(pod.name);
    await expect(stage.ask(), 'the group has no other target').rejects.toThrow('ECONNRESET');
    await stage.pass(drained);
    expect(stage.sandbox.elbv2.describeTargetHealth({ TargetGroupArn: group })).toEqual([]);
    expect(await flow.ask()).toContain(pod.name);
  });

  test('is reset at the end of deregistration where the attribute says so', async () => {
    const { stage, pod, group, flow } = await withFlow({
      'deregistration_delay.connection_termination.enabled': 'true',
    });
    deregister(stage, group, pod);
    await stage.pass(100_000);
    expect(await flow.ask()).toContain(pod.name);
    await stage.pass(21_000);
    expect(await flow.ended).toBe('ECONNRESET');
    expect(stage.counts().cut['target-deregistered']).toBe(1);
  });

  test.each([
    ['cut', 1],
    ['keep', 0],
  ] as const)('whose group is deleted: openFlows %s', async (openFlows, cut) => {
    const { stage, pod, group, listener, flow } = await withFlow({}, { dataPath: { openFlows } });
    stage.forward(listener, { [stage.group([])]: 1 });
    await stage.pass(0);
    stage.sandbox.elbv2.deleteTargetGroup({ TargetGroupArn: group });
    await stage.pass(0);
    if (openFlows === 'cut') expect(await flow.ended).toBe('ECONNRESET');
    else expect(await flow.ask()).toContain(pod.name);
    expect(stage.counts().cut['group-deleted']).toBe(cut);
  });

  test.each([
    ['true', 1],
    ['false', 0],
  ])('whose target turns unhealthy, with connection_termination.enabled=%s', async (value, cut) => {
    const { stage, pod, flow } = await withFlow({
      'target_health_state.unhealthy.connection_termination.enabled': value,
    });
    stage.sandbox.network.blocked.add('ip/8080');
    await stage.pass(20_000);
    if (value === 'true') expect(await flow.ended).toBe('ECONNRESET');
    else expect(await flow.ask()).toContain(pod.name);
    expect(stage.counts().cut['target-unhealthy']).toBe(cut);
  });

  test('of an unhealthy target is kept for its interval and no longer', async () => {
    const { stage, pod, flow } = await withFlow({
      'target_health_state.unhealthy.connection_termination.enabled': 'false',
      'target_health_state.unhealthy.draining_interval_seconds': '60',
    });
    stage.sandbox.network.blocked.add('ip/8080');
    await stage.pass(25_000);
    expect(await flow.ask()).toContain(pod.name);
    await stage.pass(60_000);
    expect(await flow.ended).toBe('ECONNRESET');
    expect(stage.counts().cut['target-unhealthy']).toBe(1);
  });

  test('ends with its pod', async () => {
    const { stage, pod, flow } = await withFlow();
    stage.sandbox.store.remove(kinds.pods, 'ui', pod.name, { gracePeriodSeconds: 'default' });
    expect(await flow.ask(), 'as long as it ends').toContain(pod.name);
    await stage.pass(2_500);
    expect(await flow.ended).toBe('ECONNRESET');
    expect(stage.counts().cut['pod-ended']).toBe(1);
  });

  test('goes with its listener', async () => {
    const { stage, listener, flow } = await withFlow();
    const port = stage.port();
    stage.sandbox.elbv2.deleteListener({ ListenerArn: listener });
    await stage.pass(0);
    expect(await flow.ended).toBe('ECONNRESET');
    expect(stage.counts().cut['listener-gone']).toBe(1);
    expect(stage.path.connectTo().join()).not.toContain(`127.0.0.1:${port}`);
  });
});
