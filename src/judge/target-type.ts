import { annotation } from '../model/annotations.ts';
import type { Owner } from '../model/inspection.ts';
import type { Service } from '../model/service.ts';
import { type TargetType, targetTypes } from '../model/target-type.ts';

/**
 * The target type that a Service's controller makes of its annotations (AWS Load Balancer Controller,
 * pkg/service/model_build_target_group.go). null: no controller reads them, or nothing says what it makes of them.
 *
 * @param liveType the type of the groups that the listeners forward to now. Where the annotation is absent, the
 *   controller's flag --default-target-type decides, which no API shows; the live groups show its effect.
 */
export function effectiveTargetType(service: Service, owner: Owner, liveType: TargetType | null): TargetType | null {
  const value = service.annotations[annotation.targetType];
  if (owner.kind === 'auto-mode') return isTargetType(value) ? value : liveType;
  if (owner.kind !== 'controller') return null;
  if (service.annotations[annotation.type] === 'nlb-ip' || value === 'ip') return 'ip';
  if (value === 'instance') return 'instance';
  if (owner.by === 'annotations') return null;
  return value === undefined ? (liveType ?? 'instance') : 'instance';
}

/** Whether a text is a target type, exactly as the controller compares it: case counts, blanks count. */
export function isTargetType(value: string | null | undefined): value is TargetType {
  return targetTypes.some((valid) => valid === value);
}
