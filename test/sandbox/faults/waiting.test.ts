import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { openFaultStage, service } from './stage.ts';

const stage = await openFaultStage();
const { faults } = stage.sandbox;

const read = {
  kubernetes: () => stage.call('GET', service),
  elbv2: () => stage.elbv2.send(new DescribeTargetGroupsCommand({})),
};

/** Sends a call, and gives whether it has been answered once the fault has struck it. */
async function sent(call: () => Promise<unknown>) {
  let answered = false;
  const before = faults.list()[0]?.struck ?? 0;
  const done = call().then(() => {
    answered = true;
  });
  await vi.waitFor(() => expect(faults.list()[0]?.struck).toBe(before + 1));
  return { done, isAnswered: () => answered };
}

describe.each(['kubernetes', 'elbv2'] as const)('%s', (side) => {
  test.each(['before', 'after'] as const)('slow, %s: takes so much longer, by the sandbox’s clock', async (when) => {
    faults.inject({ kind: 'slow', side, delay: '20s', when, count: 1 } as Fault);
    const { done, isAnswered } = await sent(read[side]);
    await stage.clock.step(19_000);
    await read[side]();
    expect(isAnswered(), 'while another call, after the count, is').toBe(false);
    await stage.clock.step(1_000);
    await done;
  });

  test('slow: a fault that is cleared lets go of what waits', async () => {
    faults.inject({ kind: 'slow', side, delay: '1h' } as Fault);
    const { done } = await sent(read[side]);
    faults.clear();
    await done;
    await read[side]();
  });

  test('held: waits until the fault is cleared, spent or not', async () => {
    faults.inject({ kind: 'held', side, count: 1 } as Fault);
    const { done, isAnswered } = await sent(read[side]);
    expect(faults.list()).toMatchObject([{ state: 'spent' }]);
    await stage.clock.step(3_600_000);
    await read[side]();
    expect(isAnswered()).toBe(false);
    faults.clear();
    await done;
  });

  test('held: or until its time has passed', async () => {
    faults.inject({ kind: 'held', side, for: '30s' } as Fault);
    const { done } = await sent(read[side]);
    await stage.clock.step(30_000);
    await done;
    await read[side]();
    expect(faults.list()).toMatchObject([{ state: 'spent', struck: 1 }]);
  });
});

test('held after: the write has been taken meanwhile, before: it has not', async () => {
  const label = (value: string) =>
    stage.call('PATCH', service, {
      body: { metadata: { labels: { held: value } } },
      contentType: 'application/merge-patch+json',
    });
  const labels = async () => (await stage.call('GET', service)).body.metadata.labels?.held;
  for (const [when, seen] of [
    ['before', undefined],
    ['after', 'after'],
  ] as const) {
    faults.inject({ kind: 'held', side: 'kubernetes', when, calls: { verbs: ['patch'] } });
    const { done } = await sent(() => label(when));
    if (when === 'before') expect(await labels()).toBe(seen);
    else await vi.waitFor(async () => expect(await labels()).toBe(seen));
    faults.clear();
    await done;
    expect(await labels()).toBe(when);
  }
});
