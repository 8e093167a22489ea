import type { NlbctlError } from '../model/errors.ts';
import type { Service } from '../model/service.ts';
import type { Listed } from './listed.ts';
import { ownerOf } from './owner.ts';

const status: Readonly<Partial<Record<NlbctlError['code'], string>>> = {
  LoadBalancerAmbiguous: 'several NLBs fit',
  NotANetworkLoadBalancer: 'not an NLB',
  RegionContradicted: 'in another region',
  RegionUnknown: 'region unknown',
};

/** The line of a Service that could not be observed. One whose load balancer is no NLB is nothing to mend. */
export function listFailure(service: Service, { code }: Pick<NlbctlError, 'code'>): Listed {
  return {
    namespace: service.namespace,
    name: service.name,
    owner: ownerOf(service, null),
    targetType: null,
    requiredHealthy: null,
    required: null,
    status: status[code] ?? 'unknown',
    severity: code === 'NotANetworkLoadBalancer' ? 0 : 2,
    loadBalancer: null,
  };
}
