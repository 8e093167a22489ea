import { expect, test } from 'vitest';
import { secondsBetween, spanOf } from '../../src/judge/instants.ts';

test.each([
  [0, '0 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [125, '2 min 5 s'],
  [3600, '1 h'],
  [3780, '1 h 3 min'],
  [90000, '25 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(spanOf(seconds)).toBe(text);
});

test.each([
  ['2026-08-20T10:00:00Z', '2026-08-20T10:01:30.500Z', 90.5],
  ['2026-08-20T10:00:00Z', '2026-08-20T12:00:00+02:00', 0],
  ['2026-08-20T10:00:01Z', '2026-08-20T10:00:00Z', 0],
  ['', '2026-08-20T10:00:00Z', 0],
  ['2026-08-20T10:00:00Z', 'soon', 0],
])('from %s to %s: %d s', (from, to, seconds) => {
  expect(secondsBetween(from, to)).toBe(seconds);
});
