/** The states that ELBv2 knows of (API reference, TargetHealth). A newer one is passed on verbatim. */
export const targetStates = [
  'initial',
  'healthy',
  'unhealthy',
  'unhealthy.draining',
  'unused',
  'draining',
  'unavailable',
] as const;

export type TargetState = (typeof targetStates)[number];

/** The reason codes that ELBv2 knows of (API reference, TargetHealth). */
export const targetReasons = [
  'Elb.RegistrationInProgress',
  'Elb.InitialHealthChecking',
  'Elb.InternalError',
  'Target.DeregistrationInProgress',
  'Target.FailedHealthChecks',
  'Target.HealthCheckDisabled',
  'Target.InvalidState',
  'Target.IpUnusable',
  'Target.NotInUse',
  'Target.NotRegistered',
  'Target.ResponseCodeMismatch',
  'Target.Timeout',
] as const;

export type TargetReason = (typeof targetReasons)[number];

/** What ELBv2 says of a target; every value verbatim. */
export interface TargetHealth {
  readonly state: TargetState | (string & {});
  readonly reason: TargetReason | (string & {}) | null;
  readonly description: string | null;
}
