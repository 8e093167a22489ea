import { annotation } from '../../../model/annotations.ts';
import { annotate } from '../annotate.ts';
import type { Check } from '../finding.ts';

/**
 * A Service with an IPv6 family, for which the controller wants an IPv6 group, while its NLB is to be IPv4 (AWS Load Balancer
 * Controller, pkg/service/model_build_target_group.go, buildTargetGroupIPAddressType). The annotation alone decides what the
 * NLB is to be; what it is now plays no part.
 */
export const familyOfNlb: Check<'NLB0204'> = ({ snapshot: { service, loadBalancer }, inspection }) => {
  const wanted = service.annotations[annotation.ipAddressType];
  if (inspection.service.owner.kind !== 'controller') return [];
  if (!service.ipFamilies.includes('IPv6') || wanted === 'dualstack') return [];
  const { namespace, name, ipFamilies } = service;
  const now = loadBalancer?.ipAddressType;
  const single =
    ipFamilies[0] === 'IPv4'
      ? `; or keep the Service to IPv4: kubectl patch service/${name} -n ${namespace} --type=merge -p '{"spec":{"ipFamilyPolicy":"SingleStack","ipFamilies":["IPv4"]}}'`
      : '';
  return [
    {
      code: 'NLB0204',
      message: `The Service's ipFamilies are ${ipFamilies.join(' and ')}, and ${annotation.ipAddressType} is ${wanted === undefined ? 'absent, which means ipv4' : `"${wanted}"`}${now ? ` (the NLB is ${now} now)` : ''}: the controller cannot build it (unsupported IPv6 configuration, lb not dual-stack), and no change of the Service reaches AWS.`,
      remedy: `let the NLB be dual-stack, for which each of its subnets needs an IPv6 range: ${annotate(service, annotation.ipAddressType, 'dualstack')}${single}`,
    },
  ];
};
