import type { Condition } from '../../model/binding.ts';
import { listOf, textOf } from '../raw.ts';

/** The conditions of an object's status. */
export function conditionsOf(conditions: unknown): Condition[] {
  return listOf(conditions).map((condition) => ({
    type: textOf(condition['type']) ?? '',
    status: textOf(condition['status']) ?? 'Unknown',
    reason: textOf(condition['reason']),
    message: textOf(condition['message']),
    lastTransitionTime: textOf(condition['lastTransitionTime']),
  }));
}
