import type { Attribute } from './api.ts';
import type { AttributeRules } from './attribute-rules.ts';
import { validationError } from './elbv2-error.ts';

/** What the attributes are called in messages. */
export type AttributeOwner = 'Load balancer' | 'Target group' | 'Listener';

/** The attributes of a new resource. */
export const defaultAttributes = (rules: AttributeRules): Map<string, string> =>
  new Map(Object.entries(rules).map(([key, rule]) => [key, rule.fallback]));

export const attributeList = (attributes: ReadonlyMap<string, string>): Attribute[] =>
  [...attributes].map(([Key, Value]) => ({ Key, Value }));

/** Sets all of `changes`, or none: an unknown key or a refused value is a ValidationError. */
export function setAttributes(
  owner: AttributeOwner,
  attributes: Map<string, string>,
  rules: AttributeRules,
  changes: readonly Attribute[],
): void {
  for (const { Key, Value } of changes) {
    const rule = Object.hasOwn(rules, Key) ? rules[Key] : undefined;
    if (rule === undefined) throw validationError(`${owner} attribute key '${Key}' is not recognized`);
    if (!rule.accepts(Value))
      throw validationError(`'${Value}' is not a valid value for ${owner.toLowerCase()} attribute '${Key}'`);
    if (rule.fixed !== undefined && Value !== attributes.get(Key)) throw validationError(rule.fixed);
  }
  if (new Set(changes.map(({ Key }) => Key)).size < changes.length) {
    throw validationError(`${owner} attribute keys must be unique`);
  }
  for (const { Key, Value } of changes) attributes.set(Key, Value);
}
