import { isRecord } from '../../store/json.ts';
import type { KubeObject } from '../../store/object.ts';
import type { RecordSchema } from '../schema/notation.ts';
import { difference, emptySet, type FieldSet, fromFieldsV1, isEmpty, toFieldsV1, union } from './field-set.ts';
import { compare } from './fields.ts';

export type Operation = 'Apply' | 'Update';

/** Who has set which fields of an object, one entry of `metadata.managedFields`. */
export interface Manager {
  readonly manager: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** Who writes now, and when. */
export interface Author {
  readonly manager: string;
  readonly subresource: string | undefined;
  /** RFC 3339. */
  readonly time: string;
}

export function readManagers(object: KubeObject | undefined): Manager[] {
  const entries = object?.metadata.managedFields ?? [];
  return entries.filter(isRecord).map((entry) => ({
    manager: String(entry['manager'] ?? ''),
    operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
    apiVersion: String(entry['apiVersion'] ?? object?.apiVersion ?? ''),
    subresource: typeof entry['subresource'] === 'string' ? entry['subresource'] : undefined,
    time: typeof entry['time'] === 'string' ? entry['time'] : undefined,
    fields: fromFieldsV1(entry['fieldsV1']),
  }));
}

/** The entries as `metadata.managedFields` has them: those of Apply first, then by time and name. */
export function writeManagers(managers: readonly Manager[]): unknown[] {
  return managers
    .filter((entry) => !isEmpty(entry.fields))
    .sort((a, b) => {
      if (a.operation !== b.operation) return a.operation === 'Apply' ? -1 : 1;
      const [left, right] = [`${a.time ?? ''} ${a.manager}`, `${b.time ?? ''} ${b.manager}`];
      return left < right ? -1 : left > right ? 1 : 0;
    })
    .map(({ manager, operation, apiVersion, subresource, time, fields }) => ({
      manager,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource === undefined ? {} : { subresource }),
    }));
}

export const isSameManager = (entry: Manager, author: Author, operation: Operation) =>
  entry.manager === author.manager && entry.operation === operation && entry.subresource === author.subresource;

/**
 * The managers after an update or patch: who changes a field takes it from the others; a field that goes is nobody's.
 * An author who changes nothing leaves no trace.
 */
export function afterUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  schema: RecordSchema,
  author: Author,
): Manager[] {
  const managers = readManagers(before);
  const { changed, removed } = compare(before ?? {}, after, schema);
  if (isEmpty(changed) && isEmpty(removed)) return managers;
  const gone = union(changed, removed);
  const others = managers.filter((entry) => !isSameManager(entry, author, 'Update'));
  const own = managers.find((entry) => isSameManager(entry, author, 'Update'));
  return [
    ...others.map((entry) => ({ ...entry, fields: difference(entry.fields, gone) })),
    {
      manager: author.manager,
      operation: 'Update',
      apiVersion: after.apiVersion,
      subresource: author.subresource,
      time: author.time,
      fields: difference(union(own?.fields ?? emptySet(), changed), removed),
    },
  ];
}
