import { annotation } from '../../model/annotations.ts';
import type { PlannedChange } from '../../model/plan.ts';
import type { Service } from '../../model/service.ts';
import type { TargetType } from '../../model/target-type.ts';

/**
 * The one write of an in-place migration: the annotation with an explicit value, refused by the API server when the
 * Service has changed since it was read. A missing or misspelt value would make the controller delete the NLB of a Service
 * without a class (AWS Load Balancer Controller, pkg/service/service_utils.go), so that nothing but these two words is
 * ever written.
 */
export function targetTypePatch({ resourceVersion }: Pick<Service, 'resourceVersion'>, to: TargetType) {
  return { metadata: { resourceVersion, annotations: { [annotation.targetType]: to } } };
}

/** @param effective the type that the controller makes of the Service's annotations now. */
export function plannedChange(service: Service, effective: TargetType | null, to: TargetType): PlannedChange {
  const before = service.annotations[annotation.targetType] ?? null;
  return {
    path: `/metadata/annotations/${annotation.targetType.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    before,
    after: to,
    patch: targetTypePatch(service, to),
    isNeeded: before !== to && effective !== to,
  };
}
