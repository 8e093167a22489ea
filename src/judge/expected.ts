import type { TargetGroupBinding } from '../model/binding.ts';
import type { ServicePort } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import type { ExpectedSet } from './expected-set.ts';
import { instanceTargets } from './instance-targets.ts';
import { podTargets } from './pod-targets.ts';
import type { Attributed } from './zones.ts';

/**
 * The targets that the controller should register for a port of the Service, were its target type `type`.
 *
 * @param binding that of the group, for its node selector and address family; null before there is one.
 * @param group the group itself, for its cross-zone attribute; by default the one that the binding names.
 */
export function expectedTargets(
  snapshot: Snapshot,
  port: ServicePort,
  type: TargetType,
  binding: TargetGroupBinding | null,
  group: Attributed | null = groupOf(snapshot, binding),
): ExpectedSet {
  const targetsOf = { instance: instanceTargets, ip: podTargets } as const satisfies Record<TargetType, unknown>;
  return targetsOf[type](snapshot, port, binding, group);
}

function groupOf({ targetGroups }: Snapshot, binding: TargetGroupBinding | null): Attributed | null {
  return targetGroups?.find(({ arn }) => arn === binding?.targetGroupArn) ?? null;
}
