import { describe, expect, test } from 'vitest';
import { explain, explainedCodes, explainReason } from '../../src/judge/explain.ts';
import { notInUse, targetReasonInfo } from '../../src/judge/reasons.ts';
import { targetStateInfo, verdictInfo } from '../../src/judge/states.ts';
import { verdicts } from '../../src/judge/verdicts.ts';
import { targetReasons, targetStates } from '../../src/model/target-health.ts';

test('every reason, every state and every verdict is explained', () => {
  expect(Object.keys(targetReasonInfo).sort()).toEqual([...targetReasons].sort());
  expect(Object.keys(targetStateInfo).sort()).toEqual([...targetStates].sort());
  expect(Object.keys(verdictInfo).sort()).toEqual(Object.keys(verdicts).sort());
});

describe.each(explainedCodes().map((entry) => [entry.code, entry] as const))('%s', (code, { explanation, cases }) => {
  test('is explained in full, in plain ASCII', () => {
    for (const { title, meaning, causeInstance, causeIp, remedy, source } of [explanation, ...cases]) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(meaning).toMatch(/^.*\.$/);
      for (const list of [causeInstance, causeIp, remedy]) expect(list.length).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\//);
      const text = JSON.stringify([title, meaning, causeInstance, causeIp, remedy, source]);
      expect([...text].every((character) => character >= ' ' && character <= '~')).toBe(true);
    }
  });

  test('is found by its code in any case', () => {
    expect(explain(code)?.code).toBe(code);
    expect(explain(` ${code.toUpperCase()} `)?.code).toBe(code);
  });
});

describe('by a code', () => {
  test('without its prefix', () => {
    expect(explain('failedhealthchecks')?.code).toBe('Target.FailedHealthChecks');
    expect(explain('RegistrationInProgress')?.code).toBe('Elb.RegistrationInProgress');
  });

  test('a state comes before a verdict of the same name', () => {
    expect(explain('draining')).toMatchObject({ code: 'draining', family: 'state' });
    expect(explain('missing')).toMatchObject({ family: 'verdict' });
    expect(explain('Target.Timeout')).toMatchObject({ family: 'reason', cases: [] });
  });

  test.each(['', 'Target.', 'nonsense', 'constructor', 'toString'])('%j has none', (code) => {
    expect(explain(code)).toBe(null);
  });

  test('Target.NotInUse stands for two causes', () => {
    expect(explain('Target.NotInUse')?.cases).toEqual([notInUse.unattached, notInUse.zone]);
  });
});

describe('by what ELBv2 said', () => {
  test.each([
    ['Target is in an Availability Zone that is not enabled for the load balancer', notInUse.zone],
    ['Target group is not configured to receive traffic from the load balancer', notInUse.unattached],
    [null, targetReasonInfo['Target.NotInUse']],
  ])('Target.NotInUse, %j', (description, explanation) => {
    expect(explainReason('Target.NotInUse', description)).toBe(explanation);
  });

  test('another reason, whatever the description', () => {
    expect(explainReason('Target.Timeout', 'in an Availability Zone')).toBe(targetReasonInfo['Target.Timeout']);
    expect(explainReason('Target.New', null)).toBe(null);
  });
});
