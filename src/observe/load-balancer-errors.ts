import { NlbctlError } from '../model/errors.ts';
import type { LoadBalancer } from '../model/load-balancer.ts';
import type { Service } from '../model/service.ts';

const described = (service: Service) => `Service ${service.namespace}/${service.name}`;

/**
 * Several load balancers fit one Service: they are listed with what parts them, and none is taken. `denied` is the
 * permission to read their tags, where that is what is missing to tell them apart.
 */
export function ambiguous(
  service: Service,
  candidates: readonly LoadBalancer[],
  because: string,
  denied: string | null,
): NlbctlError {
  const lines = candidates.map(({ name, dnsName, vpcId, tags }) => {
    const words = Object.entries(tags ?? {}).map(([key, value]) => `${key}=${value}`);
    return `  ${name}  ${dnsName}  ${vpcId ?? 'no VPC'}  ${tags === null ? 'tags not read' : words.join(' ') || 'no tags'}`;
  });
  return new NlbctlError(
    'LoadBalancerAmbiguous',
    [`${described(service)}: ${candidates.length} load balancers ${because}`, ...lines].join('\n'),
    {
      hint:
        denied === null
          ? `the Service's status names none of them: wait until the controller writes the hostname (kubectl get service ${service.name} -n ${service.namespace} -o wide); the tags say whose each is`
          : `their tags tell them apart: allow ${denied} on resource "*" to the identity that aws sts get-caller-identity shows`,
      permission: denied,
    },
  );
}

/** The status names a load balancer of another kind; `found` is null for one that ELBv2 does not show. */
export function notANetworkLoadBalancer(service: Service, hostname: string, found: LoadBalancer | null): NlbctlError {
  if (found !== null)
    return new NlbctlError(
      'NotANetworkLoadBalancer',
      `${described(service)}: ${hostname} is ${kinds[found.type] ?? `a load balancer of type ${found.type}`} (${found.name}), not a Network Load Balancer`,
      {
        hint: 'nlbctl works on Network Load Balancers; an Application Load Balancer belongs to an Ingress or a Gateway',
      },
    );
  return new NlbctlError(
    'NotANetworkLoadBalancer',
    `${described(service)}: ${hostname} has the name of a Classic Load Balancer, and ELBv2 knows no load balancer of that name`,
    {
      hint: `the in-tree controller makes Classic Load Balancers; one that the AWS Load Balancer Controller looks after needs spec.loadBalancerClass: service.k8s.aws/nlb on a new Service`,
    },
  );
}

const kinds: Readonly<Record<string, string>> = {
  application: 'an Application Load Balancer',
  gateway: 'a Gateway Load Balancer',
};
