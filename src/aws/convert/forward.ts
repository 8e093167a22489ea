import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Forward } from '../../model/load-balancer.ts';

/**
 * The groups that actions forward to. A single group may stand in Action.TargetGroupArn alone, in ForwardConfig alone, or in
 * both (ELBv2 API reference, Action); one without a weight has weight 1.
 */
export function forwardsOf(actions: readonly Action[] | undefined): Forward[] {
  const weights = new Map<string, number>();
  for (const { TargetGroupArn, ForwardConfig } of actions ?? []) {
    for (const group of ForwardConfig?.TargetGroups ?? []) {
      if (group.TargetGroupArn !== undefined) weights.set(group.TargetGroupArn, group.Weight ?? 1);
    }
    if (TargetGroupArn !== undefined && !weights.has(TargetGroupArn)) weights.set(TargetGroupArn, 1);
  }
  return [...weights].map(([targetGroupArn, weight]) => ({ targetGroupArn, weight }));
}
