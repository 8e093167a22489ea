import { describe, expect, test } from 'vitest';
import type { WaitGoal } from '../../src/judge/goal.ts';
import { outcomeOfWait } from '../../src/migrate/outcome.ts';
import { type WatchEnd, type Watching, watch } from '../../src/migrate/watch.ts';
import { NlbctlError } from '../../src/model/errors.ts';
import type { Progress } from '../../src/model/progress.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { checking, healthy, ipSnapshot, registering, start, unhealthy } from '../judge/snapshot-builder.ts';

const goal: WaitGoal = {
  targetType: 'ip',
  minHealthy: { percent: 100 },
  allowEmpty: false,
  stable: { looks: 2 },
  oldGroupsGone: true,
};

interface Seen {
  readonly said: Progress[];
  readonly end: WatchEnd;
  readonly looks: number;
}

/** Watches a script of looks, ten seconds apart; the last one goes on for ever. */
async function follow(script: readonly (Snapshot | Error)[], options: Partial<Watching> = {}): Promise<Seen> {
  let now = Date.parse(start);
  let looks = 0;
  const events = watch({
    look: async () => {
      const next = script[Math.min(looks++, script.length - 1)];
      if (next instanceof Error) throw next;
      if (next === undefined) throw new Error('the script is empty');
      return { ...next, at: new Date(now).toISOString() };
    },
    goal,
    timeout: 600_000,
    interval: 10_000,
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
    },
    signal: new AbortController().signal,
    ...options,
  });
  const said: Progress[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done === true) return { said: said.filter(({ type }) => type !== 'look'), end: next.value, looks };
    said.push(next.value);
  }
}

const ready = ipSnapshot([healthy, healthy, healthy]);
const starting = ipSnapshot([healthy, registering, checking]);
const passing = new NlbctlError('AwsThrottled', 'slow down');

describe('a wait', () => {
  test('is over when two looks in a row are ready', async () => {
    const { end, looks } = await follow([starting, ready, ready]);
    expect(end.verdict).toEqual({ kind: 'ready' });
    expect(looks).toBe(3);
    expect(outcomeOfWait(end, start, 20)).toMatchObject({ outcome: 'ready', exitCode: 0, changed: false });
  });

  test('looks once with a timeout of 0, and ends in time with any', async () => {
    const once = await follow([starting], { timeout: 0 });
    expect(once.looks).toBe(1);
    expect(outcomeOfWait(once.end, start, 0)).toMatchObject({ outcome: 'timed-out', exitCode: 4 });
    const minute = await follow([starting], { timeout: 60_000 });
    expect(minute.looks).toBe(7);
  });

  test('a timeout names what is not ready and the next commands', async () => {
    const { end } = await follow([starting], { timeout: 30_000 });
    const outcome = outcomeOfWait(end, start, 30);
    expect(outcome.reason).toContain('10.42.140.129:8080');
    expect(outcome.next).toEqual(['nlbctl inspect ui-nlb -n ui', 'nlbctl wait-healthy ui-nlb -n ui']);
  });

  test('says a thing once, and again after 30 seconds', async () => {
    const { said } = await follow([starting], { timeout: 65_000 });
    expect(said.map(({ type }) => type)).toEqual(['change', 'heartbeat', 'heartbeat']);
    expect(said[1]).toMatchObject({ elapsedSeconds: 30 });
  });

  test('a failure that may pass is told and survived', async () => {
    const { end, said } = await follow([starting, passing, ready, ready]);
    expect(end.verdict.kind).toBe('ready');
    expect(said).toContainEqual(expect.objectContaining({ type: 'trouble', message: 'slow down' }));
  });

  test('the same failure at the first look ends it: nothing is known yet', async () => {
    await expect(follow([passing])).rejects.toBe(passing);
  });

  test('a failure that does not pass ends it at any look: 6, with what to do', async () => {
    const expired = new NlbctlError('AwsCredentialsExpired', 'the session is over', { hint: 'sign in again' });
    const { end, looks } = await follow([starting, expired]);
    expect(looks).toBe(2);
    expect(outcomeOfWait(end, start, 10)).toMatchObject({
      outcome: 'could-not-know',
      exitCode: 6,
      reason: 'the session is over. Sign in again.',
      next: ['nlbctl wait-healthy ui-nlb -n ui'],
    });
  });

  test('a failure that says something of the Service is thrown', async () => {
    const ambiguous = new NlbctlError('LoadBalancerAmbiguous', 'two of them');
    await expect(follow([starting, ambiguous])).rejects.toBe(ambiguous);
  });

  test('a timeout says that the last look failed', async () => {
    const { end } = await follow([starting, passing], { timeout: 30_000 });
    const outcome = outcomeOfWait(end, start, 30);
    expect(outcome).toMatchObject({ outcome: 'timed-out', exitCode: 4 });
    expect(outcome.reason).toMatch(/The last look failed: slow down\.$/);
  });

  test('a Service that is deleted meanwhile is gone: 5', async () => {
    const { end } = await follow([starting, new NlbctlError('ServiceNotFound', 'Service ui/ui-nlb does not exist.')]);
    expect(outcomeOfWait(end, start, 10)).toMatchObject({ outcome: 'gone', exitCode: 5 });
  });

  test('a required target that keeps failing ends it early: 3', async () => {
    const { end, looks } = await follow([ipSnapshot([healthy, unhealthy, healthy])]);
    expect(looks).toBeLessThan(20);
    expect(outcomeOfWait(end, start, 40)).toMatchObject({ outcome: 'failing', exitCode: 3 });
  });

  test('new warnings of the controller are told once, those of before are not', async () => {
    const event = (count: number) => ({
      ...starting,
      events: [
        {
          type: 'Warning',
          reason: 'FailedDeployModel',
          message: 'Failed deploy model due to x',
          object: { kind: 'Service', name: 'ui-nlb' },
          source: 'service',
          count,
          firstTimestamp: start,
          lastTimestamp: start,
        },
      ],
    });
    const { said } = await follow([event(1), event(1), event(2), ready, ready]);
    expect(said.filter(({ type }) => type === 'event')).toHaveLength(1);
  });
});

test('a machine that slept is told, and the time asleep is no part of the timeout', async () => {
  let now = Date.parse(start);
  let sleeps = 0;
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      sleeps += 1;
      now += milliseconds + (sleeps === 1 ? 3_600_000 : 0);
    },
  };
  const look = async () => ({ ...starting, at: new Date(now).toISOString() });
  const { said, looks } = await follow([starting], { timeout: 60_000, clock, look });
  expect(said[1]).toMatchObject({ type: 'change', message: expect.stringContaining('asleep for 3600 s') });
  expect(sleeps).toBe(6);
  expect(looks, 'the script was not used').toBe(0);
});

test('an interruption ends a wait with the signal’s reason', async () => {
  const abort = new AbortController();
  const reason = new NlbctlError('Interrupted', 'stopped');
  const sleep = async () => {
    abort.abort(reason);
    throw reason;
  };
  await expect(follow([starting], { signal: abort.signal, clock: { now: () => 0, sleep } })).rejects.toBe(reason);
});
