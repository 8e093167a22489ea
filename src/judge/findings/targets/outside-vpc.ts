import type { ControllerEvent } from '../../../model/event.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { isWithin } from '../../cidr.ts';
import { newestWarning } from '../../events.ts';
import { counted, enumerated } from '../enumeration.ts';
import type { Check, Subject } from '../finding.ts';
import { inQuestion } from '../in-question.ts';
import { type ExpectedPod, expectedPods } from './expected-pods.ts';

/**
 * Pods whose addresses are not the VPC's. A node's spec.podCIDRs is the range from which an overlay network takes them; with
 * the Amazon VPC CNI nodes have none. The controller says so itself when it finds no network interface of a pod (AWS Load
 * Balancer Controller, pkg/networking/pod_eni_info_resolver.go).
 */
export const podsOutsideVpc: Check<'NLB0304'> = (subject) => {
  const overlay = expectedPods(subject).flatMap((each) => {
    const cidr = overlayOf(each);
    return cidr === null ? [] : [{ ...each, cidr }];
  });
  const [first] = overlay;
  const { to } = subject;
  const remedy =
    'only with pods in the VPC (the Amazon VPC CNI, or another network that gives them addresses of its subnets) do ip targets work; otherwise keep target type instance';
  if (first !== undefined) {
    const one = overlay.length === 1;
    const names = enumerated(overlay.map(({ pod, address }) => `${pod.name} ${address}`));
    return [
      {
        code: 'NLB0304',
        message: `${counted(overlay.length, 'pod')} of the Service (${names}) ${one ? 'has its address' : 'have their addresses'} from ${one ? 'its node’s' : 'their nodes’'} podCIDRs (${enumerated(overlay.map(({ cidr }) => cidr))}): ${one ? 'it is' : 'they are'} in an overlay network, not in the VPC, and the NLB ${to === null ? 'does' : 'would'} not reach ${one ? 'it' : 'them'} as ip ${one ? 'target' : 'targets'}.`,
        remedy,
      },
    ];
  }
  const event = unresolvedPods(subject);
  return event === null
    ? []
    : [
        {
          code: 'NLB0304',
          message: `The controller does not find the network interfaces of pods, as it does where they are not in the VPC: ${event.reason} of ${event.object.kind} ${event.object.name}: ${event.message.replace(/\.?$/, '.')}`,
          remedy,
        },
      ];
};

function overlayOf({ pod, node, address }: ExpectedPod): string | null {
  if (pod.hostNetwork) return null;
  return node?.podCIDRs.find((cidr) => isWithin(address, cidr)) ?? null;
}

function unresolvedPods(subject: Subject): ControllerEvent | null {
  if (!inQuestion(subject).some(({ type }) => type === 'ip')) return null;
  const { events }: Snapshot = subject.snapshot;
  const saysSo = ({ message }: ControllerEvent) => /resolve pod ENI/i.test(message);
  return newestWarning({ events: (events ?? []).filter((event) => event.type === 'Normal' || saysSo(event)) }, null);
}
