import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterAttempt, afterPause, failingSince, type Gap, gapsAt, longestGap, noGap } from '../../src/probe/gap.ts';

type Told = readonly [startedAt: number, succeeded: boolean, address?: number, latency?: number];

const told = (attempts: readonly Told[], of = 1): Gap =>
  attempts.reduce(
    (gap, [startedAt, succeeded, address = 0, latency = 0]) =>
      afterAttempt(gap, { address, startedAt, succeededAt: succeeded ? startedAt + latency : null }),
    noGap(0, of),
  );

describe('the longest gap', () => {
  test.each<[string, readonly Told[], number, number]>([
    ['nothing was tried', [], 1_000, 0],
    [
      'all succeed, however far apart',
      [
        [0, true],
        [900, true],
      ],
      1_000,
      0,
    ],
    [
      'from the success before to the success after',
      [
        [0, true],
        [200, false],
        [400, false],
        [600, true],
      ],
      1_000,
      600,
    ],
    [
      'until the first success after was there',
      [
        [0, true],
        [200, false],
        [400, true, 0, 50],
      ],
      1_000,
      450,
    ],
    [
      'from the beginning, where none succeeded before',
      [
        [100, false],
        [300, true],
      ],
      1_000,
      300,
    ],
    [
      'until now, where none succeeds after',
      [
        [0, true],
        [200, false],
      ],
      1_000,
      1_000,
    ],
    [
      'the longer of two',
      [
        [0, true],
        [1, false],
        [2, true],
        [3, false],
        [9, true],
      ],
      10,
      7,
    ],
    [
      'the one that is open, if it is longer',
      [
        [0, true],
        [1, false],
        [2, true],
        [3, false],
      ],
      10,
      8,
    ],
    [
      'none, where one fails at the instant at which another succeeds',
      [
        [0, true],
        [5, true],
        [5, false],
        [9, true],
      ],
      9,
      0,
    ],
    [
      'none, in the other order either',
      [
        [0, true],
        [5, false],
        [5, true],
        [9, true],
      ],
      9,
      0,
    ],
  ])('%s', (_, attempts, now, expected) => {
    expect(longestGap(told(attempts), now)).toBe(expected);
  });

  test('of several addresses is open only when all of them have failed', () => {
    const one: Told[] = [
      [0, true, 0],
      [1, false, 1],
      [2, true, 2],
      [3, true, 0],
      [4, false, 1],
      [5, true, 2],
    ];
    expect(longestGap(told(one, 3), 9)).toBe(0);
    const all: Told[] = [...one, [6, false, 0], [7, false, 1], [8, false, 2]];
    expect(longestGap(told(all, 3), 9)).toBe(4);
    expect(failingSince(told(all, 3))).toBe(6);
    expect(failingSince(told(one, 3))).toBeNull();
  });

  test('ends where nlbctl did not run, and the next one begins when it runs again', () => {
    const before = told([
      [0, true],
      [10, false],
    ]);
    const woken = afterPause(before, 20, 5_000);
    expect(gapsAt(woken)).toEqual([{ from: 0, until: 20 }]);
    const more = afterAttempt(woken, { address: 0, startedAt: 5_100, succeededAt: null });
    expect(gapsAt(more)).toEqual([
      { from: 0, until: 20 },
      { from: 5_000, until: null },
    ]);
    expect(longestGap(more, 5_300)).toBe(300);
  });

  test('keeps the longest twenty, in the order of time', () => {
    const attempts = Array.from(
      { length: 201 },
      (_, index): Told => [index * 10 + (index % 4 === 1 ? index : 0), index % 2 === 0],
    );
    const gaps = gapsAt(told(attempts));
    expect(gaps).toHaveLength(20);
    expect([...gaps].sort((a, b) => a.from - b.from)).toEqual(gaps);
  });
});

describe('of any attempts', () => {
  const anyAttempts = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.boolean()), { maxLength: 60 })
    .map((steps) => {
      let at = 0;
      return steps.map(([step, succeeded]): Told => {
        at += step;
        return [at, succeeded];
      });
    });

  /** Told anew, without a fold: between each two successes that are next to each other. */
  function slow(attempts: readonly Told[], now: number): number {
    const successes = [0, ...attempts.filter(([, succeeded]) => succeeded).map(([at]) => at)];
    const spans = successes.map((from, index) => [from, successes[index + 1] ?? now] as const);
    const isGap = ([from, until]: readonly [number, number]) =>
      attempts.some(([at, succeeded]) => !succeeded && at >= from && at <= until);
    return Math.max(0, ...spans.filter(isGap).map(([from, until]) => until - from));
  }

  test('the fold finds what a look at all of them finds', () => {
    fc.assert(
      fc.property(anyAttempts, fc.integer({ min: 0, max: 100 }), (attempts, more) => {
        const now = (attempts.at(-1)?.[0] ?? 0) + more;
        expect(longestGap(told(attempts), now)).toBe(slow(attempts, now));
      }),
    );
  });

  test('there is a gap exactly where something failed, and none is longer than the probe', () => {
    fc.assert(
      fc.property(anyAttempts, (attempts) => {
        const now = (attempts.at(-1)?.[0] ?? 0) + 1;
        const longest = longestGap(told(attempts), now);
        expect(longest > 0).toBe(attempts.some(([, succeeded]) => !succeeded));
        expect(longest).toBeLessThanOrEqual(now);
      }),
    );
  });

  test('an outage of all addresses is never longer than the gap of each one', () => {
    const anyOfThree = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(anyOfThree, (rounds) => {
        const attempts = rounds.flatMap((round, index) =>
          round.map((succeeded, address): Told => [index * 30 + address * 10 + 1, succeeded, address]),
        );
        const now = rounds.length * 30;
        const outage = longestGap(told(attempts, 3), now);
        for (const address of [0, 1, 2])
          if (outage > 0)
            expect(longestGap(told(attempts.filter((each) => each[2] === address)), now)).toBeGreaterThan(0);
        if (rounds.some((round) => round.every((succeeded) => !succeeded))) expect(outage).toBeGreaterThan(0);
      }),
    );
  });
});
