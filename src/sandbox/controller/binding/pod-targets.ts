import { conditionStatus } from '../../cluster/conditions.ts';
import type { KubeObject } from '../../store/object.ts';
import type { ServicePort } from '../target-type.ts';
import type { WantedTarget } from './targets.ts';

export interface PodTargetsInput {
  readonly port: ServicePort;
  readonly slices: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
  readonly family: 'IPv4' | 'IPv6';
  /** Gate EndpointsFailOpen: pods on nodes of unknown state count where there is no other. */
  readonly failOpen: boolean;
}

interface SliceEndpoint {
  addresses: string[];
  conditions?: { ready?: boolean | null; terminating?: boolean | null };
  nodeName?: string;
  targetRef?: { kind?: string; name?: string; uid?: string };
}

type Verdict = 'target' | 'last-resort' | 'no';

/**
 * The pods behind a Service that are to be registered; the port's number is the slice's.
 * Source: AWS Load Balancer Controller, pkg/backend/endpoint_resolver.go (ResolvePodEndpoints).
 */
export function podTargets({ port, slices, pods, nodes, family, failOpen }: PodTargetsInput): WantedTarget[] {
  const found = new Map<string, { target: WantedTarget; verdict: Verdict }>();
  for (const slice of slices) {
    if (slice['addressType'] !== family) continue;
    const ports: { name?: string; port?: number }[] = slice['ports'] ?? [];
    const numbers = ports
      .filter(({ name }) => (port.name ?? '') === '' || name === port.name)
      .flatMap((one) => one.port ?? []);
    for (const endpoint of (slice['endpoints'] ?? []) as SliceEndpoint[]) {
      const pod = podOf(endpoint, slice, pods);
      const [id] = endpoint.addresses;
      if (pod === undefined || id === undefined) continue;
      const verdict = judge(endpoint, pod, nodes);
      if (verdict === 'no') continue;
      for (const number of numbers) found.set(`${id}:${number}`, { target: targetOf(id, number, pod), verdict });
    }
  }
  const all = [...found.values()];
  const chosen = all.filter(({ verdict }) => verdict === 'target');
  return (chosen.length === 0 && failOpen ? all : chosen).map(({ target }) => target);
}

/** Addresses that are not a pod's are passed over. */
const podOf = (endpoint: SliceEndpoint, slice: KubeObject, pods: readonly KubeObject[]): KubeObject | undefined =>
  endpoint.targetRef?.kind === 'Pod'
    ? pods.find(
        ({ metadata }) => metadata.name === endpoint.targetRef?.name && metadata.namespace === slice.metadata.namespace,
      )
    : undefined;

const targetOf = (id: string, port: number, { metadata }: KubeObject): WantedTarget => ({
  id,
  port,
  pod: {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    createdAt: metadata.creationTimestamp ?? '',
  },
});

/** An endpoint that is not ready counts when its containers are: so pods get in that wait for a readiness gate. */
function judge(endpoint: SliceEndpoint, pod: KubeObject, nodes: readonly KubeObject[]): Verdict {
  if (endpoint.conditions?.ready ?? true) return 'target';
  if (conditionStatus(pod, 'ContainersReady') !== 'True') return 'no';
  const node = nodes.find(({ metadata }) => metadata.name === pod['spec'].nodeName);
  if (node === undefined) return 'no';
  const ready = conditionStatus(node, 'Ready');
  if (ready === 'True') return endpoint.conditions?.terminating === true ? 'no' : 'target';
  return ready === 'Unknown' ? 'last-resort' : 'no';
}
