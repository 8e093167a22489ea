import type { KubeObject, ObjectStore } from '../store/object.ts';
import { setCondition } from './conditions.ts';
import { type ClusterContext, type Loop, nowOf, writeStatus } from './context.ts';
import { createEventRecorder, type EventRecorder } from './event-recorder.ts';
import { isOwnedBy, isResource, keyOf, kinds, ownedBy, splitKey } from './kinds.ts';
import { isTerminal } from './pod-status.ts';
import { templateHash } from './pod-template.ts';
import { nextScale, type Strategy, slackOf } from './rollout.ts';
import { createWorkQueue } from './work-queue.ts';

/** Turns Deployments into ReplicaSets, and a changed template into a rolling update. */
export function startDeployments(context: ClusterContext): Loop {
  const { store, clock, delays } = context;
  const recorder = createEventRecorder(context, 'deployment-controller');
  const queue = createWorkQueue({ clock, reconcile: (key) => reconcile(context, recorder, key) });
  const addOwner = (replicaSet: KubeObject | undefined) => {
    const owner = replicaSet?.metadata.ownerReferences?.find(({ kind }) => kind === 'Deployment');
    if (owner !== undefined) queue.add(`${replicaSet?.metadata.namespace}/${owner.name}`, delays.controlPlane);
  };
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (isResource(resource, kinds.deployments)) queue.add(keyOf(object), delays.controlPlane);
    if (isResource(resource, kinds.replicaSets)) addOwner(object);
    // With Recreate the last old pod to go is what the new ones wait for.
    if (isResource(resource, kinds.pods) && type === 'DELETED') {
      const owner = object.metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet');
      if (owner !== undefined) addOwner(store.find(kinds.replicaSets, object.metadata.namespace, owner.name));
    }
  });
  for (const deployment of store.list(kinds.deployments)) queue.add(keyOf(deployment));
  return {
    busy: queue.busy,
    stop() {
      unsubscribe();
      queue.clear();
    },
  };
}

const revisionAnnotation = 'deployment.kubernetes.io/revision';

function reconcile(context: ClusterContext, recorder: EventRecorder, key: string): void {
  const { store } = context;
  const { namespace, name } = splitKey(key);
  const deployment = store.find(kinds.deployments, namespace, name);
  if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
  const owned = store
    .list(kinds.replicaSets, namespace)
    .filter((replicaSet) => isOwnedBy(replicaSet, deployment))
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const hash = templateHash(deployment['spec'].template);
  const newest =
    owned.find((replicaSet) => replicaSet.metadata.labels?.['pod-template-hash'] === hash) ??
    createReplicaSet(context, deployment, hash, Math.max(0, ...owned.map(revisionOf)) + 1);
  const older = owned.filter((replicaSet) => replicaSet.metadata.uid !== newest.metadata.uid);
  if (deployment['spec'].paused !== true) scale(context, recorder, deployment, newest, older);
  report(context, deployment, newest, older);
}

const revisionOf = (object: KubeObject): number => Number(object.metadata.annotations?.[revisionAnnotation] ?? 0);

function createReplicaSet({ store }: ClusterContext, deployment: KubeObject, hash: string, revision: number) {
  const { template, selector } = deployment['spec'];
  const labels = { ...template.metadata?.labels, 'pod-template-hash': hash };
  const { namespace = '' } = deployment.metadata;
  store.modify(kinds.deployments, namespace, deployment.metadata.name, ({ metadata }) => {
    metadata.annotations = { ...metadata.annotations, [revisionAnnotation]: String(revision) };
  });
  return store.create(kinds.replicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace,
      labels,
      annotations: { [revisionAnnotation]: String(revision) },
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, 'pod-template-hash': hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  });
}

const wantedBy = (replicaSet: KubeObject): number => replicaSet['spec'].replicas ?? 0;
const readyIn = (replicaSet: KubeObject): number => replicaSet['status']?.readyReplicas ?? 0;
const podsIn = (replicaSet: KubeObject): number => replicaSet['status']?.replicas ?? 0;

/** How many pods of a ReplicaSet there are, those that end included. */
const presentIn = (store: ObjectStore, replicaSet: KubeObject): number =>
  store.list(kinds.pods, replicaSet.metadata.namespace).filter((pod) => isOwnedBy(pod, replicaSet) && !isTerminal(pod))
    .length;

const strategyOf = (deployment: KubeObject): Strategy => ({
  type: deployment['spec'].strategy.type,
  maxSurge: deployment['spec'].strategy.rollingUpdate?.maxSurge ?? 0,
  maxUnavailable: deployment['spec'].strategy.rollingUpdate?.maxUnavailable ?? 0,
});

function scale(
  { store }: ClusterContext,
  recorder: EventRecorder,
  deployment: KubeObject,
  newest: KubeObject,
  older: readonly KubeObject[],
): void {
  const { replicas, strategy } = deployment['spec'];
  const generation = (replicaSet: KubeObject) => ({
    wanted: strategy.type === 'Recreate' ? presentIn(store, replicaSet) : wantedBy(replicaSet),
    ready: readyIn(replicaSet),
  });
  const next = nextScale(
    replicas,
    { wanted: wantedBy(newest), ready: readyIn(newest) },
    older.map(generation),
    strategyOf(deployment),
  );
  for (const [replicaSet, wanted] of [
    [newest, next.newest] as const,
    ...older.map((replicaSet, index) => [replicaSet, next.older[index] ?? 0] as const),
  ]) {
    const before = wantedBy(replicaSet);
    if (before === wanted) continue;
    store.modify(kinds.replicaSets, replicaSet.metadata.namespace, replicaSet.metadata.name, (object) => {
      object['spec'].replicas = wanted;
    });
    recorder.event(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${wanted > before ? 'up' : 'down'} replica set ${replicaSet.metadata.name} from ${before} to ${wanted}`,
    );
  }
}

function report(
  context: ClusterContext,
  deployment: KubeObject,
  newest: KubeObject,
  older: readonly KubeObject[],
): void {
  const wanted: number = deployment['spec'].replicas;
  const all = [newest, ...older];
  const ready = all.reduce((sum, replicaSet) => sum + readyIn(replicaSet), 0);
  const total = all.reduce((sum, replicaSet) => sum + podsIn(replicaSet), 0);
  const updated = podsIn(newest);
  const complete = updated === wanted && total === wanted && readyIn(newest) === wanted;
  const at = nowOf(context);
  const { namespace, name } = deployment.metadata;
  writeStatus(context.store, kinds.deployments, namespace, name, (object) => {
    object['status'] = {
      ...(object['status']?.conditions === undefined ? {} : { conditions: object['status'].conditions }),
      observedGeneration: deployment.metadata.generation,
      ...(total === 0 ? {} : { replicas: total }),
      ...(updated === 0 ? {} : { updatedReplicas: updated }),
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
      ...(wanted > ready ? { unavailableReplicas: wanted - ready } : {}),
    };
    setCondition(
      object,
      at,
      ready >= wanted - slackOf(wanted, strategyOf(deployment))
        ? {
            type: 'Available',
            status: 'True',
            reason: 'MinimumReplicasAvailable',
            message: 'Deployment has minimum availability.',
          }
        : {
            type: 'Available',
            status: 'False',
            reason: 'MinimumReplicasUnavailable',
            message: 'Deployment does not have minimum availability.',
          },
    );
    setCondition(object, at, {
      type: 'Progressing',
      status: 'True',
      reason: complete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      message: `ReplicaSet "${newest.metadata.name}" ${complete ? 'has successfully progressed.' : 'is progressing.'}`,
    });
  });
}
