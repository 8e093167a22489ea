import { type FieldError, forbiddenValue, invalid, invalidValue } from './api-error.ts';
import type { PrepareHook } from './resource-definition.ts';

const field = 'spec.loadBalancerClass';

/**
 * `loadBalancerClass` belongs to Services of type LoadBalancer, and neither comes nor changes nor goes while a Service is one
 * (kubernetes/kubernetes, pkg/apis/core/validation, validateLoadBalancerClassField). A Service that leaves the type loses it.
 */
export const keepLoadBalancerClass: PrepareHook = (service, previous) => {
  const spec = service['spec'];
  if (spec === undefined) return;
  const before = previous?.['spec'];
  const errors: FieldError[] = [];
  if (spec.type === 'LoadBalancer') {
    if (before?.type === 'LoadBalancer' && before.loadBalancerClass !== spec.loadBalancerClass)
      errors.push(invalidValue(field, spec.loadBalancerClass ?? null, 'may not change once set'));
  } else if (before?.type === 'LoadBalancer' && before.loadBalancerClass === spec.loadBalancerClass) {
    delete spec.loadBalancerClass;
  } else if (spec.loadBalancerClass !== undefined) {
    errors.push(forbiddenValue(field, "may only be used when `type` is 'LoadBalancer'"));
  }
  if (errors.length > 0) throw invalid({ group: '', kind: 'Service' }, service.metadata.name, errors);
};
