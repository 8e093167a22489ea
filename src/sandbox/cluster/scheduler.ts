import type { KubeObject } from '../store/object.ts';
import { conditionStatus, setCondition } from './conditions.ts';
import { type ClusterContext, type Loop, nowOf, writeStatus } from './context.ts';
import { createEventRecorder } from './event-recorder.ts';
import { isResource, keyOf, kinds, splitKey } from './kinds.ts';
import { createWorkQueue } from './work-queue.ts';

/** Binds pods to nodes: the one of those that take the pod which has the fewest of the same owner's, in the nodes' order. */
export function startScheduler(context: ClusterContext): Loop {
  const { store, clock, delays } = context;
  const recorder = createEventRecorder(context, 'default-scheduler');
  const queue = createWorkQueue({ clock, reconcile: (key) => schedule(context, recorder, key) });
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (isResource(resource, kinds.pods) && type === 'ADDED') queue.add(keyOf(object), delays.controlPlane);
    if (!isResource(resource, kinds.nodes)) return;
    for (const pod of store.list(kinds.pods)) if (isUnscheduled(pod)) queue.add(keyOf(pod), delays.controlPlane);
  });
  for (const pod of store.list(kinds.pods)) if (isUnscheduled(pod)) queue.add(keyOf(pod));
  return {
    busy: queue.busy,
    stop() {
      unsubscribe();
      queue.clear();
    },
  };
}

const isUnscheduled = (pod: KubeObject) => !pod['spec'].nodeName && pod.metadata.deletionTimestamp === undefined;

function schedule(context: ClusterContext, recorder: ReturnType<typeof createEventRecorder>, key: string): void {
  const { store } = context;
  const { namespace, name } = splitKey(key);
  const pod = store.find(kinds.pods, namespace, name);
  if (pod === undefined || !isUnscheduled(pod)) return;
  const nodes = store.list(kinds.nodes);
  const node = chooseNode(pod, nodes, store.list(kinds.pods, namespace));
  const at = nowOf(context);
  if (node === undefined) {
    const message = `0/${nodes.length} nodes are available: ${nodes.length} node(s) were not ready, cordoned, tainted or did not match the Pod's node selector.`;
    recorder.event(pod, 'Warning', 'FailedScheduling', message);
    writeStatus(store, kinds.pods, namespace, name, (object) => {
      setCondition(object, at, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message });
    });
    return;
  }
  store.modify(kinds.pods, namespace, name, (object) => {
    object['spec'].nodeName = node.metadata.name;
  });
  writeStatus(store, kinds.pods, namespace, name, (object) => {
    setCondition(object, at, { type: 'PodScheduled', status: 'True' });
  });
  recorder.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`);
}

/** Undefined where no node takes the pod. */
export function chooseNode(
  pod: KubeObject,
  nodes: readonly KubeObject[],
  pods: readonly KubeObject[],
): KubeObject | undefined {
  const owner = pod.metadata.ownerReferences?.[0]?.uid;
  const peers = (node: KubeObject) =>
    pods.filter(
      (other) =>
        other['spec'].nodeName === node.metadata.name &&
        other.metadata.deletionTimestamp === undefined &&
        owner !== undefined &&
        other.metadata.ownerReferences?.[0]?.uid === owner,
    ).length;
  const fitting = nodes.filter((node) => takes(node, pod)).map((node) => ({ node, peers: peers(node) }));
  return fitting.sort((a, b) => a.peers - b.peers)[0]?.node;
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}
interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

function takes(node: KubeObject, pod: KubeObject): boolean {
  if (node['spec']?.unschedulable === true || conditionStatus(node, 'Ready') !== 'True') return false;
  const selector: Record<string, string> = pod['spec'].nodeSelector ?? {};
  const labels = node.metadata.labels ?? {};
  if (!Object.entries(selector).every(([key, value]) => labels[key] === value)) return false;
  const taints: Taint[] = node['spec']?.taints ?? [];
  const tolerations: Toleration[] = pod['spec'].tolerations ?? [];
  return taints.every(
    (taint) => taint.effect === 'PreferNoSchedule' || tolerations.some((one) => tolerates(one, taint)),
  );
}

const tolerates = (toleration: Toleration, taint: Taint): boolean =>
  (toleration.effect === undefined || toleration.effect === '' || toleration.effect === taint.effect) &&
  (toleration.key === undefined || toleration.key === taint.key) &&
  (toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? ''));
