import type { Listener as Described } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Listener } from '../../model/load-balancer.ts';
import { forwardsOf } from './forward.ts';

/** A listener as DescribeListeners gives it; its rules take a call of their own. null: it has no ARN or no port. */
export function listenerOf(described: Described): Listener | null {
  if (described.ListenerArn === undefined || described.Port === undefined) return null;
  return {
    arn: described.ListenerArn,
    port: described.Port,
    protocol: described.Protocol ?? 'unknown',
    forwards: forwardsOf(described.DefaultActions),
    ruleForwards: [],
  };
}
