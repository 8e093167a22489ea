import { expectedAfter } from '../plan/expected-after.ts';
import type { WeightedSubject } from './refusals.ts';

/** With cross-zone load balancing an NLB takes so many targets, however many zones it has (NLB guide, quotas). */
const acrossZones = 500;

interface Counted {
  readonly zone: string | null;
}

/**
 * Quotas of the NLB that the bridge beside the larger of the old and the new groups would exceed, a sentence each. The old
 * group leaves the NLB when the new one comes, so that the three never count together; a target in two groups counts twice
 * (NLB guide, quotas).
 */
export function bridgeUses({ snapshot, inspection, to }: WeightedSubject): string[] {
  const limits = snapshot.surroundings?.limits ?? null;
  if (limits === null) return [];
  const after = expectedAfter(snapshot, to);
  const old: Counted[] = inspection.ports.flatMap(({ targetGroups }) =>
    targetGroups
      .filter(({ weight }) => weight !== null)
      .flatMap(({ targets }) => targets.filter(({ registered }) => registered === true)),
  );
  const fresh: Counted[] = after.flatMap(({ set }) => (set.known ? set.targets : []));
  const most = (counts: (targets: readonly Counted[]) => number) => counts(old) + Math.max(counts(old), counts(fresh));
  const zones = new Set([...old, ...fresh].flatMap(({ zone }) => (zone === null || zone === 'all' ? [] : [zone])));
  const perZone = limits['targets-per-availability-zone-per-network-load-balancer'];
  const whole = [
    limits['targets-per-network-load-balancer'],
    ...(after.some(({ crossesZones }) => crossesZones === true) ? [acrossZones] : []),
  ];
  const total = most((targets) => targets.length);
  return [
    ...[...zones].sort().flatMap((zone) => {
      const count = most((targets) => targets.filter((target) => target.zone === zone).length);
      return over(count, perZone)
        ? [`The bridge and the groups beside it would have ${count} targets in ${zone}, and the quota is ${perZone}.`]
        : [];
    }),
    ...whole.flatMap((limit) =>
      over(total, limit)
        ? [`The bridge and the groups beside it would have ${total} targets, and the NLB takes ${limit}.`]
        : [],
    ),
  ];
}

const over = (count: number, limit: number | undefined): boolean => limit !== undefined && count > limit;
