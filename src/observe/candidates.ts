import type { Kubernetes } from '../kubernetes/cluster.ts';
import { controllerFinalizer } from '../model/annotations.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Service } from '../model/service.ts';

/**
 * Whether a Service has, or is to have, a load balancer. The controller may also look after one of another type, which
 * its finalizer then shows (AWS Load Balancer Controller, service_utils.go: the type is not consulted by default).
 */
export function hasLoadBalancer(service: Service): boolean {
  return service.type === 'LoadBalancer' || service.finalizers.includes(controllerFinalizer);
}

/** Throws NotALoadBalancerService for a Service that can have none. */
export function requireLoadBalancerService(service: Service): void {
  if (hasLoadBalancer(service)) return;
  throw new NlbctlError(
    'NotALoadBalancerService',
    `Service ${service.namespace}/${service.name} is of type ${service.type}: only Services of type LoadBalancer have an NLB`,
    { hint: `nlbctl list -n ${service.namespace} shows those that have one` },
  );
}

/**
 * The Services with a load balancer, by namespace and name; `namespace: null` asks for all namespaces. Throws
 * NamespaceNotFound for one that does not exist, in which the API server finds nothing as in an empty one.
 */
export async function listCandidates(
  kubernetes: Kubernetes,
  where: { readonly namespace: string | null; readonly selector: string | null },
  signal: AbortSignal,
): Promise<Service[]> {
  const services = await kubernetes.services(where, signal);
  if (services.length === 0 && where.namespace !== null) await kubernetes.requireNamespace(where.namespace, signal);
  const key = (service: Service) => `${service.namespace}/${service.name}`;
  return services.filter(hasLoadBalancer).sort((a, b) => key(a).localeCompare(key(b)));
}
