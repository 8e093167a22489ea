import type { JudgedGroup } from '../../../model/inspection.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { flagOf } from '../../controller-flags.ts';
import { newestWarning } from '../../events.ts';
import type { Check } from '../finding.ts';
import { namesOf, servedGroups, targetsWith } from './served-groups.ts';

/** Targets that should be registered and are not, with what may keep the controller from it. */
export const missingTargets: Check<'NLB0308'> = (subject) =>
  servedGroups(subject).flatMap(({ port, group }) => {
    const missing = targetsWith(group, 'missing');
    if (missing.length === 0) return [];
    const { namespace, name } = subject.snapshot.service;
    const one = missing.length === 1;
    const what = `${missing.length} of ${group.summary.expected} expected targets of port ${port} ${one ? 'is' : 'are'} not registered: ${namesOf(missing)}.`;
    return {
      code: 'NLB0308' as const,
      object: `target group ${group.name}`,
      message: `${what} ${reasonsOf(group, subject.snapshot).join(' ')}`,
      remedy: group.binding
        ? `look for what the controller says: kubectl describe targetgroupbinding/${group.binding.name} -n ${namespace}`
        : `look for what the controller says: kubectl describe service/${name} -n ${namespace}`,
    };
  });

/** Each a sentence; at least one. */
function reasonsOf(group: JudgedGroup, snapshot: Snapshot): string[] {
  const reasons = [
    ...ofBinding(group, snapshot),
    ...group.expectation.problems,
    ...ofEvents(group, snapshot),
    ...ofCap(group, snapshot),
  ];
  return reasons.length > 0
    ? reasons
    : [
        'Nothing says why: it may simply be under way, or the controller does not look, as long as its checkpoint holds.',
      ];
}

function ofBinding({ binding, name }: JudgedGroup, { bindings }: Snapshot): string[] {
  if (binding === null)
    return bindings === null ? [] : [`No TargetGroupBinding names target group ${name}, so that nothing fills it.`];
  if (binding.terminating) return [`TargetGroupBinding ${binding.name} is being deleted, and its targets go with it.`];
  if (binding.observedGeneration === binding.generation) return [];
  return [
    `The controller has not finished with TargetGroupBinding ${binding.name} (generation ${binding.generation}, observed ${binding.observedGeneration ?? 'none'}).`,
  ];
}

/** A warning that the controller has not got over: of the group's binding, or else of the Service. */
function ofEvents({ binding }: JudgedGroup, { events, service }: Snapshot): string[] {
  const about = (kind: string, name: string | undefined) =>
    newestWarning(
      { events: (events ?? []).filter(({ object }) => object.kind === kind && object.name === name) },
      null,
    );
  const warning = about('TargetGroupBinding', binding?.name) ?? about('Service', service.name);
  if (warning === null) return [];
  const { reason, message, object } = warning;
  return [`The controller reports ${reason} of ${object.kind} ${object.name}: ${message.replace(/\.?$/, '.')}`];
}

/** The flag --max-targets-per-target-group, 0 of which means no limit (AWS Load Balancer Controller, pkg/targetgroupbinding). */
function ofCap({ summary }: JudgedGroup, { surroundings }: Snapshot): string[] {
  return (surroundings?.controllers ?? []).flatMap((controller) => {
    const cap = Number(flagOf(controller, 'max-targets-per-target-group') ?? 0);
    return cap > 0 && summary.expected > cap
      ? [`The controller runs with --max-targets-per-target-group=${cap} and registers no more than that in a group.`]
      : [];
  });
}
