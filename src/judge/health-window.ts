import type { HealthCheck } from '../model/target-group.ts';

/** After how many seconds of failing checks a target has surely had its chance. */
export function failingWindow({ intervalSeconds, unhealthyThreshold, timeoutSeconds }: HealthCheck): number {
  return intervalSeconds * unhealthyThreshold + timeoutSeconds;
}

/** How many seconds of passing checks make a target healthy, once checks have begun. */
export function healthyWindow({ intervalSeconds, healthyThreshold }: HealthCheck): number {
  return intervalSeconds * healthyThreshold;
}
