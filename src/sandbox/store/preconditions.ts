import { conflict, forbiddenValue, invalid } from './api-error.ts';
import type { KubeObject, RemoveOptions } from './object.ts';
import type { ResourceDefinition } from './resource-definition.ts';

/** Throws 409 where an update is meant for another object or another version of it, 422 for a finalizer that comes too late. */
export function checkIdentity(definition: ResourceDefinition, given: KubeObject, current: KubeObject) {
  const { uid, resourceVersion, finalizers, deletionTimestamp } = given.metadata;
  if (uid !== undefined && uid !== '' && uid !== current.metadata.uid)
    throw conflict(definition, given.metadata.name, uidMismatch(uid, current));
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion)
    throw conflict(definition, given.metadata.name);
  if (current.metadata.deletionTimestamp === undefined || deletionTimestamp === undefined) return;
  const added = (finalizers ?? []).filter((one) => !(current.metadata.finalizers ?? []).includes(one));
  if (added.length > 0) {
    const list = added.map((one) => `"${one}"`).join(', ');
    throw invalid(definition, given.metadata.name, [
      forbiddenValue(
        'metadata.finalizers',
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
      ),
    ]);
  }
}

/** Throws 409 where a deletion is meant for another object or another version of it. */
export function checkPreconditions(
  definition: ResourceDefinition,
  current: KubeObject,
  { preconditions }: RemoveOptions,
) {
  const { uid, resourceVersion } = preconditions ?? {};
  const { name } = current.metadata;
  if (uid !== undefined && uid !== current.metadata.uid) throw conflict(definition, name, uidMismatch(uid, current));
  if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
    throw conflict(
      definition,
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${current.metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

const uidMismatch = (uid: string, current: KubeObject) =>
  `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid ?? ''}`;
