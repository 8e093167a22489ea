import type { KubeObject } from '../store/object.ts';
import { annotationPrefix } from './annotations.ts';
import type { ControllerSettings } from './settings.ts';

/** Kept on a Service while anything of it is in AWS (pkg/service/service_utils.go). */
export const serviceFinalizer = 'service.k8s.aws/resources';

/**
 * Whether the controller gives this Service a load balancer. A class decides alone; without one, the two annotations do,
 * compared exactly. Source: AWS Load Balancer Controller, pkg/service/service_utils.go.
 */
export function isSupported(service: KubeObject, settings: ControllerSettings): boolean {
  if (service.metadata.deletionTimestamp !== undefined) return false;
  if (settings.featureGates.ServiceTypeLoadBalancerOnly && service['spec'].type !== 'LoadBalancer') return false;
  const loadBalancerClass: string | undefined = service['spec'].loadBalancerClass;
  if (loadBalancerClass !== undefined) return loadBalancerClass === settings.loadBalancerClass;
  const annotations = service.metadata.annotations ?? {};
  const type = annotations[`${annotationPrefix}aws-load-balancer-type`];
  const targetType = annotations[`${annotationPrefix}aws-load-balancer-nlb-target-type`];
  return type === 'nlb-ip' || (type === 'external' && (targetType === 'ip' || targetType === 'instance'));
}

/** Whether something of the Service may still be in AWS. */
export const isPendingFinalization = (service: KubeObject): boolean =>
  service.metadata.finalizers?.includes(serviceFinalizer) ?? false;
