import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelineOf } from '../../src/probe/timeline.ts';

test('counts tries and failures by the second, for each address', () => {
  const timeline = timelineOf(0, 2);
  for (const [address, at, failed] of [
    [0, 0, false],
    [0, 999, true],
    [1, 2_500, false],
    [0, 2_000, true],
  ] as const)
    timeline.add(address, at, failed);
  expect(timeline.view()).toEqual({
    from: '1970-01-01T00:00:00.000Z',
    sliceSeconds: 1,
    addresses: [
      [
        [2, 1],
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [0, 0],
        [1, 0],
      ],
    ],
  });
});

test('slices double where there would be too many of them', () => {
  const timeline = timelineOf(0, 1, 4);
  for (let second = 0; second < 9; second += 1) timeline.add(0, second * 1_000, second === 3);
  expect(timeline.view()).toMatchObject({
    sliceSeconds: 4,
    addresses: [
      [
        [4, 1],
        [4, 0],
        [1, 0],
      ],
    ],
  });
});

test('however long it runs: nothing is lost, and there are never too many slices', () => {
  const anyAttempts = fc.array(fc.tuple(fc.nat(1), fc.nat(10_000_000), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(anyAttempts, fc.integer({ min: 1, max: 50 }), (attempts, most) => {
      const timeline = timelineOf(0, 2, most);
      for (const [address, at, failed] of attempts) timeline.add(address, at, failed);
      const { addresses } = timeline.view();
      const slices = addresses.flat();
      expect(slices.reduce((sum, [tries]) => sum + tries, 0)).toBe(attempts.length);
      expect(slices.reduce((sum, [, failures]) => sum + failures, 0)).toBe(
        attempts.filter(([, , failed]) => failed).length,
      );
      for (const row of addresses) expect(row.length).toBeLessThanOrEqual(most);
    }),
  );
});
