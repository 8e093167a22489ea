import { noSuchPath } from '../store/api-error.ts';
import type { KubeObject, ObjectStore, ResourceName } from '../store/object.ts';
import type { ResourceDefinition } from '../store/resources.ts';
import { eventsView, fromEventsView, toEventsView } from './events-view.ts';

/** A collection as clients see it, and how that relates to what is stored. */
export interface Collection {
  readonly definition: ResourceDefinition;
  /** Where its objects are kept. */
  readonly stored: ResourceName;
  readonly fromStored: (object: KubeObject) => KubeObject;
  readonly toStored: (object: KubeObject) => KubeObject;
}

const asItIs = (object: KubeObject) => object;

/** Every collection that the server has, in the order of discovery. */
export function collectionsOf(store: ObjectStore): Collection[] {
  const plain = store.resources
    .all()
    .map((definition) => ({ definition, stored: definition, fromStored: asItIs, toStored: asItIs }));
  const events: Collection = {
    definition: eventsView,
    stored: { group: '', resource: 'events' },
    fromStored: toEventsView,
    toStored: fromEventsView,
  };
  return [...plain, events];
}

/** Throws 404 for a group, version or resource that the server does not have. */
export function findCollection(
  store: ObjectStore,
  { group, version, resource }: { group: string; version: string; resource: string },
): Collection {
  const found = collectionsOf(store).find(
    ({ definition }) =>
      definition.group === group && definition.version === version && definition.resource === resource,
  );
  if (found === undefined) throw noSuchPath();
  return found;
}
