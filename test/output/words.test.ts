import { expect, test } from 'vitest';
import type { Outcome } from '../../src/model/progress.ts';
import { resultText } from '../../src/output/result.ts';
import { painter } from '../../src/output/terminal.ts';
import { duration, shortNode } from '../../src/output/words.ts';

test.each([
  [0, '0s'],
  [0.44, '0.4s'],
  [9.96, '10s'],
  [59.6, '1m'],
  [90, '1m 30s'],
  [3600, '1h'],
  [3900, '1h 5m'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds)).toBe(words));

test.each([
  ['ip-10-42-101-7.us-west-2.compute.internal', 'us-west-2', 'ip-10-42-101-7'],
  ['ip-10-42-101-7.ec2.internal', 'us-east-1', 'ip-10-42-101-7'],
  ['node.example.org', 'us-west-2', 'node.example.org'],
])('%s in %s is called %s', (name, region, short) => expect(shortNode(name, region)).toBe(short));

const outcome: Outcome = {
  outcome: 'ready',
  changed: true,
  phase: 'Verified',
  exitCode: 0,
  reason: 'All is well.',
  startedAt: '2026-11-25T12:00:00.000Z',
  elapsedSeconds: 110,
  next: [],
};
const surface = { isTerminal: false, width: 80, paint: painter(false) };
const ref = { namespace: 'ui', name: 'ui-nlb' };

test.each([
  [outcome, 'ip', 'ui/ui-nlb: moved to target type ip in 1m 50s. All is well.'],
  [{ ...outcome, changed: false }, 'ip', 'ui/ui-nlb: has target type ip, seen through in 1m 50s. All is well.'],
  [outcome, null, 'ui/ui-nlb: ready after 1m 50s. All is well.'],
  [
    {
      ...outcome,
      outcome: 'timed-out',
      exitCode: 4,
      next: [
        'nlbctl inspect ui-nlb -n ui',
        'nlbctl migrate ui-nlb -n ui --to ip',
        'nlbctl migrate ui-nlb -n ui --to instance',
      ],
    },
    'ip',
    'ui/ui-nlb: timed out after 1m 50s. All is well.\n  to see it:     nlbctl inspect ui-nlb -n ui\n  to continue:   nlbctl migrate ui-nlb -n ui --to ip\n  to go back:    nlbctl migrate ui-nlb -n ui --to instance',
  ],
] as const)('a result reads %#', (given, to, text) => expect(resultText(ref, given, to, surface)).toBe(text));
