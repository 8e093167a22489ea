import { counted, enumerated } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { expectedPods } from './expected-pods.ts';

/** Pods that use their node's network: as ip targets they are registered by the node's address. */
export const hostNetworkPods: Check<'NLB0305'> = (subject) => {
  const pods = subject.to === 'ip' ? expectedPods(subject).filter(({ pod }) => pod.hostNetwork) : [];
  if (pods.length === 0) return [];
  const one = pods.length === 1;
  const names = enumerated(pods.map(({ pod, address, port }) => `${pod.name} ${address}:${port}`));
  const ports = enumerated(pods.map(({ port }) => String(port)));
  return [
    {
      code: 'NLB0305',
      message: `${counted(pods.length, 'pod')} of the Service ${one ? 'uses its' : 'use their'} node’s network (${names}): as ip targets they are their nodes’ addresses, so that the security groups of the nodes, not of pods, must admit port ${ports} from the NLB, and whatever listens there on the node answers.`,
      remedy: `see what the nodes’ security groups admit on port ${ports}, or run the pods without hostNetwork`,
    },
  ];
};
