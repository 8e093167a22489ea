import type { Elbv2Api } from './api.ts';
import type { Inventory } from './inventory.ts';
import * as listeners from './listeners.ts';
import * as loadBalancers from './load-balancers.ts';
import { accountLimits } from './quotas.ts';
import * as tags from './tags.ts';
import * as targetGroups from './target-groups.ts';
import * as targets from './targets.ts';

export type Elbv2Reads = Pick<Elbv2Api, Extract<keyof Elbv2Api, `describe${string}`>>;

/** What can be read of an inventory. Answers are copies: what a caller does to them changes nothing here. */
export function readsOf(inventory: Inventory): Elbv2Reads {
  const read =
    <Input, Output>(action: (of: Inventory, input: Input) => Output) =>
    (input: Input): Output =>
      structuredClone(action(inventory, input));
  return {
    describeLoadBalancers: read(loadBalancers.describeLoadBalancers),
    describeLoadBalancerAttributes: read(loadBalancers.describeLoadBalancerAttributes),
    describeTargetGroups: read(targetGroups.describeTargetGroups),
    describeTargetGroupAttributes: read(targetGroups.describeTargetGroupAttributes),
    describeListeners: read(listeners.describeListeners),
    describeListenerAttributes: read(listeners.describeListenerAttributes),
    describeRules: read(listeners.describeRules),
    describeTargetHealth: read(targets.describeTargetHealth),
    describeTags: read(tags.describeTags),
    describeAccountLimits: () => accountLimits(inventory.quotas),
  };
}

/** Reads that go on showing what is there now. */
export const pastReads = (inventory: Inventory): Elbv2Reads =>
  readsOf({
    ...inventory,
    loadBalancers: structuredClone(inventory.loadBalancers),
    listeners: structuredClone(inventory.listeners),
    targetGroups: structuredClone(inventory.targetGroups),
    tags: structuredClone(inventory.tags),
    quotas: structuredClone(inventory.quotas),
    shiftedZones: new Set(inventory.shiftedZones),
  });
