import { describe, expect, test } from 'vitest';
import { afterCheck, type CheckResult, type Health, healthReport } from '../../../src/sandbox/elbv2/target-health.ts';

const pass: CheckResult = { ok: true };
const fail: CheckResult = { ok: false, reason: 'Target.FailedHealthChecks' };
const timeout: CheckResult = { ok: false, reason: 'Target.Timeout' };
const thresholds = { healthy: 2, firstHealthy: 3, unhealthy: 2 };

const unhealthy = (successes = 0): Health => ({ phase: 'unhealthy', reason: 'Target.FailedHealthChecks', successes });

describe('afterCheck', () => {
  const rows: [string, Health, CheckResult, Health][] = [
    [
      'a first success counts',
      { phase: 'checking', successes: 0, failures: 1 },
      pass,
      { phase: 'checking', successes: 1, failures: 0 },
    ],
    ['enough successes', { phase: 'checking', successes: 2, failures: 0 }, pass, { phase: 'healthy', failures: 0 }],
    [
      'a failure in between starts anew',
      { phase: 'checking', successes: 2, failures: 0 },
      fail,
      { phase: 'checking', successes: 0, failures: 1 },
    ],
    [
      'enough failures at the beginning',
      { phase: 'checking', successes: 0, failures: 1 },
      timeout,
      { phase: 'unhealthy', reason: 'Target.Timeout', successes: 0 },
    ],
    ['healthy stays healthy', { phase: 'healthy', failures: 1 }, pass, { phase: 'healthy', failures: 0 }],
    ['one failure is not enough', { phase: 'healthy', failures: 0 }, fail, { phase: 'healthy', failures: 1 }],
    ['two failures are', { phase: 'healthy', failures: 1 }, fail, unhealthy()],
    [
      'unhealthy stays, with the newest reason',
      unhealthy(1),
      timeout,
      { phase: 'unhealthy', reason: 'Target.Timeout', successes: 0 },
    ],
    ['one success is not enough', unhealthy(), pass, unhealthy(1)],
    ['two are', unhealthy(1), pass, { phase: 'healthy', failures: 0 }],
    [
      'registering is not checked',
      { phase: 'registering', elapsed: false },
      fail,
      { phase: 'registering', elapsed: false },
    ],
    ['draining is not checked', { phase: 'draining' }, pass, { phase: 'draining' }],
    ['unused is not checked', { phase: 'unused', cause: 'stopped' }, pass, { phase: 'unused', cause: 'stopped' }],
  ];
  test.each(rows)('%s', (_, before, result, after) => {
    expect(afterCheck(before, result, thresholds)).toEqual(after);
  });

  test('connections are kept when a healthy target fails, and not of one that never was healthy', () => {
    const token = {};
    expect(afterCheck({ phase: 'healthy', failures: 1 }, fail, thresholds, token)).toMatchObject({ draining: token });
    expect(afterCheck({ phase: 'checking', successes: 0, failures: 1 }, fail, thresholds, token)).toEqual(unhealthy());
  });
});

describe('healthReport', () => {
  const rows: [Health, string, string | undefined, string | undefined][] = [
    [
      { phase: 'registering', elapsed: false },
      'initial',
      'Elb.RegistrationInProgress',
      'Target registration is in progress',
    ],
    [
      { phase: 'checking', successes: 0, failures: 0 },
      'initial',
      'Elb.InitialHealthChecking',
      'Initial health checks in progress',
    ],
    [{ phase: 'healthy', failures: 0 }, 'healthy', undefined, undefined],
    [unhealthy(), 'unhealthy', 'Target.FailedHealthChecks', 'Health checks failed'],
    [
      { phase: 'unhealthy', reason: 'Target.Timeout', successes: 0 },
      'unhealthy',
      'Target.Timeout',
      'Request timed out',
    ],
    [
      { phase: 'unhealthy', reason: 'Target.ResponseCodeMismatch', successes: 0 },
      'unhealthy',
      'Target.ResponseCodeMismatch',
      'Health checks failed with these codes: [503]',
    ],
    [
      { phase: 'unhealthy', reason: 'Target.FailedHealthChecks', successes: 0, draining: {} },
      'unhealthy.draining',
      'Target.FailedHealthChecks',
      'Health checks failed',
    ],
    [{ phase: 'draining' }, 'draining', 'Target.DeregistrationInProgress', 'Target deregistration is in progress'],
    [
      { phase: 'unused', cause: 'not-attached' },
      'unused',
      'Target.NotInUse',
      'Target group is not configured to receive traffic from the load balancer',
    ],
    [
      { phase: 'unused', cause: 'zone-not-enabled' },
      'unused',
      'Target.NotInUse',
      'Target is in an Availability Zone that is not enabled for the load balancer',
    ],
    [{ phase: 'unused', cause: 'stopped' }, 'unused', 'Target.InvalidState', 'Target is in the stopped state'],
    [{ phase: 'unused', cause: 'terminated' }, 'unused', 'Target.InvalidState', 'Target is in the terminated state'],
    [
      { phase: 'unused', cause: 'ip-unusable' },
      'unused',
      'Target.IpUnusable',
      'Target IP is in use by a load balancer',
    ],
  ];
  test.each(rows)('%o', (health, State, Reason, Description) => {
    expect(healthReport(health)).toEqual({
      State,
      ...(Reason === undefined ? {} : { Reason }),
      ...(Description === undefined ? {} : { Description }),
    });
  });
});
