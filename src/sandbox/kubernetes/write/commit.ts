import type { KubeObject } from '../../store/object.ts';
import type { Api } from '../api.ts';
import type { Collection } from '../collections.ts';
import { type Author, afterUpdate, writeManagers } from '../ownership/managed-fields.ts';
import { schemaOf } from '../schema/schemas.ts';

export interface Commit {
  readonly author: Author;
  readonly dryRun: boolean;
  readonly subresource?: 'status';
}

/** Stores a new object with its author as the manager of its fields. */
export function commitNew({ store }: Api, collection: Collection, object: KubeObject, commit: Commit): KubeObject {
  const { definition, stored, toStored, fromStored } = collection;
  object.metadata.managedFields = writeManagers(afterUpdate(undefined, object, schemaOf(definition), commit.author));
  return fromStored(store.create(stored, toStored(object), { dryRun: commit.dryRun }));
}

/**
 * Stores a changed object; its author becomes the manager of what is different.
 *
 * @param before what is stored, as clients see it
 */
export function commitChange(
  { store }: Api,
  collection: Collection,
  before: KubeObject,
  after: KubeObject,
  { author, dryRun, subresource }: Commit,
): KubeObject {
  const { definition, stored, toStored, fromStored } = collection;
  const next = effective(collection, before, after, subresource);
  const reset = isReset(after);
  const managers = afterUpdate(
    reset ? { ...before, metadata: withoutManagers(before) } : before,
    next,
    schemaOf(definition),
    author,
  );
  next.metadata.managedFields = writeManagers(managers);
  const options = subresource === undefined ? { dryRun } : { dryRun, subresource };
  return fromStored(store.update(stored, toStored(next), options));
}

/** What an update amounts to: one of the status changes nothing else, one of the rest leaves the status alone. */
function effective(
  { definition }: Collection,
  before: KubeObject,
  after: KubeObject,
  subresource: 'status' | undefined,
): KubeObject {
  const resourceVersion = after.metadata.resourceVersion;
  if (subresource === 'status') {
    const { uid } = after.metadata;
    const metadata = { ...before.metadata, ...(uid === undefined ? {} : { uid }) };
    delete metadata.resourceVersion;
    return {
      ...before,
      metadata: { ...metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
      status: after['status'],
    };
  }
  return definition.status ? { ...after, status: before['status'], metadata: { ...after.metadata } } : after;
}

/** A list of managers with one empty entry asks for the record to be cleared. */
const isReset = ({ metadata }: KubeObject) =>
  metadata.managedFields?.length === 1 && Object.keys(metadata.managedFields[0] as object).length === 0;

function withoutManagers({ metadata }: KubeObject): KubeObject['metadata'] {
  const { managedFields: _, ...rest } = metadata;
  return rest;
}
