import type { KubeObject } from '../store/object.ts';

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** The status of a condition, or undefined where the object does not have it. */
export function conditionStatus(object: KubeObject, type: string): Condition['status'] | undefined {
  const conditions: Condition[] = object['status']?.conditions ?? [];
  return conditions.find((condition) => condition.type === type)?.status;
}

/** Sets a condition in place; the time of transition moves only when the status does. */
export function setCondition(object: KubeObject, at: string, condition: Condition): void {
  object['status'] ??= {};
  object['status'].conditions ??= [];
  const conditions: Condition[] = object['status'].conditions;
  const index = conditions.findIndex(({ type }) => type === condition.type);
  const before = conditions[index];
  const unchanged = before?.status === condition.status;
  const next = { ...condition, lastTransitionTime: unchanged ? (before?.lastTransitionTime ?? at) : at };
  if (index < 0) conditions.push(next);
  else conditions[index] = { ...before, ...next };
}

/** A timestamp as Kubernetes writes it: RFC 3339, UTC, whole seconds. */
export const timestamp = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
