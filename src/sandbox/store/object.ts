import type { ResourceTable } from './resources.ts';

/** A Kubernetes object as it travels: plain JSON, spelled as the API spells it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  // biome-ignore lint/suspicious/noExplicitAny: an object's body has the shape that its kind gives it
  [field: string]: any;
}

export interface ObjectMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: unknown[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** What a collection of the API is called: `services` of the group "" or `deployments` of `apps`. */
export interface ResourceName {
  readonly group: string;
  readonly resource: string;
}

type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface StoreEvent {
  readonly type: WatchEventType;
  readonly resource: ResourceName;
  readonly object: KubeObject;
  /** The state before a MODIFIED or DELETED: a watch with a selector needs it to tell an entry from a departure. */
  readonly previous: KubeObject | undefined;
}

interface WriteOptions {
  /** Checks and answers as if it wrote, and writes nothing. */
  dryRun?: boolean;
}

interface UpdateOptions extends WriteOptions {
  subresource?: 'status';
}

export interface RemoveOptions extends WriteOptions {
  /**
   * Seconds that a pod is given to end: it stays, with deletionTimestamp and deletionGracePeriodSeconds, until whoever plays
   * the kubelet removes it with 0. `default` takes the pod's own period, as a DELETE without that parameter does. Left out: 0.
   */
  gracePeriodSeconds?: number | 'default';
  /** What becomes of the dependents; Background unless told otherwise. */
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  /** 409 where the stored object is another one. */
  preconditions?: { uid?: string; resourceVersion?: string };
}

/**
 * The storage behind the API server, with the rules that every kind obeys: uid, resourceVersion, generation,
 * optimistic locking, finalizers and deletionTimestamp, one ordered log of events. It hands out copies.
 * Failures are ApiError (code 404, 409, 410, 422), the same that the API server answers with.
 */
export interface ObjectStore {
  /** The kinds that it knows; a scenario may add to them. */
  readonly resources: ResourceTable;
  /** Throws 404. */
  get(resource: ResourceName, namespace: string | undefined, name: string): KubeObject;
  find(resource: ResourceName, namespace: string | undefined, name: string): KubeObject | undefined;
  list(resource: ResourceName, namespace?: string): KubeObject[];
  /**
   * Throws 409 AlreadyExists, 422 for a name or label that breaks the rules, 404 and 403 where the namespace is absent or terminating.
   * Sets uid, creationTimestamp, resourceVersion, generation 1 (for kinds that have one) and, from generateName, a name.
   * A uid and creationTimestamp that the object brings along stay: scenarios choose them, the API server takes them off.
   */
  create(resource: ResourceName, object: KubeObject, options?: WriteOptions): KubeObject;
  /**
   * Replaces an object. Throws 404, and 409 Conflict where `object` carries a resourceVersion that is not the stored one.
   * `subresource: 'status'` takes over the status alone, and without it the status stays as it was (for kinds that have one).
   * A change of the spec raises the generation. An update that changes nothing writes nothing. An object with a
   * deletionTimestamp goes when its last finalizer goes.
   */
  update(resource: ResourceName, object: KubeObject, options?: UpdateOptions): KubeObject;
  /** Reads, lets `change` edit a copy, and updates; for the controllers in this process. Throws 404. */
  modify(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => void,
    options?: UpdateOptions,
  ): KubeObject;
  /**
   * With finalizers, or with time to end (`gracePeriodSeconds`): sets deletionTimestamp and raises the generation; without: removes.
   * What an owner leaves behind goes with it, pods with their grace period; a namespace takes its objects along. Throws 404.
   */
  remove(resource: ResourceName, namespace: string | undefined, name: string, options?: RemoveOptions): KubeObject;
  /** The newest resourceVersion that was given out. */
  resourceVersion(): string;
  /** Calls back for every event from now on, in order, synchronously after the write. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** The events after a resourceVersion; throws 410 Expired when the log no longer reaches back that far. */
  since(resourceVersion: string): StoreEvent[];
}
