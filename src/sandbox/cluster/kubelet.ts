import type { KubeObject } from '../store/object.ts';
import { conditionStatus } from './conditions.ts';
import { type ClusterContext, type Loop, nowOf, writeStatus } from './context.ts';
import { isResource, kinds } from './kinds.ts';
import { findNode, nodeAddress, zoneOf } from './nodes.ts';
import { isTerminal, notReadyAnnotation, type PodStage, reportPod, reportReadiness } from './pod-status.ts';

/** What a kubelet knows of a pod on its node. */
interface Known {
  stage: PodStage;
  readonly podIP: string;
  readonly hostIP: string;
  readonly cancels: Set<() => void>;
  ending: boolean;
}

/** The kubelets of every node: pods start, become ready, and end with their grace period. */
export function startKubelets(context: ClusterContext): Loop {
  const { store, clock, delays, addresses } = context;
  const known = new Map<string, Known>();

  const later = (entry: Known, delay: number, task: () => void) => {
    const cancel = clock.after(delay, () => {
      entry.cancels.delete(cancel);
      task();
    });
    entry.cancels.add(cancel);
  };
  const report = (pod: KubeObject, entry: Known) =>
    writeStatus(store, kinds.pods, pod.metadata.namespace, pod.metadata.name, (object) => {
      if (object.metadata.uid === pod.metadata.uid) reportPod(object, entry.stage, nowOf(context), entry);
    });
  const advance = (pod: KubeObject, entry: Known, stage: PodStage) => {
    entry.stage = stage;
    report(pod, entry);
  };

  const take = (pod: KubeObject) => {
    const node = findNode(store, pod['spec'].nodeName);
    const hostIP = (node && nodeAddress(node)) ?? '0.0.0.0';
    const podIP = pod['spec'].hostNetwork === true ? hostIP : addresses.inZone(zoneOf(node) ?? firstZone(context));
    const entry: Known = { stage: 'creating', podIP, hostIP, cancels: new Set(), ending: false };
    known.set(pod.metadata.uid ?? '', entry);
    report(pod, entry);
    later(entry, delays.podStart, () => advance(pod, entry, 'running'));
    later(entry, delays.podReady, () => advance(pod, entry, 'ready'));
  };

  /** SIGTERM: the containers take their time, at most the grace period. */
  const end = (pod: KubeObject, entry: Known) => {
    entry.ending = true;
    for (const cancel of entry.cancels) cancel();
    entry.cancels.clear();
    const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
    later(entry, Math.min(grace, delays.podTermination), () => {
      const { namespace, name, uid } = pod.metadata;
      if (store.find(kinds.pods, namespace, name)?.metadata.uid !== uid) return;
      advance(pod, entry, 'ended');
      store.remove(kinds.pods, namespace, name, { gracePeriodSeconds: 0 });
    });
  };

  const see = (pod: KubeObject) => {
    if (!pod['spec'].nodeName || isTerminal(pod)) return;
    const entry = known.get(pod.metadata.uid ?? '');
    if (entry === undefined) take(pod);
    else if (pod.metadata.deletionTimestamp !== undefined && !entry.ending) end(pod, entry);
    else if (isStale(pod, entry)) report(pod, entry);
    else if (pod['spec'].readinessGates !== undefined) {
      writeStatus(store, kinds.pods, pod.metadata.namespace, pod.metadata.name, (object) =>
        reportReadiness(object, nowOf(context)),
      );
    }
  };

  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (!isResource(resource, kinds.pods)) return;
    if (type === 'DELETED') {
      for (const cancel of known.get(object.metadata.uid ?? '')?.cancels ?? []) cancel();
      known.delete(object.metadata.uid ?? '');
    } else see(object);
  });
  for (const pod of store.list(kinds.pods)) see(pod);
  return {
    busy: () => [...known.values()].some(({ cancels }) => cancels.size > 0),
    stop() {
      unsubscribe();
      for (const { cancels } of known.values()) for (const cancel of cancels) cancel();
      known.clear();
    },
  };
}

/** The annotation that plays a failing readiness probe was set or taken away on a running pod. */
const isStale = (pod: KubeObject, { stage }: Known): boolean =>
  stage === 'ready' &&
  (conditionStatus(pod, 'ContainersReady') === 'True') === (pod.metadata.annotations?.[notReadyAnnotation] === 'true');

const firstZone = ({ topology }: ClusterContext): string => topology.zones[0] ?? '';
