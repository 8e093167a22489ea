import { noSuchPath, notFound } from './api-error.ts';
import { copy } from './json.ts';
import type { KubeObject, ObjectStore, ResourceName } from './object.ts';

/** A store whose reads go on showing what is there now; what is written goes to the store itself. */
export function pastStore(store: ObjectStore): ObjectStore {
  const version = store.resourceVersion();
  const collections = new Map<string, readonly KubeObject[]>();
  const keyOf = ({ group, resource }: ResourceName) => `${resource}.${group}`;
  for (const resource of store.resources.all()) collections.set(keyOf(resource), store.list(resource));

  const list = (resource: ResourceName, namespace?: string): readonly KubeObject[] => {
    const definition = store.resources.find(resource);
    if (definition === undefined) throw noSuchPath();
    const everywhere = namespace === undefined || !definition.namespaced;
    const all = collections.get(keyOf(resource)) ?? [];
    return everywhere ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  };
  const find = (resource: ResourceName, namespace: string | undefined, name: string) =>
    list(resource, namespace).find(({ metadata }) => metadata.name === name);
  return {
    ...store,
    list: (resource, namespace) => list(resource, namespace).map(copy),
    find(resource, namespace, name) {
      const found = find(resource, namespace, name);
      return found === undefined ? undefined : copy(found);
    },
    get(resource, namespace, name) {
      const found = find(resource, namespace, name);
      const definition = store.resources.find(resource);
      if (definition === undefined) throw noSuchPath();
      if (found === undefined) throw notFound(definition, name);
      return copy(found);
    },
    resourceVersion: () => version,
    since: (from) =>
      store.since(from).filter(({ object }) => Number(object.metadata.resourceVersion) <= Number(version)),
  };
}
