import type { SandboxClock } from '../clock.ts';
import { alreadyExists, badRequest, invalid, noSuchPath, notFound } from './api-error.ts';
import { gracePeriod, isDone, markedForDeletion } from './deletion.ts';
import { createEventLog } from './event-log.ts';
import { collectDependents, foregroundFinalizer, type Heap, orphanDependents } from './garbage.ts';
import { nameSuffix, newUid, timestamp } from './identifiers.ts';
import { copy, same } from './json.ts';
import { metadataErrors } from './names.ts';
import {
  checkNamespace,
  defaultNamespace,
  emptyNamespace,
  initialNamespaces,
  isEmptied,
  isNamespace,
  namespaces,
} from './namespaces.ts';
import type { KubeObject, ObjectStore, ResourceName, StoreEvent } from './object.ts';
import { checkIdentity, checkPreconditions } from './preconditions.ts';
import { createResourceTable, type ResourceDefinition } from './resources.ts';
import { desired, withSpec, withStatus } from './revision.ts';

export interface ObjectStoreOptions {
  /** Numbers in [0, 1) for uids and generated names; `Math.random` unless told otherwise. */
  random?: () => number;
  /** How many events the log keeps before a watch from further back is answered with 410. */
  logLength?: number;
}

/** An empty cluster's storage: the built-in kinds (`store.resources`) and the four namespaces that are always there. */
export function createObjectStore(clock: SandboxClock, options: ObjectStoreOptions = {}): ObjectStore {
  const random = options.random ?? Math.random;
  const resources = createResourceTable();
  const collections = new Map<string, Map<string, KubeObject>>();
  const log = createEventLog(options.logLength);
  let version = 0;

  const definitionOf = (resource: ResourceName): ResourceDefinition => {
    const definition = resources.find(resource);
    if (definition === undefined) throw noSuchPath();
    return definition;
  };
  const collection = ({ group, resource }: ResourceName) => {
    const key = `${resource}.${group}`;
    const found = collections.get(key) ?? new Map<string, KubeObject>();
    collections.set(key, found);
    return found;
  };
  const keyIn = (definition: ResourceDefinition, namespace: string | undefined, name: string) =>
    definition.namespaced ? `${namespace ?? ''}/${name}` : name;
  const stored = (definition: ResourceDefinition, namespace: string | undefined, name: string): KubeObject => {
    const found = collection(definition).get(keyIn(definition, namespace, name));
    if (found === undefined) throw notFound(definition, name);
    return found;
  };
  const validate = (definition: ResourceDefinition, object: KubeObject) => {
    const errors = metadataErrors(object, definition.nameRule);
    if (errors.length > 0) throw invalid(definition, object.metadata.name, errors);
  };

  /** Stores `object` as the newest version; from here on nobody edits it. */
  const write = (
    type: StoreEvent['type'],
    definition: ResourceDefinition,
    object: KubeObject,
    previous: KubeObject | undefined,
  ) => {
    version += 1;
    object.metadata.resourceVersion = String(version);
    const key = keyIn(definition, object.metadata.namespace, object.metadata.name);
    if (type === 'DELETED') collection(definition).delete(key);
    else collection(definition).set(key, object);
    const { group, resource } = definition;
    log.append(version, { type, resource: { group, resource }, object, previous });
    if (type !== 'DELETED') return;
    collectDependents(heap, object);
    if (object.metadata.namespace !== undefined) finishNamespace(object.metadata.namespace);
  };
  /** A namespace that is terminating goes when the last object in it has gone. */
  const finishNamespace = (name: string) => {
    const namespace = collection(namespaces).get(name);
    if (namespace !== undefined && isEmptied(heap, namespace))
      write('DELETED', definitionOf(namespaces), copy(namespace), namespace);
  };

  const store: ObjectStore = {
    resources,
    get(resource, namespace, name) {
      return copy(stored(definitionOf(resource), namespace, name));
    },
    find(resource, namespace, name) {
      const definition = definitionOf(resource);
      const found = collection(definition).get(keyIn(definition, namespace, name));
      return found === undefined ? undefined : copy(found);
    },
    list(resource, namespace) {
      const definition = definitionOf(resource);
      const everywhere = namespace === undefined || !definition.namespaced;
      const found = [...collection(definition)].filter(
        ([, { metadata }]) => everywhere || metadata.namespace === namespace,
      );
      // etcd's order: by namespace, then by name, byte by byte.
      return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => copy(object));
    },
    create(resource, given, { dryRun = false } = {}) {
      const definition = definitionOf(resource);
      const object = copy(given);
      object.metadata ??= { name: '' };
      const { metadata } = object;
      if (!metadata.name && metadata.generateName) metadata.name = `${metadata.generateName}${nameSuffix(random)}`;
      if (!definition.namespaced) delete metadata.namespace;
      validate(definition, object);
      if (definition.namespaced)
        checkNamespace(collection(namespaces).get(metadata.namespace ?? ''), definition, object);
      if (collection(definition).has(keyIn(definition, metadata.namespace, metadata.name)))
        throw alreadyExists(definition, metadata.name);
      if (metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
      metadata.uid ??= newUid(random);
      metadata.creationTimestamp ??= timestamp(clock.now());
      if (definition.generation) metadata.generation = 1;
      if (isNamespace(definition)) defaultNamespace(object);
      for (const hook of definition.prepare) hook(object, undefined, { dryRun });
      if (dryRun) return object;
      write('ADDED', definition, object, undefined);
      return copy(object);
    },
    update(resource, given, { subresource, dryRun = false } = {}) {
      const definition = definitionOf(resource);
      const current = stored(definition, given.metadata.namespace, given.metadata.name);
      checkIdentity(definition, given, current);
      const object = subresource === 'status' ? withStatus(current, given) : withSpec(definition, current, given);
      if (subresource === undefined) {
        validate(definition, object);
        for (const hook of definition.prepare) hook(object, current, { dryRun });
        if (object.metadata.generation !== undefined && !same(desired(object), desired(current)))
          object.metadata.generation += 1;
      }
      if (same(object, current) || dryRun) return copy(object);
      const gone = isDone(object) && !isNamespace(definition);
      write(gone ? 'DELETED' : 'MODIFIED', definition, object, current);
      if (isNamespace(definition)) finishNamespace(object.metadata.name);
      return copy(object);
    },
    modify(resource, namespace, name, change, updateOptions) {
      const object = store.get(resource, namespace, name);
      change(object);
      return store.update(resource, object, updateOptions);
    },
    remove(resource, namespace, name, removal = {}) {
      const definition = definitionOf(resource);
      const current = stored(definition, namespace, name);
      checkPreconditions(definition, current, removal);
      const grace = gracePeriod(definition, current, removal);
      const waits = removal.propagationPolicy === 'Foreground' ? foregroundFinalizer : undefined;
      const stays =
        isNamespace(definition) || grace > 0 || waits !== undefined || (current.metadata.finalizers ?? []).length > 0;
      const object = stays ? markedForDeletion(current, clock.now(), grace, waits) : copy(current);
      if (isNamespace(definition)) object['status'] = { ...object['status'], phase: 'Terminating' };
      if (removal.dryRun) return object;
      if (removal.propagationPolicy === 'Orphan') orphanDependents(heap, current);
      if (!stays) write('DELETED', definition, object, current);
      else if (!same(object, current)) write('MODIFIED', definition, object, current);
      if (isNamespace(definition)) {
        emptyNamespace(heap, name);
        finishNamespace(name);
      }
      if (waits !== undefined) collectDependents(heap, object);
      return copy(object);
    },
    resourceVersion: () => String(version),
    subscribe: log.subscribe,
    since: log.since,
  };

  const heap: Heap = {
    store,
    *objects() {
      for (const resource of resources.all()) {
        for (const object of collection(resource).values()) yield { resource, object };
      }
    },
  };

  for (const name of initialNamespaces)
    store.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return store;
}
