import type { Inspection } from '../../model/inspection.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';
import { expectedAfter, expectedNow } from '../plan/expected-after.ts';

interface Asked {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  readonly to: TargetType;
}

/** What should be known before a migration is made over a bridge, sentences. */
export function weightedCautions({ snapshot, inspection, to }: Asked): string[] {
  const version = inspection.service.controllerVersion;
  return [
    ...zonesLost(snapshot, to),
    'A Route 53 alias record that evaluates target health counts the NLB as unhealthy while one of its groups has no healthy target, as the new one has at first: it matters for failover, latency and weighted records.',
    ...(version === null
      ? [
          'The controller’s version is not known: before v2.16.0 it does not share listeners, which is noticed before any traffic is moved.',
        ]
      : []),
    'The IAM actions CreateTargetGroup, AddTags, ModifyTargetGroupAttributes and DeleteTargetGroup cannot be tested without writing.',
  ];
}

/**
 * Zones in which one of the two sets has a target and the other has none: while both groups are attached, DNS may leave such
 * a zone out (AWS, "Network Load Balancer health checks"; whether groups of weight 0 count is not documented).
 */
function zonesLost(snapshot: Snapshot, to: TargetType): string[] {
  const zonesOf = (targets: readonly { readonly zone: string | null }[]) =>
    new Set(targets.flatMap(({ zone }) => (zone === null || zone === 'all' ? [] : [zone])));
  const now = expectedNow(snapshot);
  return expectedAfter(snapshot, to).flatMap(({ port, set, crossesZones }) => {
    const old = now.find((each) => each.port === port)?.set;
    if (crossesZones === true || old === undefined || !old.known || !set.known) return [];
    const [before, after] = [zonesOf(old.targets), zonesOf(set.targets)];
    const lost = [...before].filter((zone) => !after.has(zone)).sort();
    return lost.length === 0
      ? []
      : [
          `Port ${port}: no target of type ${to} is in ${lost.join(', ')}: such a zone leaves the NLB’s DNS name as soon as the new group is attached.`,
        ];
  });
}
