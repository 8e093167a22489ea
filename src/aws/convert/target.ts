import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RegisteredTarget } from '../../model/target-group.ts';

/** A target as DescribeTargetHealth gives it, its values verbatim. null: it has no id. */
export function targetOf(described: TargetHealthDescription): RegisteredTarget | null {
  const { Target, TargetHealth, HealthCheckPort, AdministrativeOverride } = described;
  if (Target?.Id === undefined) return null;
  return {
    id: Target.Id,
    port: Target.Port ?? 0,
    zone: Target.AvailabilityZone ?? null,
    healthCheckPort: HealthCheckPort ?? null,
    health: {
      state: TargetHealth?.State ?? 'unknown',
      reason: TargetHealth?.Reason ?? null,
      description: TargetHealth?.Description ?? null,
    },
    administrativeOverride: overrideOf(AdministrativeOverride?.State),
  };
}

/** `no_override` and `unknown` overrule nothing (ELBv2 API reference, AdministrativeOverride). */
function overrideOf(state: string | undefined): string | null {
  return state === undefined || state === 'no_override' || state === 'unknown' ? null : state;
}
