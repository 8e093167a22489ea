import type { JudgedTarget } from '../../../model/inspection.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { nameOf } from '../../standing.ts';
import { counted, enumerated } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { cliTargets, namesOf, servedGroups, targetsWith } from './served-groups.ts';

/** Targets whose node or pod is gone. */
export const staleTargets: Check<'NLB0309'> = (subject) =>
  servedGroups(subject).flatMap(({ port, group }) => {
    const stale = targetsWith(group, 'stale');
    if (stale.length === 0) return [];
    const one = stale.length === 1;
    const gone = group.type === 'ip' ? 'pod' : 'node';
    return {
      code: 'NLB0309' as const,
      object: `target group ${group.name}`,
      message: `${counted(stale.length, 'target')} of port ${port} ${one ? 'is' : 'are'} registered whose ${gone} is gone: ${namesOf(stale)}. The controller takes ${one ? 'it' : 'them'} out when it next looks; until then the NLB may send connections there.`,
      remedy: `if ${one ? 'it stays' : 'they stay'}: aws elbv2 deregister-targets --target-group-arn ${group.arn} --targets ${cliTargets(stale)}`,
    };
  });

/** Targets that the controller should not register; those of pods that are just going are no news. */
export const extraTargets: Check<'NLB0310'> = (subject) =>
  servedGroups(subject).flatMap(({ port, group }) => {
    const extra = targetsWith(group, 'extra').filter((target) => !isGoing(target, subject.snapshot));
    if (extra.length === 0) return [];
    const one = extra.length === 1;
    const { to } = subject;
    const lost =
      to === null || to === group.type ? '' : ` The group of after the migration will not have ${one ? 'it' : 'them'}.`;
    return {
      code: 'NLB0310' as const,
      object: `target group ${group.name}`,
      message: `${counted(extra.length, 'target')} of port ${port} ${one ? 'is' : 'are'} registered and should not be: ${enumerated(extra.map((target) => `${nameOf(target)}: ${target.why}`))}. The controller takes ${one ? 'it' : 'them'} out when it next looks.${lost}`,
      remedy: `what somebody has registered by hand belongs in a target group of its own; to take ${one ? 'it' : 'them'} out: aws elbv2 deregister-targets --target-group-arn ${group.arn} --targets ${cliTargets(extra)}`,
    };
  });

function isGoing({ pod }: JudgedTarget, { pods, service }: Snapshot): boolean {
  const found = pods?.find(({ namespace, name }) => namespace === service.namespace && name === pod);
  return found !== undefined && found.deletionTimestamp !== null;
}
