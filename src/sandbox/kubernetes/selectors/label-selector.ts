import { badRequest } from '../../store/api-error.ts';

export type Labels = Readonly<Record<string, string>>;

type Requirement =
  | { readonly operator: 'in' | 'notin'; readonly key: string; readonly values: ReadonlySet<string> }
  | { readonly operator: 'exists' | 'absent'; readonly key: string };

const keyPattern = /^([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/**
 * Reads a selector as kubectl's `-l` takes it: `app=web,tier!=db,env in (a,b),zone notin (c),canary,!old`. Throws 400.
 * A label that is missing satisfies `!=` and `notin`.
 */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  const requirements = splitAtCommas(text).map(readRequirement);
  return (labels) => requirements.every((requirement) => satisfies(labels, requirement));
}

/** Commas within parentheses separate values, not requirements. */
function splitAtCommas(text: string): string[] {
  if (text.trim() === '') return [];
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function readRequirement(text: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return { operator: set[2] as 'in' | 'notin', key: checkedKey(set[1] ?? '', text), values: new Set(values) };
  }
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/.exec(text);
  if (equality) {
    const operator = equality[2] === '!=' ? 'notin' : 'in';
    return { operator, key: checkedKey(equality[1] ?? '', text), values: new Set([equality[3] ?? '']) };
  }
  if (text.startsWith('!')) return { operator: 'absent', key: checkedKey(text.slice(1).trim(), text) };
  return { operator: 'exists', key: checkedKey(text, text) };
}

function checkedKey(key: string, text: string): string {
  if (!keyPattern.test(key)) throw badRequest(`unable to parse requirement: found '${text}', expected: identifier`);
  return key;
}

function satisfies(labels: Labels, requirement: Requirement): boolean {
  const value = labels[requirement.key];
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.has(value);
    case 'notin':
      return value === undefined || !requirement.values.has(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
  }
}

/** A LabelSelector of the API, `matchLabels` and `matchExpressions`; an empty one matches everything. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** The selector in the short notation, as `status.selector` of a Scale has it. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const equalities = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...equalities.sort(), ...expressions].join(',');
}
