import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration, parseMinHealthy } from '../../src/cli/duration.ts';

describe('durations', () => {
  test.each([
    ['0', 0],
    ['500ms', 500],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['8760h', 31_536_000_000],
  ])('%s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  test.each(['', '5', '5x', 's', '5 m', '-5s', '5m!', '1e3s', 'm5', '8761h', `${'9'.repeat(400)}s`])(
    '"%s" is refused',
    (text) => expect(() => parseDuration(text)).toThrow(),
  );

  test('hours, minutes and seconds add up', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), fc.nat(99), (h, m, s) => {
        expect(parseDuration(`${h}h${m}m${s}s`)).toBe(((h * 60 + m) * 60 + s) * 1000);
      }),
    );
  });
});

test.each([
  ['100%', { percent: 100 }],
  ['0%', { percent: 0 }],
  ['3', { count: 3 }],
])('share %s', (text, share) => expect(parseMinHealthy(text)).toEqual(share));

test.each(['101%', '-1', 'all', '50 %', ''])('share "%s" is refused', (text) =>
  expect(() => parseMinHealthy(text)).toThrow(),
);
