import { describe, expect, test } from 'vitest';
import { isBefore, versionOf } from '../../src/judge/version.ts';

describe('the version that a tag names', () => {
  test.each([
    ['v2.16.0', [2, 16, 0]],
    ['2.9.1', [2, 9, 1]],
    ['v3.0.0-rc.1', [3, 0, 0]],
    ['v2.15', [2, 15]],
    ['v2.15.x', [2, 15]],
    ['latest', null],
    ['v3', null],
    [null, null],
  ])('%s', (tag, version) => expect(versionOf(tag)).toEqual(version));
});

test.each([
  ['v2.15.9', 'v2.16.0', true],
  ['v2.16.0', 'v2.16.0', false],
  ['v3.0.0', 'v2.16.0', false],
  ['v2.9.0', 'v2.16.0', true],
  ['v2.16.0', 'v2.16.1', true],
  ['v2.15', 'v2.16.0', true],
  // Which patch runs is not said: it is taken for one that is new enough.
  ['v2.16', 'v2.16.1', false],
])('%s before %s: %s', (tag, other, expected) => {
  expect(isBefore(versionOf(tag) ?? [], versionOf(other) ?? [])).toBe(expected);
});
