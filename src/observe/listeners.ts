import type { Elbv2 } from '../aws/elbv2.ts';
import type { Listener, LoadBalancer } from '../model/load-balancer.ts';
import type { NotRead } from '../model/snapshot.ts';
import { readable } from './readable.ts';

/**
 * The listeners of a load balancer with all that they forward to. Only dual-stack NLBs can have rules beside the default
 * action (AWS what's new, 22 July 2026), so that no other is asked for them. null: none could be read.
 */
export async function readListeners(
  loadBalancer: LoadBalancer | null,
  elbv2: Elbv2,
  notRead: NotRead[],
  signal: AbortSignal,
): Promise<readonly Listener[] | null> {
  if (loadBalancer === null) return null;
  const listeners = await readable('listeners', notRead, elbv2.listeners(loadBalancer.arn, signal));
  if (listeners === null || loadBalancer.ipAddressType !== 'dualstack') return listeners;
  return Promise.all(
    listeners.map(async (listener) => {
      const rules = readable(`rules of listener ${listener.port}`, notRead, elbv2.ruleForwards(listener.arn, signal));
      return { ...listener, ruleForwards: (await rules) ?? [] };
    }),
  );
}

/** The target groups that listeners forward to, whatever the weight. */
export function forwardedGroups(listeners: readonly Listener[] | null): ReadonlySet<string> {
  const forwards = (listeners ?? []).flatMap((listener) => [...listener.forwards, ...listener.ruleForwards]);
  return new Set(forwards.map(({ targetGroupArn }) => targetGroupArn));
}
