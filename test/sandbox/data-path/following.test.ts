import { describe, expect, test } from 'vitest';
import { kinds } from '../../../src/sandbox/cluster/kinds.ts';
import { dataPathSettings, dataPlaneDelayDefaults } from '../../../src/sandbox/data-path/settings.ts';
import { type DataPathStage, openDataPathStage, tally } from './stage.ts';

const untilHealthy = 25_000;
const noDelays = { listener: '0', targets: '0', health: '0' };
const slow = (part: Partial<typeof noDelays>) => ({ delays: { dataPlane: { ...noDelays, ...part } } });
const podOf = (stage: DataPathStage) => async () => (await stage.ask()).pod;
const annotation = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

/** Two groups with cross-zone load balancing, a pod each, both healthy behind the one listener. */
async function twoGroups(part: Partial<typeof noDelays>) {
  const stage = await openDataPathStage(slow(part));
  const [here, there] = stage.pods.map((pod) =>
    stage.group([pod], {}, { 'load_balancing.cross_zone.enabled': 'true' }),
  );
  const listener = stage.listen({ [`${here}`]: 1, [`${there}`]: 0 });
  await stage.pass(untilHealthy + 200_000);
  return { stage, here: `${here}`, there: `${there}`, listener, names: stage.pods.map(({ name }) => name) };
}

describe('the data plane follows', () => {
  test('a listener: new connections go to the old group until then, though its targets are unused', async () => {
    const { stage, here, there, listener, names } = await twoGroups({ listener: '75s' });
    stage.forward(listener, { [there]: 1 });
    await stage.pass(74_000);
    const states = stage.sandbox.elbv2.describeTargetHealth({ TargetGroupArn: here });
    expect(states[0]?.TargetHealth.Reason).toBe('Target.NotInUse');
    expect(await tally(5, podOf(stage))).toEqual({ [`${names[0]}`]: 5 });
    expect(stage.path.settled()).toBe(false);
    await stage.pass(1_000);
    expect(await tally(5, podOf(stage))).toEqual({ [`${names[1]}`]: 5 });
    expect(stage.path.settled()).toBe(true);
  });

  test('targets: a registered one is not reached until then, a deregistered one still is', async () => {
    const { stage, here, names } = await twoGroups({ targets: '120s' });
    const [old, , fresh] = stage.pods;
    const { elbv2 } = stage.sandbox;
    elbv2.registerTargets({ TargetGroupArn: here, Targets: [{ Id: `${fresh?.address}`, Port: 8080 }] });
    elbv2.deregisterTargets({ TargetGroupArn: here, Targets: [{ Id: `${old?.address}`, Port: 8080 }] });
    await stage.pass(119_000);
    expect(await tally(5, podOf(stage))).toEqual({ [`${names[0]}`]: 5 });
    await stage.pass(1_000);
    expect(await tally(5, podOf(stage))).toEqual({ [`${names[2]}`]: 5 });
  });

  test('health: an unhealthy target gets connections until then', async () => {
    const { stage, here, there, listener, names } = await twoGroups({ health: '35s' });
    const { elbv2, store } = stage.sandbox;
    const [one, , three] = stage.pods;
    elbv2.registerTargets({ TargetGroupArn: here, Targets: [{ Id: `${three?.address}`, Port: 8080 }] });
    stage.forward(listener, { [here]: 1, [there]: 0 });
    await stage.pass(untilHealthy + 60_000);
    expect(Object.keys(await tally(40, podOf(stage))).sort()).toEqual([`${names[0]}`, `${names[2]}`].sort());
    // The containers of one pod listen no more: its checks fail, and so do its connections.
    store.modify(kinds.pods, 'ui', `${one?.name}`, (pod) => {
      for (const container of pod['spec'].containers) container.ports = [];
    });
    await stage.pass(20_000);
    const state = () => elbv2.describeTargetHealth({ TargetGroupArn: here })[0]?.TargetHealth.State;
    expect(state()).toBe('unhealthy');
    expect(await tally(40, podOf(stage))).toMatchObject({ ECONNRESET: expect.any(Number) });
    await stage.pass(35_000);
    expect(await tally(40, podOf(stage))).toEqual({ [`${names[2]}`]: 40 });
  });

  test('one change after the other, each in its time', async () => {
    const { stage, here, there, listener, names } = await twoGroups({ listener: '10s' });
    stage.forward(listener, { [there]: 1 });
    await stage.pass(6_000);
    stage.forward(listener, { [here]: 1 });
    await stage.pass(4_000);
    expect((await stage.ask()).pod).toBe(names[1]);
    await stage.pass(6_000);
    expect((await stage.ask()).pod).toBe(names[0]);
  });
});

describe('the settings', () => {
  test('are the longest times that users report unless the scenario has others, of the real world’s length', () => {
    expect(dataPathSettings({})).toEqual({ failOpen: 'registered', openFlows: 'cut', delays: dataPlaneDelayDefaults });
    expect(dataPlaneDelayDefaults).toEqual({
      listener: 75_000,
      targets: 120_000,
      health: 35_000,
      connectTimeout: 127_000,
    });
    const { delays, failOpen } = dataPathSettings({
      dataPath: { failOpen: 'checked' },
      delays: { dataPlane: { listener: '1m30s' } },
    });
    expect([failOpen, delays]).toEqual(['checked', { ...dataPlaneDelayDefaults, listener: 90_000 }]);
  });
});

describe('a change of target type', () => {
  /** The connections of the workshop's NLB that failed, with one a second from the patch on. */
  async function flip(change: Parameters<typeof openDataPathStage>[0]): Promise<{ failed: number[]; pods: string[] }> {
    const stage = await openDataPathStage(change);
    const dnsName = stage.sandbox.elbv2.describeLoadBalancers({})[0]?.DNSName ?? '';
    stage.sandbox.store.modify(kinds.services, 'ui', 'ui-nlb', ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [annotation]: 'ip' };
    });
    const failed: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      const answer = await stage.ask(undefined, { dnsName }).catch(() => undefined);
      if (answer === undefined) failed.push(second);
      await stage.pass(1_000);
    }
    const answers = await Promise.all(stage.pods.map(({ zone }) => stage.ask(zone, { dnsName })));
    return { failed, pods: answers.map(({ pod, client }) => `${pod} ${client.endsWith('1')}`) };
  }

  test('loses the connections between the switch of the listener and the new targets', async () => {
    const { failed, pods } = await flip({ delays: { dataPlane: {} } });
    expect(new Set(pods.map((pod) => pod.split(' ')[0])).size, 'each zone has its own pod').toBe(3);
    const [first = 0] = failed;
    const last = failed.at(-1) ?? 0;
    expect(failed, 'without a gap in the gap').toHaveLength(last - first + 1);
    // From the listener's 75 seconds to the targets' 120, and the controller's own seconds with each.
    expect(first).toBeGreaterThanOrEqual(75);
    expect(first).toBeLessThan(80);
    expect(last).toBeGreaterThanOrEqual(119);
    expect(last).toBeLessThan(128);
  });
});
