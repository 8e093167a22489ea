import { choosesAsKnown, expectedAfter, expectedNow, type PortTargets } from '../plan/expected-after.ts';
import type { Subject } from './finding.ts';

/**
 * What the groups in question should hold: those of after the migration, or, where a Service is only looked at, those that
 * get traffic now. Nothing for a Service whose controller chooses its targets by rules of its own.
 */
export function inQuestion({ snapshot, inspection, to }: Subject): PortTargets[] {
  if (!choosesAsKnown(inspection.service.owner)) return [];
  return to === null ? expectedNow(snapshot) : expectedAfter(snapshot, to);
}
