import type { LabelSelector } from '../../model/binding.ts';
import { isRecord, listOf, textMapOf, textOf, textsOf } from '../raw.ts';

/** A label selector as the API spells it; null: there is none, which is not the same as one that asks for nothing. */
export function selectorOf(selector: unknown): LabelSelector | null {
  if (!isRecord(selector)) return null;
  return {
    matchLabels: textMapOf(selector['matchLabels']),
    matchExpressions: listOf(selector['matchExpressions']).map((expression) => ({
      key: textOf(expression['key']) ?? '',
      operator: textOf(expression['operator']) ?? '',
      values: textsOf(expression['values']),
    })),
  };
}
