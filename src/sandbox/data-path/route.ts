import type { BalancerView, DataPlaneView, GroupView, HealthFloor, ListenerView, TargetView } from './view.ts';

/** What becomes of the new connections that a listener gives to one of its groups, in one zone. */
export interface GroupRoute {
  readonly group: string;
  readonly weight: number;
  /** The targets among which a connection is given away; empty where the zone has none. */
  readonly targets: readonly TargetView[];
  /** The group has targets, but in other zones only. */
  readonly elsewhere: boolean;
}

/** Which targets get traffic where too few are healthy: all that are registered, or those that health checks have reached. */
export type FailOpen = 'registered' | 'checked';

/** The groups that get new connections of a zone, with the targets that get them there; a group of weight 0 gets none. */
export function routesOf(view: DataPlaneView, listener: ListenerView, zone: string, failOpen: FailOpen): GroupRoute[] {
  return listener.forwards.flatMap(({ arn, weight }) => {
    const group = view.groups[arn];
    if (weight === 0 || group === undefined) return [];
    return [{ group: arn, weight, ...targetsFor(group, zone, failOpen) }];
  });
}

/**
 * Healthy targets, or all where fewer than the group's minimum are healthy (NLB guide, "Target group health": with cross-zone
 * load balancing off each zone is judged by itself). What drains or cannot be used never gets new connections.
 */
function targetsFor(group: GroupView, zone: string, failOpen: FailOpen): Pick<GroupRoute, 'targets' | 'elsewhere'> {
  const eligible = group.targets.filter(
    ({ draining, health }) =>
      !draining && health !== 'unusable' && (failOpen === 'registered' || health !== 'registering'),
  );
  const inReach = reachableFrom(group, zone, eligible).filter(({ shifted }) => !(group.crossZone && shifted));
  const healthy = inReach.filter(({ health }) => health === 'healthy');
  const targets = healthy.length > 0 && meets(group.routing, healthy.length, inReach.length) ? healthy : inReach;
  return { targets, elsewhere: targets.length === 0 && eligible.length > 0 };
}

const reachableFrom = (group: GroupView, zone: string, targets: readonly TargetView[]): TargetView[] =>
  targets.filter((target) => group.crossZone || target.zone === zone || target.zone === 'all');

const meets = ({ count, percentage }: HealthFloor, healthy: number, all: number): boolean =>
  healthy >= count && healthy * 100 >= all * percentage;

/**
 * The zones whose addresses the plain DNS name has: those in which every group that gets traffic has enough healthy targets, less
 * those that are shifted away. Where none is left every zone stays; a group without any target takes none away (NLB guide, "Health checks").
 */
export function zonesInDns(view: DataPlaneView, balancer: BalancerView): string[] {
  const zones = balancer.zones.map(({ name }) => name);
  const wanted = balancer.listeners.flatMap(({ forwards }) => forwards.filter(({ weight }) => weight > 0));
  const groups = [...new Set(wanted.map(({ arn }) => arn))].flatMap((arn) => view.groups[arn] ?? []);
  const filled = groups.filter(({ targets }) => targets.length > 0);
  const good = zones.filter(
    (zone) =>
      !balancer.shifted.includes(zone) &&
      filled.every((group) => {
        const inReach = reachableFrom(group, zone, group.targets);
        const healthy = inReach.filter(({ health, draining }) => health === 'healthy' && !draining);
        return meets(group.dns, healthy.length, inReach.length);
      }),
  );
  return good.length > 0 ? good : zones;
}

/** One of the items, each as often as its weight says; undefined where there is none. `at` is a number in [0, 1). */
export function byWeight<T extends { readonly weight: number }>(items: readonly T[], at: number): T | undefined {
  let left = at * items.reduce((sum, { weight }) => sum + weight, 0);
  return items.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}

/** One of the items, each as often as any other; undefined where there is none. `at` is a number in [0, 1). */
export const anyOf = <T>(items: readonly T[], at: number): T | undefined => items[Math.floor(at * items.length)];
