import { isRecord, same } from '../../store/json.ts';
import type { ListSchema, RecordSchema, Schema } from '../schema/notation.ts';
import { emptySet, type FieldPath, type FieldSet, insert } from './field-set.ts';

/** Fields that say which object it is, or that only the server writes: nobody owns them. */
const unowned = new Set([
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'metadata.deletionGracePeriodSeconds',
  'metadata.selfLink',
  'metadata.managedFields',
]);
/** Structs that the API server's types always have: they come without an owner of their own. */
const alwaysThere = new Set(['metadata', 'spec', 'status', 'template', 'strategy', 'loadBalancer']);

/** The fields that an applied configuration owns (structured-merge-diff, typed/tofieldset.go). */
export function fieldsOf(object: Record<string, unknown>, schema: RecordSchema): FieldSet {
  const set = emptySet();
  const visit = (value: unknown, type: Schema, path: FieldPath): void => {
    if (isAtomic(value, type)) {
      if (path.length > 0) insert(set, path);
      return;
    }
    if (Array.isArray(value)) {
      for (const item of value) {
        const inner = [...path, itemEdge(item, type as ListSchema)];
        insert(set, inner);
        visit(item, (type as ListSchema).items, inner);
      }
      return;
    }
    for (const [key, member] of ownedMembers(value as Record<string, unknown>, path)) {
      const inner = [...path, `f:${key}`];
      if (isRecord(member) && Object.keys(member).length === 0) insert(set, inner);
      visit(member, memberType(type, key), inner);
    }
  };
  visit(object, schema, []);
  return set;
}

/** What is different between two states of an object. */
export interface Comparison {
  /** New fields and those with another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

export function compare(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  schema: RecordSchema,
): Comparison {
  const changed = emptySet();
  const removed = emptySet();
  const everything = (set: FieldSet, value: unknown, type: Schema, path: FieldPath, key: string): void => {
    if (isAtomic(value, type)) {
      insert(set, path);
      return;
    }
    if (!alwaysThere.has(key) || (isRecord(value) && Object.keys(value).length === 0)) insert(set, path);
    if (Array.isArray(value)) {
      for (const item of value)
        everything(set, item, (type as ListSchema).items, [...path, itemEdge(item, type as ListSchema)], '');
      return;
    }
    for (const [name, member] of ownedMembers(value as Record<string, unknown>, path))
      everything(set, member, memberType(type, name), [...path, `f:${name}`], name);
  };
  const visit = (a: unknown, b: unknown, type: Schema, path: FieldPath, key: string): void => {
    if (a === undefined && b === undefined) return;
    if (a === undefined || b === undefined) {
      everything(a === undefined ? changed : removed, a ?? b, type, path, key);
      return;
    }
    if (same(a, b)) return;
    if (isAtomic(a, type) || isAtomic(b, type)) {
      insert(changed, path);
      return;
    }
    if (Array.isArray(a) || Array.isArray(b)) {
      const list = type as ListSchema;
      const [left, right] = [a, b].map(
        (items) => new Map((items as unknown[]).map((one) => [itemEdge(one, list), one])),
      );
      for (const edge of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]))
        visit(left?.get(edge), right?.get(edge), list.items, [...path, edge], '');
      return;
    }
    const left = new Map(ownedMembers(a as Record<string, unknown>, path));
    const right = new Map(ownedMembers(b as Record<string, unknown>, path));
    for (const name of new Set([...left.keys(), ...right.keys()]))
      visit(left.get(name), right.get(name), memberType(type, name), [...path, `f:${name}`], name);
  };
  visit(before, after, schema, [], 'spec');
  return { changed, removed };
}

/** Whether a value has one owner as a whole: scalars, and what the schema says is atomic. */
export function isAtomic(value: unknown, type: Schema): boolean {
  if (Array.isArray(value)) return type.type !== 'list' || type.list === 'atomic';
  if (!isRecord(value)) return true;
  return (type.type === 'record' || type.type === 'map') && type.atomic;
}

/** The type of a member; of what no schema describes, members are granular. */
export function memberType(type: Schema, key: string): Schema {
  if (type.type === 'record') return type.fields.get(key) ?? { type: 'any' };
  return type.type === 'map' ? type.values : { type: 'any' };
}

function ownedMembers(value: Record<string, unknown>, path: FieldPath): [string, unknown][] {
  const prefix = path.length === 0 ? '' : path.length === 1 && path[0] === 'f:metadata' ? 'metadata.' : undefined;
  return Object.entries(value).filter(
    ([key, member]) => member !== undefined && (prefix === undefined || !unowned.has(`${prefix}${key}`)),
  );
}

/** The edge to an item: by its keys, with the defaults of those that it leaves out, or by its value. */
export function itemEdge(item: unknown, type: ListSchema): string {
  if (type.list === 'set') return `v:${JSON.stringify(item)}`;
  const keys: Record<string, unknown> = {};
  for (const key of [...type.keys].sort()) {
    const member = type.items.type === 'record' ? type.items.fields.get(key) : undefined;
    const fallback = member !== undefined && 'default' in member ? member.default : undefined;
    const value = isRecord(item) ? (item[key] ?? fallback) : undefined;
    if (value !== undefined) keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}
