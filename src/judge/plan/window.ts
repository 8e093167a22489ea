import type { SecondsRange, Window, WindowPart } from '../../model/plan.ts';
import type { HealthCheck } from '../../model/target-group.ts';

/**
 * The window of an in-place change of the target type: it begins when the controller points the listener at the new, empty
 * group, and ends when the first target of that group is healthy. AWS publishes no times; the ranges are what users and
 * AWS's people report (aws-load-balancer-controller#1786, #1834, #4180; containers-roadmap#469).
 *
 * @param healthCheck that the new group will have.
 */
export function windowOf(healthCheck: Pick<HealthCheck, 'intervalSeconds' | 'healthyThreshold'>): Window {
  const { intervalSeconds, healthyThreshold } = healthCheck;
  const parts: WindowPart[] = [
    { what: 'the controller creates the binding and registers the targets', minSeconds: 1, maxSeconds: 20 },
    { what: 'ELBv2 takes the targets up', minSeconds: 60, maxSeconds: 300 },
    {
      // Whether a new target needs one success or the threshold, AWS's pages disagree.
      what: `health checks, every ${intervalSeconds}s, 1 to ${healthyThreshold} of them`,
      minSeconds: intervalSeconds,
      maxSeconds: intervalSeconds * (healthyThreshold + 1),
    },
  ];
  const sum = (of: 'minSeconds' | 'maxSeconds') => parts.reduce((total, part) => total + part[of], 0);
  return { minSeconds: sum('minSeconds'), maxSeconds: sum('maxSeconds'), parts };
}

/** `1–6 minutes`, `40–90 seconds`. */
export function rangeWords({ minSeconds, maxSeconds }: SecondsRange): string {
  if (maxSeconds < 120) return `${minSeconds}–${maxSeconds} seconds`;
  const minutes = [Math.max(1, Math.floor(minSeconds / 60)), Math.ceil(maxSeconds / 60)];
  return `${minutes.join('–')} minutes`;
}
