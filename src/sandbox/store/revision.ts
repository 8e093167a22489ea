import { copy } from './json.ts';
import type { KubeObject } from './object.ts';
import type { ResourceDefinition } from './resource-definition.ts';

/** Everything that an object's generation counts: all but its metadata and status. */
export function desired({ metadata: _metadata, status: _status, ...rest }: KubeObject): Record<string, unknown> {
  return rest;
}

/** The stored object with another's status. */
export function withStatus(current: KubeObject, given: KubeObject): KubeObject {
  const object = copy(current);
  if (given['status'] === undefined) delete object['status'];
  else object['status'] = copy(given['status']);
  if (given.metadata.managedFields !== undefined) object.metadata.managedFields = copy(given.metadata.managedFields);
  return object;
}

/** Another's body with the stored object's status (where that has a path of its own) and the metadata that only the server writes. */
export function withSpec(definition: ResourceDefinition, current: KubeObject, given: KubeObject): KubeObject {
  const object = copy(given);
  if (definition.status) {
    delete object['status'];
    if (current['status'] !== undefined) object['status'] = copy(current['status']);
  }
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation, resourceVersion } =
    current.metadata;
  const owned = { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation, resourceVersion };
  object.metadata = copy({
    ...object.metadata,
    managedFields: object.metadata.managedFields ?? current.metadata.managedFields,
    generateName: current.metadata.generateName,
    ...owned,
  } as KubeObject['metadata']);
  // An empty list of finalizers is none; so is an empty map of labels or annotations.
  for (const key of ['finalizers', 'labels', 'annotations', 'ownerReferences', 'managedFields'] as const) {
    if (Object.keys(object.metadata[key] ?? { none: '' }).length === 0) delete object.metadata[key];
  }
  return object;
}
