import { isOutside } from '../../zones.ts';
import { counted, enumerated } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { inQuestion } from '../in-question.ts';

/** Pods or nodes in zones for which the NLB has no subnet, while traffic stays in its zone. */
export const targetsOutsideZones: Check<'NLB0202'> = (subject) => {
  const { loadBalancer, service } = subject.snapshot;
  if (loadBalancer === null) return [];
  const names = new Map<string, string>();
  const zones = new Set<string>();
  const kinds = new Set<string>();
  for (const { type, set, crossesZones } of inQuestion(subject)) {
    if (crossesZones !== false || !set.known) continue;
    for (const { id, pod, node, zone } of set.targets) {
      if (zone === null || !isOutside(zone, loadBalancer.zones)) continue;
      names.set(id, pod ?? node ?? id);
      zones.add(zone);
      kinds.add(type === 'ip' ? 'pod' : 'node');
    }
  }
  if (names.size === 0) return [];
  const one = names.size === 1;
  const what = counted(names.size, kinds.size === 1 ? [...kinds].join() : 'target');
  const where = enumerated([...zones].sort());
  return [
    {
      code: 'NLB0202',
      message: `${what} in ${where} ${subject.to === null ? (one ? 'gets' : 'get') : 'will get'} no traffic (${enumerated([...names.values()])}): the NLB has no subnet there, and cross-zone load balancing is off. ELBv2 keeps ${one ? 'it' : 'them'} unused.`,
      remedy: `give the NLB a subnet in ${where}: tag it for discovery, or name it in service.beta.kubernetes.io/aws-load-balancer-subnets of service/${service.name} -n ${service.namespace}; or keep the pods out of there by a node affinity on topology.kubernetes.io/zone. The NLB's zones now: aws elbv2 describe-load-balancers --load-balancer-arns ${loadBalancer.arn} --query "LoadBalancers[].AvailabilityZones[].ZoneName"`,
    },
  ];
};
