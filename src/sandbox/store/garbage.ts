import type { KubeObject, ObjectStore, ResourceName } from './object.ts';

/** Keeps an owner that is deleted in the foreground until the dependents which block that have gone. */
export const foregroundFinalizer = 'foregroundDeletion';

/** The storage as the collector sees it: every object in place, without a copy. */
export interface Heap {
  readonly store: ObjectStore;
  objects(): Iterable<Dependent>;
}

interface Dependent {
  readonly resource: ResourceName;
  readonly object: KubeObject;
}

const dependentsOf = (heap: Heap, uid: string): Dependent[] =>
  [...heap.objects()].filter(({ object }) => object.metadata.ownerReferences?.some((owner) => owner.uid === uid));

const exists = (heap: Heap, uid: string) => [...heap.objects()].some(({ object }) => object.metadata.uid === uid);

/**
 * What the garbage collector does when an owner has gone, or goes in the foreground: dependents without another owner are deleted,
 * others lose the reference. A dependent that goes may set free an owner that waited for it.
 */
export function collectDependents(heap: Heap, gone: KubeObject): void {
  const { store } = heap;
  const uid = gone.metadata.uid ?? '';
  for (const { resource, object } of dependentsOf(heap, uid)) {
    const { namespace, name, ownerReferences = [] } = object.metadata;
    if (store.find(resource, namespace, name) === undefined) continue;
    const others = ownerReferences.filter((owner) => owner.uid !== uid && exists(heap, owner.uid));
    if (others.length > 0) {
      store.modify(resource, namespace, name, ({ metadata }) => {
        metadata.ownerReferences = others;
      });
    } else if (object.metadata.deletionTimestamp === undefined) {
      store.remove(resource, namespace, name, { gracePeriodSeconds: 'default' });
    }
  }
  if (gone.metadata.finalizers?.includes(foregroundFinalizer)) release(heap, gone);
  for (const owner of gone.metadata.ownerReferences ?? []) {
    const definition = store.resources.ofKind(owner.apiVersion, owner.kind);
    const found = definition && store.find(definition, gone.metadata.namespace, owner.name);
    if (found?.metadata.uid === owner.uid && found.metadata.finalizers?.includes(foregroundFinalizer))
      release(heap, found);
  }
}

/** Takes the finalizer off an owner that no dependent blocks any more. */
function release(heap: Heap, owner: KubeObject): void {
  const { store } = heap;
  const uid = owner.metadata.uid ?? '';
  const blocked = dependentsOf(heap, uid).some(({ object }) =>
    object.metadata.ownerReferences?.some((one) => one.uid === uid && one.blockOwnerDeletion === true),
  );
  const definition = store.resources.ofKind(owner.apiVersion, owner.kind);
  const { namespace, name } = owner.metadata;
  if (blocked || definition === undefined || store.find(definition, namespace, name) === undefined) return;
  store.modify(definition, namespace, name, ({ metadata }) => {
    metadata.finalizers = (metadata.finalizers ?? []).filter((one) => one !== foregroundFinalizer);
  });
}

/** Takes the references to an owner off its dependents, so that they outlive it. */
export function orphanDependents(heap: Heap, owner: KubeObject): void {
  for (const { resource, object } of dependentsOf(heap, owner.metadata.uid ?? '')) {
    heap.store.modify(resource, object.metadata.namespace, object.metadata.name, ({ metadata }) => {
      metadata.ownerReferences = (metadata.ownerReferences ?? []).filter((one) => one.uid !== owner.metadata.uid);
    });
  }
}
