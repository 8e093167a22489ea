import { badRequest } from '../../store/api-error.ts';
import { copy, isRecord, same } from '../../store/json.ts';
import type { ListSchema, Schema } from '../schema/notation.ts';

type Json = Record<string, unknown>;

const anything: Schema = { type: 'any' };
const directive = '$patch';
const retainKeys = '$retainKeys';
const deleteFromList = '$deleteFromPrimitiveList/';
const elementOrder = '$setElementOrder/';

/**
 * A strategic merge patch: like a merge patch, but lists whose schema has a merge key are merged item by item, and directives
 * (`$patch`, `$retainKeys`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…`) say what merging cannot. Edits neither value.
 */
export function strategicMergePatch(target: Json, patch: Json, schema: Schema): Json {
  const { [directive]: mode, [retainKeys]: kept, ...members } = patch;
  if (mode === 'delete') return {};
  if (mode === 'replace') return withoutDirectives(members) as Json;
  if (mode !== undefined && mode !== 'merge') throw badRequest(`Unknown patch type found: ${String(mode)}`);
  const result = copy(target);
  if (Array.isArray(kept)) {
    for (const key of Object.keys(result)) if (!kept.includes(key)) delete result[key];
  }
  for (const [key, value] of Object.entries(members)) {
    if (key.startsWith(deleteFromList) || key.startsWith(elementOrder)) continue;
    const before = result[key];
    const type = memberSchema(schema, key);
    if (value === null) delete result[key];
    else if (isRecord(value)) result[key] = strategicMergePatch(isRecord(before) ? before : {}, value, type);
    else if (Array.isArray(value)) result[key] = mergeList(key, Array.isArray(before) ? before : [], value, type);
    else result[key] = value;
  }
  for (const [key, value] of Object.entries(members)) {
    if (!Array.isArray(value)) continue;
    if (key.startsWith(deleteFromList)) {
      const field = key.slice(deleteFromList.length);
      const list = result[field];
      if (Array.isArray(list)) result[field] = list.filter((item) => !value.some((one) => same(one, item)));
    } else if (key.startsWith(elementOrder)) {
      const field = key.slice(elementOrder.length);
      const type = memberSchema(schema, field);
      const list = result[field];
      if (Array.isArray(list) && type.type === 'list') result[field] = inOrder(list, value, type);
    }
  }
  return result;
}

function memberSchema(schema: Schema, key: string): Schema {
  if (schema.type === 'record') return schema.fields.get(key) ?? anything;
  return schema.type === 'map' ? schema.values : anything;
}

function mergeList(field: string, before: readonly unknown[], patch: readonly unknown[], type: Schema): unknown[] {
  if (type.type !== 'list' || type.mergeKey === undefined) return patch.map(withoutDirectives);
  const { mergeKey, items } = type;
  if (mergeKey === '') {
    return [...before, ...patch.filter((item) => !before.some((one) => same(one, item)))].map(copy);
  }
  const records = patch.map((item) => {
    if (!isRecord(item)) throw badRequest(`expected an object in the list ${field}`);
    return item;
  });
  if (records.some((item) => item[directive] === 'replace'))
    return records.filter((item) => item[directive] !== 'replace').map(withoutDirectives);
  const result = before.map(copy);
  for (const item of records) {
    const key = item[mergeKey];
    if (key === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    const at = result.findIndex((one) => isRecord(one) && same(one[mergeKey], key));
    if (item[directive] === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) {
      result[at] = strategicMergePatch(result[at] as Json, item, items);
    } else {
      result.push(strategicMergePatch({}, item, items));
    }
  }
  return result;
}

/** The items that `order` names, in that order; the others keep their place before the item that they stood before. */
function inOrder(list: readonly unknown[], order: readonly unknown[], type: ListSchema): unknown[] {
  const keyOf = (item: unknown) => (type.mergeKey && isRecord(item) ? item[type.mergeKey] : item);
  const rank = (item: unknown) => order.findIndex((one) => same(keyOf(one), keyOf(item)));
  const ordered = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  const result: unknown[] = [];
  for (const item of list) {
    if (rank(item) < 0) result.push(item);
    else {
      const next = ordered.shift();
      if (next !== undefined) result.push(next);
    }
  }
  return result;
}

/** What a patch leaves where there was nothing before: no directives and no nulls. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isDeletion(item)).map(withoutDirectives);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([key, member]) => !key.startsWith('$') && member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutDirectives(member)]));
}

const isDeletion = (item: unknown) => isRecord(item) && item[directive] === 'delete';
