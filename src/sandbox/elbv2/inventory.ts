import type { SandboxClock } from '../clock.ts';
import type { Elbv2Delays, Listener, LoadBalancer, Network, TargetGroup } from './api.ts';
import type { arnWriter } from './arns.ts';
import { Elbv2Error } from './elbv2-error.ts';
import type { Quotas } from './quotas.ts';
import type { Health } from './target-health.ts';

/** What ELBv2 keeps of one account in one region, in the order of creation, and what it needs to work on it. */
export interface Inventory {
  readonly region: string;
  readonly account: string;
  readonly clock: SandboxClock;
  readonly network: Network;
  readonly delays: Elbv2Delays;
  readonly quotas: Quotas;
  readonly arns: ReturnType<typeof arnWriter>;
  /** Sixteen hexadecimal digits, as AWS's ids have them. */
  readonly newId: () => string;
  readonly loadBalancers: Map<string, LoadBalancerRecord>;
  readonly listeners: Map<string, ListenerRecord>;
  readonly targetGroups: Map<string, TargetGroupRecord>;
  /** By ARN of the resource, then by key. A resource that exists has an entry. */
  readonly tags: Map<string, Map<string, string>>;
  /** Zones with a zonal shift in effect. */
  readonly shiftedZones: Set<string>;
}

export interface LoadBalancerRecord {
  readonly description: LoadBalancer;
  readonly attributes: Map<string, string>;
}

export interface ListenerRecord {
  description: Listener;
  readonly ruleArn: string;
  readonly attributes: Map<string, string>;
}

export interface TargetGroupRecord {
  description: Omit<TargetGroup, 'LoadBalancerArns'>;
  readonly attributes: Map<string, string>;
  /** The listeners that forward to it, with the weight that they give it. */
  readonly usedBy: Map<string, number>;
  /** By {@link targetKey}. */
  readonly targets: Map<string, TargetRecord>;
}

export interface TargetRecord {
  readonly id: string;
  readonly port: number;
  /** As DescribeTargetHealth shows it: a zone or `all` for an address, nothing for an instance. */
  readonly availabilityZone: string | undefined;
  /** The zone that it is counted in, where it has one. */
  readonly zone: string | undefined;
  health: Health;
}

/** A target is its id and port: the same id may be registered on several ports. */
export const targetKey = (id: string, port: number): string => `${id} ${port}`;

/** Sixteen hexadecimal digits from a source of numbers in [0, 1). */
export const idSource = (random: () => number) => (): string =>
  [random(), random()]
    .map((number) =>
      Math.floor(number * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');

export function loadBalancerRecord(inventory: Inventory, arn: string): LoadBalancerRecord {
  const record = inventory.loadBalancers.get(arn);
  if (record === undefined) throw new Elbv2Error('LoadBalancerNotFound', 'One or more load balancers not found');
  return record;
}

export function listenerRecord(inventory: Inventory, arn: string): ListenerRecord {
  const record = inventory.listeners.get(arn);
  if (record === undefined) throw new Elbv2Error('ListenerNotFound', 'One or more listeners not found');
  return record;
}

export function targetGroupRecord(inventory: Inventory, arn: string): TargetGroupRecord {
  const record = inventory.targetGroups.get(arn);
  if (record === undefined) throw new Elbv2Error('TargetGroupNotFound', 'One or more target groups not found');
  return record;
}

/** The load balancer whose listeners forward to the group: at most one. */
export function loadBalancerOf(inventory: Inventory, group: TargetGroupRecord): LoadBalancerRecord | undefined {
  for (const listenerArn of group.usedBy.keys()) {
    const listener = inventory.listeners.get(listenerArn);
    if (listener !== undefined) return inventory.loadBalancers.get(listener.description.LoadBalancerArn);
  }
  return undefined;
}

/** The groups that a load balancer's listeners forward to. */
export const targetGroupsOf = (inventory: Inventory, loadBalancerArn: string): TargetGroupRecord[] =>
  [...inventory.targetGroups.values()].filter(
    (group) => loadBalancerOf(inventory, group)?.description.LoadBalancerArn === loadBalancerArn,
  );

/** Whether targets of every enabled zone get traffic: the group's attribute decides, else the load balancer's. */
export function crossZone(group: TargetGroupRecord, balancer: LoadBalancerRecord): boolean {
  const own = group.attributes.get('load_balancing.cross_zone.enabled');
  if (own === 'true' || own === 'false') return own === 'true';
  return balancer.attributes.get('load_balancing.cross_zone.enabled') === 'true';
}
