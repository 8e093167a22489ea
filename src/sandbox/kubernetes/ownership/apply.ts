import { ApiError, type StatusCause } from '../../store/api-error.ts';
import { copy, isRecord, same } from '../../store/json.ts';
import type { KubeObject } from '../../store/object.ts';
import type { ListSchema, RecordSchema, Schema } from '../schema/notation.ts';
import {
  difference,
  type FieldPath,
  type FieldSet,
  formatPath,
  has,
  intersection,
  isEmpty,
  paths,
  toFieldsV1,
  union,
} from './field-set.ts';
import { compare, fieldsOf, isAtomic, itemEdge, memberType } from './fields.ts';
import { type Author, isSameManager, type Manager, readManagers, writeManagers } from './managed-fields.ts';

export interface ApplyOptions {
  readonly schema: RecordSchema;
  readonly author: Author;
  /** Takes fields with another value away from their managers instead of failing. */
  readonly force: boolean;
}

/**
 * Server-side apply: what `live` becomes when `config` is applied to it, `managedFields` included. Fields that this manager applied
 * before and now leaves out go, unless another one has them too. Returns `live` itself when nothing changes.
 * Throws 409 with a cause for each field that another manager owns and that would get another value.
 */
export function applyConfiguration(
  live: KubeObject | undefined,
  config: KubeObject,
  options: ApplyOptions,
): KubeObject {
  const { schema, author } = options;
  const managers = withUnknownOwner(live, schema);
  const own = managers.find((entry) => isSameManager(entry, author, 'Apply'));
  const others = managers.filter((entry) => entry !== own);
  const wanted = fieldsOf(config, schema);

  const merged = merge(live ?? {}, config, schema) as KubeObject;
  if (own !== undefined) {
    const left = paths(difference(own.fields, wanted)).filter(
      (path) => !others.some(({ fields }) => holds(fields, path)),
    );
    // An item goes before its fields, by which it would be found.
    for (const path of left) removeAt(merged, path, schema, wanted);
  }
  const { changed, removed } = compare(live ?? {}, merged, schema);
  const conflicts = others.map((entry) => ({ entry, fields: intersection(entry.fields, changed) }));
  const contested = conflicts.filter(({ fields }) => !isEmpty(fields));
  if (contested.length > 0 && !options.force) throw conflictError(contested);

  const unchanged =
    live !== undefined &&
    own !== undefined &&
    isEmpty(union(changed, removed)) &&
    same(toFieldsV1(own.fields), toFieldsV1(wanted));
  if (unchanged) return live;
  const gone = union(changed, removed);
  merged.metadata.managedFields = writeManagers([
    ...others.map((entry) => ({ ...entry, fields: difference(entry.fields, gone) })),
    {
      manager: author.manager,
      operation: 'Apply',
      apiVersion: config.apiVersion,
      subresource: author.subresource,
      time: author.time,
      fields: wanted,
    },
  ]);
  return merged;
}

/** What was there before anybody applied, and has no manager on record, belongs to `before-first-apply`. */
function withUnknownOwner(live: KubeObject | undefined, schema: RecordSchema): Manager[] {
  const managers = readManagers(live);
  if (live === undefined || managers.length > 0) return managers;
  return [
    {
      manager: 'before-first-apply',
      operation: 'Update',
      apiVersion: live.apiVersion,
      subresource: undefined,
      time: live.metadata.creationTimestamp,
      fields: fieldsOf(live, schema),
    },
  ];
}

/** Whether a set has a field or anything within it. */
function holds(set: FieldSet, path: FieldPath): boolean {
  let node: FieldSet | undefined = set;
  for (const edge of path) node = node?.children.get(edge);
  return node !== undefined && !isEmpty(node);
}

function merge(live: unknown, config: unknown, type: Schema): unknown {
  if (isAtomic(config, type)) return copy(config);
  if (Array.isArray(config)) {
    const list = type as ListSchema;
    const result = Array.isArray(live) ? live.map(copy) : [];
    for (const item of config) {
      const at = result.findIndex((one) => itemEdge(one, list) === itemEdge(item, list));
      if (at < 0) result.push(copy(item));
      else result[at] = merge(result[at], item, list.items);
    }
    return result;
  }
  const result: Record<string, unknown> = isRecord(live) ? { ...copy(live) } : {};
  for (const [key, member] of Object.entries(config as Record<string, unknown>))
    result[key] = merge(result[key], member, memberType(type, key));
  return result;
}

/** Takes a field out of an object, and the maps and lists around it that this leaves empty and that nobody wants. */
function removeAt(object: Record<string, unknown>, path: FieldPath, schema: Schema, wanted: FieldSet): void {
  const visit = (value: unknown, type: Schema, depth: number): void => {
    const edge = path[depth] ?? '';
    const last = depth === path.length - 1;
    if (Array.isArray(value)) {
      const at = value.findIndex((item) => itemEdge(item, type as ListSchema) === edge);
      if (at < 0) return;
      if (last) value.splice(at, 1);
      else visit(value[at], (type as ListSchema).items, depth + 1);
    } else if (isRecord(value)) {
      const key = edge.slice(2);
      if (!(key in value)) return;
      if (last) delete value[key];
      else {
        visit(value[key], memberType(type, key), depth + 1);
        const inner = value[key];
        const hollow = (isRecord(inner) || Array.isArray(inner)) && Object.keys(inner).length === 0;
        if (hollow && depth > 0 && !has(wanted, path.slice(0, depth + 1))) delete value[key];
      }
    }
  };
  visit(object, schema, 0);
}

function conflictError(conflicts: readonly { entry: Manager; fields: FieldSet }[]): ApiError {
  const causes: StatusCause[] = [];
  const lines: string[] = [];
  for (const { entry, fields } of conflicts) {
    const found = paths(fields).map(formatPath);
    lines.push(`conflicts with ${describe(entry)}:`, ...found.map((path) => `- ${path}`));
    for (const field of found)
      causes.push({ reason: 'FieldManagerConflict', message: `conflict with ${describe(entry)}`, field });
  }
  const text =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${causes[0]?.message}: ${causes[0]?.field}`
      : `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`;
  return new ApiError(409, 'Conflict', text, { causes });
}

function describe({ manager, operation, apiVersion, subresource, time }: Manager): string {
  const name = `${JSON.stringify(manager)}${subresource === undefined ? '' : ` with subresource ${JSON.stringify(subresource)}`}`;
  if (operation === 'Apply') return name;
  return `${name} using ${apiVersion}${time === undefined ? '' : ` at ${time}`}`;
}
