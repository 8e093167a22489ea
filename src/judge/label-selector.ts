import type { LabelSelector } from '../model/binding.ts';

type Labels = Readonly<Record<string, string>>;

/** What labels lack for a selector, in words; null: they match. An operator that the API does not know matches nothing. */
export function mismatchOf(labels: Labels, selector: LabelSelector): string | null {
  for (const [key, value] of Object.entries(selector.matchLabels)) {
    if (labels[key] !== value) return `lacks the label ${key}=${value}`;
  }
  for (const { key, operator, values } of selector.matchExpressions) {
    const matches = operators[operator];
    if (!matches?.(labels[key], values)) return `does not match ${[key, operator, ...values].join(' ')}`;
  }
  return null;
}

const operators: Readonly<Record<string, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** The selector that the annotation aws-load-balancer-target-node-labels spells: `key=value,key=value`. null: it is malformed. */
export function selectorOfAnnotation(text: string): LabelSelector | null {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => [...pair.split('=')].map((side) => side.trim()));
  if (pairs.some((pair) => pair.length !== 2 || pair[0] === '')) return null;
  return { matchLabels: Object.fromEntries(pairs), matchExpressions: [] };
}
