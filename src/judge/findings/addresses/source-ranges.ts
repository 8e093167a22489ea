import { annotation } from '../../../model/annotations.ts';
import type { Service } from '../../../model/service.ts';
import { attributesAfter, entriesOf } from '../../plan/attributes-after.ts';
import { livePorts } from '../../plan/changing-ports.ts';
import { preservesClientAddress } from '../../plan/source-address.ts';
import { portWords } from '../enumeration.ts';
import type { Check, Subject } from '../finding.ts';
import { preserveCommand } from './preserve-command.ts';

/** Source ranges that nothing enforces, or that nothing will enforce any more, for want of security groups on the NLB. */
export const sourceRanges: Check<'NLB0502'> = (subject) => {
  const unfiltered = unfilteredPorts(subject);
  if (unfiltered.length === 0) return [];
  const { service } = subject.snapshot;
  const ranges = rangesOf(service);
  const stop = unfiltered.some(({ from }) => from === 'instance');
  return [
    {
      code: 'NLB0502',
      message: `Source ranges (${ranges.slice(0, 3).join(', ')}${ranges.length > 3 ? ` and ${ranges.length - 3} more` : ''}) ${stop ? 'would stop to filter' : 'do not filter'} on ${portWords(unfiltered.map(({ port }) => port.port))}: the NLB has no security groups and cannot get any, and ip targets that do not preserve client addresses see none but the NLB’s.`,
      remedy: preserveCommand(service, true),
    },
  ];
};

/** The ports with ip targets, now or after the migration, on which the controller cannot enforce the ranges of the Service. */
export function unfilteredPorts({ snapshot, inspection, to }: Subject) {
  const { service, loadBalancer, bindings } = snapshot;
  const ranges = rangesOf(service);
  if (loadBalancer === null || loadBalancer.securityGroups.length > 0 || bindings === null) return [];
  if (ranges.length === 0 || ranges.includes('0.0.0.0/0') || inspection.service.owner.kind !== 'controller') return [];
  return livePorts(snapshot, inspection).filter(({ from, port, group, judged }) => {
    // Where nobody keeps rules the ranges do not filter with either type, and nothing changes.
    const managed = bindings.find(({ name }) => name === judged.binding?.name)?.managesRules ?? false;
    const attributes = from === 'ip' ? group.attributes : attributesAfter(service, port.port);
    return (
      (to ?? from) === 'ip' &&
      managed &&
      attributes !== null &&
      !preservesClientAddress('ip', group.protocol, attributes)
    );
  });
}

/** `spec.loadBalancerSourceRanges`, or else the annotation. */
function rangesOf({ loadBalancerSourceRanges, annotations }: Service): readonly string[] {
  return loadBalancerSourceRanges.length > 0
    ? loadBalancerSourceRanges
    : entriesOf(annotations[annotation.sourceRanges]);
}
