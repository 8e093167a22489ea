import type { Kubernetes } from '../kubernetes/cluster.ts';
import { annotation } from '../model/annotations.ts';
import type { Service } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';

/**
 * The one write of an in-place migration: the annotation with an explicit value, refused by the API server when the
 * Service has changed since it was read. A missing or misspelt value would make the controller delete the NLB of a Service
 * without a class (AWS Load Balancer Controller, service_utils.go), so that nothing but these two words is ever written.
 */
export function targetTypePatch(service: Pick<Service, 'resourceVersion'>, to: TargetType) {
  return { metadata: { resourceVersion: service.resourceVersion, annotations: { [annotation.targetType]: to } } };
}

/** Writes it, or, with `dryRun`, has the API server check it. Throws Conflict when somebody else was faster. */
export function patchTargetType(
  kubernetes: Kubernetes,
  service: Service,
  to: TargetType,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Service> {
  return kubernetes.patchService(service, targetTypePatch(service, to), { dryRun }, signal);
}
