import type { KubeObject } from '../store/object.ts';
import { type ClusterContext, type Loop, writeStatus } from './context.ts';
import { createEventRecorder, type EventRecorder } from './event-recorder.ts';
import { isOwnedBy, isResource, keyOf, kinds, ownedBy, splitKey } from './kinds.ts';
import { isPodReady, isTerminal } from './pod-status.ts';
import { createWorkQueue } from './work-queue.ts';

/** Keeps as many pods of each ReplicaSet as it asks for. */
export function startReplicaSets(context: ClusterContext): Loop {
  const { store, clock, delays } = context;
  const recorder = createEventRecorder(context, 'replicaset-controller');
  const queue = createWorkQueue({ clock, reconcile: (key) => reconcile(context, recorder, key) });
  const unsubscribe = store.subscribe(({ resource, object }) => {
    if (isResource(resource, kinds.replicaSets)) queue.add(keyOf(object), delays.controlPlane);
    if (!isResource(resource, kinds.pods)) return;
    const owner = object.metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet');
    if (owner !== undefined) queue.add(`${object.metadata.namespace}/${owner.name}`, delays.controlPlane);
  });
  for (const replicaSet of store.list(kinds.replicaSets)) queue.add(keyOf(replicaSet));
  return {
    busy: queue.busy,
    stop() {
      unsubscribe();
      queue.clear();
    },
  };
}

function reconcile({ store }: ClusterContext, recorder: EventRecorder, key: string): void {
  const { namespace, name } = splitKey(key);
  const replicaSet = store.find(kinds.replicaSets, namespace, name);
  if (replicaSet === undefined) return;
  const owned = store.list(kinds.pods, namespace).filter((pod) => isOwnedBy(pod, replicaSet) && !isTerminal(pod));
  const active = owned.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const wanted: number = replicaSet.metadata.deletionTimestamp === undefined ? (replicaSet['spec'].replicas ?? 1) : 0;
  for (let count = active.length; count < wanted; count += 1) {
    const pod = store.create(kinds.pods, podOf(replicaSet));
    recorder.event(replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  }
  for (const pod of victims(active, active.length - wanted)) {
    store.remove(kinds.pods, namespace, pod.metadata.name, { gracePeriodSeconds: 'default' });
    recorder.event(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
  const left = store
    .list(kinds.pods, namespace)
    .filter((pod) => isOwnedBy(pod, replicaSet) && !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined);
  const ready = left.filter(isPodReady).length;
  writeStatus(store, kinds.replicaSets, namespace, name, (object) => {
    object['status'] = {
      replicas: left.length,
      fullyLabeledReplicas: left.length,
      observedGeneration: object.metadata.generation,
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
    };
  });
}

function podOf(replicaSet: KubeObject): KubeObject {
  const { metadata, spec } = replicaSet['spec'].template;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      // The name is made from it.
      name: '',
      generateName: `${replicaSet.metadata.name}-`,
      namespace: replicaSet.metadata.namespace ?? '',
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ownerReferences: [ownedBy(replicaSet)],
    },
    spec,
    status: { phase: 'Pending' },
  };
}

/** Scaling down takes pods that are not ready first, then the youngest. */
function victims(pods: readonly KubeObject[], count: number): KubeObject[] {
  if (count <= 0) return [];
  const rank = (pod: KubeObject) => (pod['spec'].nodeName ? 1 : 0) + (isPodReady(pod) ? 2 : 0);
  const age = (pod: KubeObject) => pod.metadata.creationTimestamp ?? '';
  return [...pods]
    .sort((a, b) => rank(a) - rank(b) || (age(a) < age(b) ? 1 : age(a) > age(b) ? -1 : 0))
    .slice(0, count);
}
