import { unreadFront } from '../../expected-of-group.ts';
import { isControllers } from '../../groups-of-port.ts';
import { orderedBy } from '../../order.ts';
import { choosesAsKnown } from '../../plan/expected-after.ts';
import type { Check } from '../finding.ts';

/** Groups to which no listener forwards any more, and bindings whose group is none of them or gone. */
export const leftOver: Check<'NLB0312'> = ({ snapshot, inspection }) => {
  const { bindings, loadBalancer, service } = snapshot;
  if (!choosesAsKnown(inspection.service.owner) || unreadFront(snapshot) !== null || loadBalancer === null) return [];
  const all = inspection.ports.flatMap(({ port, targetGroups }) => targetGroups.map((group) => ({ port, group })));
  const groups = all.filter(({ group }) => group.weight === null);
  const known = new Set(all.map(({ group }) => group.arn));
  // Where groups could not be read, none of them is known to be gone.
  const alone = (snapshot.targetGroups === null ? [] : (bindings ?? [])).filter(
    (binding) => binding.targetGroupArn !== null && !known.has(binding.targetGroupArn) && isControllers(binding),
  );
  const { namespace, name } = service;
  return [
    ...groups.map(({ port, group }) => ({
      code: 'NLB0312' as const,
      object: `target group ${group.name}`,
      message: `No listener forwards to target group ${group.name} of type ${group.type} (${group.summary.registered} registered), which was made for port ${port}: it is left over from a change, or about to be used.${bindingWords(group.binding)}`,
      remedy: group.binding
        ? `in a change the controller removes it within about two minutes; if it stays, see why: kubectl describe targetgroupbinding/${group.binding.name} -n ${namespace}`
        : `in a change the controller removes it within about two minutes; if it stays and nothing uses it: aws elbv2 delete-target-group --target-group-arn ${group.arn}`,
    })),
    ...orderedBy(alone, (binding) => binding.name).map((binding) => ({
      code: 'NLB0312' as const,
      object: `TargetGroupBinding ${binding.name}`,
      message: `TargetGroupBinding ${binding.name} is ${binding.deletionTimestamp === null ? 'still there' : 'being deleted'}, for a target group that no listener of the NLB forwards to.`,
      remedy: `see what holds it: kubectl describe targetgroupbinding/${binding.name} -n ${namespace}; kubectl describe service/${name} -n ${namespace}`,
    })),
  ];
};

function bindingWords(binding: { readonly name: string; readonly terminating: boolean } | null): string {
  if (binding === null) return '';
  return ` Its TargetGroupBinding ${binding.name} is ${binding.terminating ? 'being deleted' : 'still there'}.`;
}
