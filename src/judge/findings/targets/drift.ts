import type { TargetGroupBinding } from '../../../model/binding.ts';
import type { JudgedTarget } from '../../../model/inspection.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { newestWarning } from '../../events.ts';
import { secondsBetween, spanOf } from '../../instants.ts';
import type { Check } from '../finding.ts';
import { namesOf, servedGroups, targetsWith } from './served-groups.ts';

/** RegisterTargets follows within seconds of a change; so long it takes only where something is amiss. */
const normalSeconds = 300;

/**
 * Targets that differ from what should be, while the controller takes its work for done: it has saved its checkpoint, has
 * observed the binding, and warns of nothing. As long as neither endpoints nor the binding change, it compares with the
 * checkpoint and not with the group (AWS Load Balancer Controller, pkg/targetgroupbinding/resource_manager.go).
 */
export const driftUnderCheckpoint: Check<'NLB0311'> = (subject) =>
  servedGroups(subject).flatMap(({ port, group }) => {
    const { snapshot } = subject;
    const binding = snapshot.bindings?.find(({ name }) => name === group.binding?.name);
    const since = binding === undefined ? null : doneSince(binding, snapshot);
    if (binding === undefined || since === null) return [];
    const missing = targetsWith(group, 'missing').filter((target) => isOld(target, snapshot));
    const others = [...targetsWith(group, 'extra'), ...targetsWith(group, 'stale')];
    if (missing.length + others.length === 0) return [];
    const differ = [
      ...(missing.length === 0 ? [] : [`${namesOf(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`]),
      ...(others.length === 0 ? [] : [`${namesOf(others)} should not be there`]),
    ].join(', and ');
    return {
      code: 'NLB0311' as const,
      object: `TargetGroupBinding ${binding.name}`,
      message: `The controller holds the targets of port ${port} for registered since ${since} (${spanOf(secondsBetween(since, snapshot.at))} ago) and warns of nothing, yet ${differ}. It compares with its checkpoint, not with the group, and may leave it so for hours, until endpoints change. It may also simply be under way.`,
      remedy: `have the controller look again: kubectl annotate targetgroupbinding/${binding.name} -n ${binding.namespace} --overwrite elbv2.k8s.aws/checkpoint=`,
    };
  });

/** Since when the controller has nothing to do for a binding; null: it has something to do, or that is not long ago. */
function doneSince(binding: TargetGroupBinding, { at, events, service }: Snapshot): string | null {
  const { apiGroup, checkpointAt, deletionTimestamp, generation, observedGeneration, name } = binding;
  const isDone = deletionTimestamp === null && observedGeneration === generation;
  if (apiGroup !== 'elbv2.k8s.aws' || checkpointAt === null || !isDone) return null;
  const about = ['TargetGroupBinding', 'Service'].some((kind) => {
    const named = kind === 'Service' ? service.name : name;
    const own = (events ?? []).filter(({ object }) => object.kind === kind && object.name === named);
    return newestWarning({ events: own }, null) !== null;
  });
  return about || secondsBetween(checkpointAt, at) < normalSeconds ? null : checkpointAt;
}

/** Whether its pod or node has been ready for longer than a registration takes; where that is not known, it counts as old. */
function isOld({ pod, node }: JudgedTarget, { pods, nodes, at }: Snapshot): boolean {
  const behind = pod === null ? nodes?.find(({ name }) => name === node) : pods?.find(({ name }) => name === pod);
  const conditions = behind?.conditions.filter(({ type }) => type === 'Ready' || type === 'ContainersReady') ?? [];
  return [behind?.creationTimestamp, ...conditions.map(({ lastTransitionTime }) => lastTransitionTime)].every(
    (time) => !time || secondsBetween(time, at) >= normalSeconds,
  );
}
