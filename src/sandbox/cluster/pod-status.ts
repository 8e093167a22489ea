import type { KubeObject } from '../store/object.ts';
import { conditionStatus, setCondition } from './conditions.ts';

export const isPodReady = (pod: KubeObject): boolean => conditionStatus(pod, 'Ready') === 'True';

/** Whether the pod has ended for good. */
export const isTerminal = (pod: KubeObject): boolean => ['Succeeded', 'Failed'].includes(pod['status']?.phase);

/** An annotation of a pod that keeps its containers from becoming ready, as a failing readiness probe does. */
export const notReadyAnnotation = 'sandbox.nlbctl/not-ready';

/** How far the kubelet has got with a pod. */
export type PodStage = 'creating' | 'running' | 'ready' | 'ended';

/**
 * Writes what a kubelet reports of a pod at a stage, in place. Ready needs the containers and every readiness gate;
 * the gates' own conditions are written by whoever they belong to.
 */
export function reportPod(
  pod: KubeObject,
  stage: PodStage,
  at: string,
  place: { podIP: string; hostIP: string },
): void {
  const status = pod['status'];
  const names: string[] = (pod['spec'].containers ?? []).map(({ name }: { name: string }) => name);
  const ready = stage === 'ready' && pod.metadata.annotations?.[notReadyAnnotation] !== 'true';
  status.phase = stage === 'creating' ? 'Pending' : stage === 'ended' ? 'Succeeded' : 'Running';
  status.hostIP = place.hostIP;
  status.hostIPs = [{ ip: place.hostIP }];
  status.startTime ??= at;
  status.qosClass ??= 'BestEffort';
  if (stage !== 'creating') {
    status.podIP = place.podIP;
    status.podIPs = [{ ip: place.podIP }];
  }
  status.containerStatuses = containerStatuses(pod, stage, ready, at);
  const waiting = { reason: 'ContainersNotReady', message: `containers with unready status: [${names.join(' ')}]` };
  const unready = stage === 'ended' ? { reason: 'PodCompleted' } : waiting;
  setCondition(pod, at, { type: 'PodReadyToStartContainers', status: stage === 'creating' ? 'False' : 'True' });
  setCondition(pod, at, { type: 'Initialized', status: 'True' });
  setCondition(
    pod,
    at,
    ready
      ? { type: 'ContainersReady', status: 'True', reason: '', message: '' }
      : { type: 'ContainersReady', status: 'False', ...unready },
  );
  reportReadiness(pod, at);
}

/** Writes the condition Ready from ContainersReady and the readiness gates, in place. */
export function reportReadiness(pod: KubeObject, at: string): void {
  if (conditionStatus(pod, 'ContainersReady') !== 'True') {
    const { reason = '', message = '' } =
      pod['status'].conditions.find(({ type }: { type: string }) => type === 'ContainersReady') ?? {};
    setCondition(pod, at, { type: 'Ready', status: 'False', reason, message });
    return;
  }
  const gates: { conditionType: string }[] = pod['spec'].readinessGates ?? [];
  const blocking = gates.filter(({ conditionType }) => conditionStatus(pod, conditionType) !== 'True');
  if (blocking.length === 0) {
    setCondition(pod, at, { type: 'Ready', status: 'True', reason: '', message: '' });
    return;
  }
  const why = blocking.map(({ conditionType }) =>
    conditionStatus(pod, conditionType) === undefined
      ? `corresponding condition of pod readiness gate "${conditionType}" does not exist.`
      : `the status of pod readiness gate "${conditionType}" is not "True", but ${conditionStatus(pod, conditionType)}`,
  );
  const message = why.length === 1 ? why[0] : `[${why.join(', ')}]`;
  setCondition(pod, at, { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: message ?? '' });
}

function containerStatuses(pod: KubeObject, stage: PodStage, ready: boolean, at: string) {
  const before: { name: string; state?: { running?: { startedAt: string } } }[] = pod['status'].containerStatuses ?? [];
  return (pod['spec'].containers ?? []).map((container: { name: string; image: string }) => {
    const startedAt = before.find(({ name }) => name === container.name)?.state?.running?.startedAt ?? at;
    const state = {
      creating: { waiting: { reason: 'ContainerCreating' } },
      running: { running: { startedAt } },
      ready: { running: { startedAt } },
      ended: { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: at } },
    } satisfies Record<PodStage, object>;
    return {
      name: container.name,
      image: container.image,
      imageID: '',
      lastState: {},
      ready,
      restartCount: 0,
      started: stage === 'running' || stage === 'ready',
      state: state[stage],
    };
  });
}
