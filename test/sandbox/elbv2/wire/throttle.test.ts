import { expect, test } from 'vitest';
import { steppedClock } from '../../../../src/sandbox/clock.ts';
import { type BucketKind, createThrottle } from '../../../../src/sandbox/elbv2/wire/throttle.ts';
import { refusal } from '../stage.ts';

/** How many calls in a row are taken. */
function burst(throttle: (kind: BucketKind) => void, kind: BucketKind): number {
  let taken = 0;
  while (refusal(() => throttle(kind)) === undefined) taken += 1;
  return taken;
}

const rows: [BucketKind, number, number][] = [
  ['read', 40, 10],
  ['write', 20, 3],
  ['registration', 20, 4],
  ['resource-intensive', 10, 0.2],
];

test.each(rows)('%s: %i at once, %i more a second', async (kind, size, perSecond) => {
  const clock = steppedClock(0);
  const throttle = createThrottle(clock);
  expect(burst(throttle, kind)).toBe(size);
  expect(refusal(() => throttle(kind))).toBe('Throttling: Rate exceeded');
  await clock.step(10_000);
  // The bucket never holds more than its size.
  expect(burst(throttle, kind)).toBe(Math.min(size, perSecond * 10));
  await clock.step(600_000);
  expect(burst(throttle, kind)).toBe(size);
});

test('all kinds share a bucket of 40', () => {
  const throttle = createThrottle(steppedClock(0));
  expect([burst(throttle, 'write'), burst(throttle, 'registration'), burst(throttle, 'read')]).toEqual([20, 20, 0]);
});

test('one kind does not use up another', () => {
  const throttle = createThrottle(steppedClock(0));
  expect([burst(throttle, 'write'), burst(throttle, 'read')]).toEqual([20, 20]);
});
