import type { KubeObject } from '../../store/object.ts';
import { ageColumn, type Column, nameColumn, text, wide } from './column.ts';
import { humanDuration } from './human-duration.ts';

interface ContainerStatus {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string }; running?: object; terminated?: Terminated };
  lastState?: { terminated?: Terminated };
}

interface Terminated {
  reason?: string;
  exitCode?: number;
  signal?: number;
  finishedAt?: string;
}

const statuses = (pod: KubeObject): ContainerStatus[] => pod['status']?.containerStatuses ?? [];

/** kubectl's word for a pod: its phase, unless a container, an init container or a deletion says more (printers, printPod). */
export function podStatus(pod: KubeObject): string {
  const { status } = pod;
  let word: string = status?.reason || status?.phase || 'Unknown';
  const gated = status?.conditions?.find((one: { type: string }) => one.type === 'PodScheduled');
  if (gated?.reason === 'SchedulingGated') word = 'SchedulingGated';
  const init: ContainerStatus[] = status?.initContainerStatuses ?? [];
  const at = init.findIndex(({ state }) => state?.terminated?.exitCode !== 0);
  const stuck = init[at];
  if (stuck !== undefined) {
    const { terminated, waiting } = stuck.state ?? {};
    if (terminated) word = `Init:${terminated.reason || exitWord(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') word = `Init:${waiting.reason}`;
    else word = `Init:${at}/${pod['spec']?.initContainers?.length ?? init.length}`;
  } else {
    let running = false;
    for (const { state, ready } of [...statuses(pod)].reverse()) {
      if (state?.waiting?.reason) word = state.waiting.reason;
      else if (state?.terminated) word = state.terminated.reason || exitWord(state.terminated);
      else if (ready && state?.running) running = true;
    }
    if (word === 'Completed' && running) {
      const ready = status?.conditions?.some(
        (one: { type: string; status: string }) => one.type === 'Ready' && one.status === 'True',
      );
      word = ready ? 'Running' : 'NotReady';
    }
  }
  if (pod.metadata.deletionTimestamp !== undefined && status?.reason === 'NodeLost') return 'Unknown';
  return pod.metadata.deletionTimestamp === undefined ? word : 'Terminating';
}

const exitWord = ({ signal, exitCode }: Terminated) => (signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`);

function restarts(pod: KubeObject, now: number): string {
  const count = statuses(pod).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  const ends = statuses(pod).flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? []);
  const last = Math.max(...ends.map((end) => Date.parse(end)));
  return count > 0 && Number.isFinite(last) ? `${count} (${humanDuration(now - last)} ago)` : String(count);
}

function readinessGates(pod: KubeObject): string | undefined {
  const gates: { conditionType: string }[] = pod['spec']?.readinessGates ?? [];
  if (gates.length === 0) return undefined;
  const conditions: { type: string; status: string }[] = pod['status']?.conditions ?? [];
  const met = gates.filter(({ conditionType }) =>
    conditions.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  return `${met.length}/${gates.length}`;
}

export const podColumns: readonly Column[] = [
  nameColumn,
  text('Ready', (pod) => {
    const ready = statuses(pod).filter((one) => one.ready && one.state?.running !== undefined).length;
    return `${ready}/${pod['spec']?.containers?.length ?? 0}`;
  }),
  text('Status', podStatus),
  text('Restarts', restarts),
  ageColumn,
  wide('IP', (pod) => pod['status']?.podIPs?.[0]?.ip ?? pod['status']?.podIP),
  wide('Node', (pod) => pod['spec']?.nodeName),
  wide('Nominated Node', (pod) => pod['status']?.nominatedNodeName),
  wide('Readiness Gates', readinessGates),
];
