import { describe, expect, test } from 'vitest';
import type { FindingInfo } from '../../../src/judge/findings/finding.ts';
import { findingCodes, findingInfo } from '../../../src/judge/findings/registry.ts';
import { instanceSnapshot } from '../snapshot-builder.ts';
import { found, foundOf, quietSurroundings } from './subject.ts';

describe.each(findingCodes)('%s', (code) => {
  const info: FindingInfo = findingInfo[code];
  test('is a number of its range, and says all that there is to say', () => {
    expect(code).toMatch(/^NLB0[0-7]\d\d$/);
    expect(info.title).toMatch(/^[^.]+$/);
    for (const text of [info.cause, info.consequence, info.remedy]) expect(text.length).toBeGreaterThan(20);
  });
  test('matters somewhere', () => expect([info.today, info.migrating]).not.toEqual([null, null]));
  test('weighs no less for a migration than today, where it matters for both', () => {
    const weight = { info: 0, warning: 1, block: 2 };
    if (info.today !== null && info.migrating !== null)
      expect(weight[info.migrating]).toBeGreaterThanOrEqual(weight[info.today]);
  });
});

test('the workshop has only the window to tell of', () => {
  const snapshot = instanceSnapshot({ surroundings: quietSurroundings() });
  expect(found(snapshot).map(({ code, severity }) => `${code} ${severity}`)).toEqual(['NLB0701 info']);
});

test('the gravest comes first', () => {
  const snapshot = instanceSnapshot({
    surroundings: quietSurroundings({ mayPatchService: false }),
    notRead: [{ what: 'tags', permission: 'elasticloadbalancing:DescribeTags', reason: 'denied' }],
  });
  const severities = found(snapshot, 'ip').map(({ severity }) => severity);
  expect(severities).toEqual(
    [...severities].sort((a, b) => ['block', 'warning', 'info'].indexOf(a) - ['block', 'warning', 'info'].indexOf(b)),
  );
  expect(severities[0]).toBe('block');
});

test('NLB0002 is about a migration alone', () => {
  const snapshot = instanceSnapshot({ surroundings: quietSurroundings({ mayPatchService: false }) });
  expect(foundOf('NLB0002', snapshot)).toEqual([]);
  expect(foundOf('NLB0002', snapshot, 'ip')).toMatchObject([{ severity: 'block' }]);
});
