import type { TargetHealthDescription } from './api.ts';

/** How a health check failed. */
export type CheckFailure = 'Target.FailedHealthChecks' | 'Target.Timeout' | 'Target.ResponseCodeMismatch';

/** Why a registered target is left out. */
export type UnusedCause = 'not-attached' | 'zone-not-enabled' | 'stopped' | 'terminated' | 'ip-unusable';

/** Where a registered target is on its way. */
export type Health =
  | { phase: 'unused'; cause: UnusedCause }
  /** `elapsed`: the registration is done, but the load balancer is still being provisioned. */
  | { phase: 'registering'; elapsed: boolean }
  | { phase: 'checking'; successes: number; failures: number }
  | { phase: 'healthy'; failures: number }
  /** `draining` holds a token while connections of a target that was healthy are kept. */
  | { phase: 'unhealthy'; reason: CheckFailure; successes: number; draining?: object }
  | { phase: 'draining' };

/** How many checks in a row decide. */
export interface Thresholds {
  /** Successes that make a target healthy that was unhealthy. */
  healthy: number;
  /** Successes that make a new target healthy; see {@link HealthOptions}. */
  firstHealthy: number;
  /** Failures that make a target unhealthy. */
  unhealthy: number;
}

/** The result of one round for one target; undefined where its phase is not checked. */
export type CheckResult = { ok: true } | { ok: false; reason: CheckFailure };

/** Whether health checks reach a target in this phase. */
export const isChecked = (health: Health): boolean =>
  health.phase === 'checking' || health.phase === 'healthy' || health.phase === 'unhealthy';

/**
 * What one more check makes of a target. A result that agrees with the state starts the count anew.
 * `token` marks the connections that are kept when a healthy target fails; undefined when they are cut.
 */
export function afterCheck(health: Health, result: CheckResult, thresholds: Thresholds, token?: object): Health {
  switch (health.phase) {
    case 'checking': {
      if (result.ok) {
        const successes = health.successes + 1;
        return successes >= thresholds.firstHealthy
          ? { phase: 'healthy', failures: 0 }
          : { phase: 'checking', successes, failures: 0 };
      }
      const failures = health.failures + 1;
      return failures >= thresholds.unhealthy
        ? { phase: 'unhealthy', reason: result.reason, successes: 0 }
        : { phase: 'checking', successes: 0, failures };
    }
    case 'healthy': {
      if (result.ok) return { phase: 'healthy', failures: 0 };
      const failures = health.failures + 1;
      if (failures < thresholds.unhealthy) return { phase: 'healthy', failures };
      const unhealthy = { phase: 'unhealthy', reason: result.reason, successes: 0 } as const;
      return token === undefined ? unhealthy : { ...unhealthy, draining: token };
    }
    case 'unhealthy': {
      if (!result.ok) return { ...health, reason: result.reason, successes: 0 };
      const successes = health.successes + 1;
      return successes >= thresholds.healthy ? { phase: 'healthy', failures: 0 } : { ...health, successes };
    }
    case 'unused':
    case 'registering':
    case 'draining':
      return health;
  }
}

type Report = TargetHealthDescription['TargetHealth'];

const unusedReports = {
  'not-attached': {
    State: 'unused',
    Reason: 'Target.NotInUse',
    Description: 'Target group is not configured to receive traffic from the load balancer',
  },
  'zone-not-enabled': {
    State: 'unused',
    Reason: 'Target.NotInUse',
    Description: 'Target is in an Availability Zone that is not enabled for the load balancer',
  },
  stopped: { State: 'unused', Reason: 'Target.InvalidState', Description: 'Target is in the stopped state' },
  terminated: { State: 'unused', Reason: 'Target.InvalidState', Description: 'Target is in the terminated state' },
  'ip-unusable': {
    State: 'unused',
    Reason: 'Target.IpUnusable',
    Description: 'Target IP is in use by a load balancer',
  },
} as const satisfies Record<UnusedCause, Report>;

const failureDescriptions = {
  'Target.FailedHealthChecks': 'Health checks failed',
  'Target.Timeout': 'Request timed out',
  'Target.ResponseCodeMismatch': 'Health checks failed with these codes: [503]',
} as const satisfies Record<CheckFailure, string>;

/** What DescribeTargetHealth says of a target that was asked for and is not registered. */
export const notRegistered: Report = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};

/** State, reason and description as the API words them (ELBv2 API reference, TargetHealth; NLB guide, health checks). */
export function healthReport(health: Health): Report {
  switch (health.phase) {
    case 'unused':
      return unusedReports[health.cause];
    case 'registering':
      return {
        State: 'initial',
        Reason: 'Elb.RegistrationInProgress',
        Description: 'Target registration is in progress',
      };
    case 'checking':
      return {
        State: 'initial',
        Reason: 'Elb.InitialHealthChecking',
        Description: 'Initial health checks in progress',
      };
    case 'healthy':
      return { State: 'healthy' };
    case 'unhealthy':
      return {
        State: health.draining === undefined ? 'unhealthy' : 'unhealthy.draining',
        Reason: health.reason,
        Description: failureDescriptions[health.reason],
      };
    case 'draining':
      return {
        State: 'draining',
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      };
  }
}
