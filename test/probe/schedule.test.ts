import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../../src/probe/in-order.ts';
import { due, type Schedule, scheduleOf } from '../../src/probe/schedule.ts';

describe('a schedule', () => {
  const five = scheduleOf(0, 5, 1, Number.POSITIVE_INFINITY);

  test('begins at once, and then one every fifth of a second', () => {
    const first = due(five, 0);
    expect(first).toMatchObject({ begin: 1, skipped: 0, schedule: { next: 200 } });
    expect(due(first.schedule, 199)).toMatchObject({ begin: 0, schedule: { next: 200 } });
    expect(due(first.schedule, 200)).toMatchObject({ begin: 1, schedule: { next: 400 } });
  });

  test('gives each endpoint its rate', () => {
    expect(scheduleOf(0, 5, 4, 10)).toEqual({ next: 0, interval: 50, left: 40 });
  });

  test('makes up for what is a little late, and keeps its beat', () => {
    expect(due({ ...five, next: 200 }, 930)).toMatchObject({ begin: 4, skipped: 0, schedule: { next: 1_000 } });
  });

  test('skips what is later than a second, but for one', () => {
    expect(due({ ...five, next: 200 }, 3_600_200)).toMatchObject({
      begin: 1,
      skipped: 18_000,
      schedule: { next: 3_600_400 },
    });
  });

  test('goes on when the clock is set back', () => {
    expect(due({ ...five, next: 10_000 }, 5_000)).toMatchObject({ begin: 0, schedule: { next: 5_200 } });
  });

  test('ends', () => {
    expect(due(scheduleOf(0, 5, 1, 2), 900)).toMatchObject({ begin: 2, schedule: { left: 0 } });
    expect(due(scheduleOf(0, 5, 1, 0), 900)).toMatchObject({ begin: 0 });
  });

  test('whenever it is asked: what has begun and what was skipped is what was due', () => {
    const anyLooks = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyLooks, fc.constantFrom(0.5, 1, 5, 50), (waits, rate) => {
        let schedule: Schedule = scheduleOf(0, rate, 1, Number.POSITIVE_INFINITY);
        let now = 0;
        let made = 0;
        for (const wait of waits) {
          now += wait;
          const found = due(schedule, now);
          schedule = found.schedule;
          made += found.begin + found.skipped;
        }
        expect(made).toBe(Math.floor((now * rate) / 1_000) + 1);
      }),
    );
  });
});

test('attempts are taken in the order in which they began, whichever ends first', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 }), (numbers) => {
      const order = inOrder();
      const taken = numbers.flatMap((number) =>
        order.take({ number, endpoint: 0, startedAt: number, result: { outcome: 'skipped' } }),
      );
      expect(taken.map(({ number }) => number)).toEqual([...Array(20).keys()]);
    }),
  );
});
