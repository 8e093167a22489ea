import type { LoadBalancer } from '../model/load-balancer.ts';
import type { TargetGroup } from '../model/target-group.ts';
import type { Node } from '../model/workload.ts';

export const crossZoneAttribute = 'load_balancing.cross_zone.enabled';

/** A target group, as far as its attributes go: one that is still to be made has nothing else. */
export type Attributed = Pick<TargetGroup, 'attributes'>;

/** The zone of a node: its label, or the one in its provider id (`aws:///us-west-2a/i-...`). */
export function zoneOf(node: Node): string | null {
  const label =
    node.labels['topology.kubernetes.io/zone'] ?? node.labels['failure-domain.beta.kubernetes.io/zone'] ?? null;
  return label ?? /^aws:\/\/\/([^/]+)\/./.exec(node.providerId ?? '')?.[1] ?? null;
}

/**
 * Whether traffic crosses zones: the group's attribute, unless it leaves it to the load balancer's, which is off unless
 * set (ELBv2 API reference, TargetGroupAttribute and LoadBalancerAttribute). null: the attributes could not be read.
 */
export function crossesZones(loadBalancer: LoadBalancer, group: Attributed | null): boolean | null {
  if (group !== null) {
    if (group.attributes === null) return null;
    const own = group.attributes[crossZoneAttribute];
    if (own === 'true' || own === 'false') return own === 'true';
  }
  return loadBalancer.attributes === null ? null : loadBalancer.attributes[crossZoneAttribute] === 'true';
}

/** What a target's zone means for it: nothing; no traffic by design; or that this could not be known. */
export interface ZoneEffect {
  readonly byDesign: string | null;
  readonly doubt: string | null;
}

const none: ZoneEffect = { byDesign: null, doubt: null };

/** With cross-zone load balancing off, a target in a zone that the NLB does not have gets no traffic and stays unused. */
export function zoneEffect(
  zone: string | null,
  loadBalancer: LoadBalancer | null,
  group: Attributed | null,
): ZoneEffect {
  if (loadBalancer === null || !isOutside(zone, loadBalancer.zones)) return none;
  const outside = `zone ${zone} is not enabled on the NLB`;
  const crosses = crossesZones(loadBalancer, group);
  if (crosses === null)
    return { ...none, doubt: `${outside}, and whether cross-zone load balancing is on could not be read` };
  return crosses ? none : { ...none, byDesign: `${outside}, and cross-zone load balancing is off` };
}

/** Whether a zone is surely none of the NLB's. */
export function isOutside(zone: string | null, zones: readonly string[]): boolean {
  return zone !== null && zone !== 'all' && zones.length > 0 && !zones.includes(zone);
}
