import { describe, expect, test } from 'vitest';
import { checkFaults } from '../../../src/sandbox/scenario/check.ts';

const flaws = (...faults: unknown[]) => {
  const checked = checkFaults(faults);
  return 'flaws' in checked ? checked.flaws : [];
};

describe('faults that are not valid are refused with their place', () => {
  test.each<[unknown, string[]]>([
    [{}, ["  0: must have required property 'kind'"]],
    [{ kind: 'throttled' }, ["  0: must have required property 'side'"]],
    [{ kind: 'slow', side: 'elbv2', delay: 'long' }, [expect.stringMatching(/^ {2}0\.delay: must match pattern/)]],
    [
      { kind: 'throttled', side: 'elbv2', calls: { verbs: ['get'] } },
      ['  0.calls: must NOT have additional properties (verbs)'],
    ],
    [
      { kind: 'denied', side: 'kubernetes', calls: { verbs: ['read'] } },
      [
        '  0.calls.verbs.0: must be equal to one of the allowed values (get, list, watch, create, update, patch, delete, deletecollection)',
      ],
    ],
    [{ kind: 'conflict', side: 'elbv2' }, ['  0.side: must be equal to constant (kubernetes)']],
    [{ kind: 'controller-down', count: 2 }, ['  0: must NOT have additional properties (count)']],
    [{ kind: 'port-blocked', targetType: 'ip', port: 0 }, ['  0.port: must be >= 1']],
    [{ kind: 'gone', side: 'kubernetes', nth: 0 }, ['  0.nth: must be >= 1']],
    [{ kind: 'controller-down', from: 'start' }, ['  0.from: is for scenarios alone']],
  ])('%j', (fault, expected) => {
    expect(flaws(fault)).toEqual(expected);
  });

  test('a kind that there is not, with those that there are', () => {
    expect(flaws({ kind: 'earthquake' })).toEqual([
      expect.stringMatching(/^ {2}0\.kind: must be equal to one of the allowed values \(throttled, server-error, /),
    ]);
  });
});
