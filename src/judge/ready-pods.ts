import type { Snapshot } from '../model/snapshot.ts';

/** The ready endpoints of a Service on each node, as kube-proxy counts them for externalTrafficPolicy: Local. */
export interface ReadyPods {
  /** How many are ready on a node. */
  readonly on: (node: string) => number;
  readonly total: number;
  /** What runs there, for people: the workload's name, or the Service's. */
  readonly name: string;
}

/** null: the endpoint slices could not be read. */
export function readyPods({ endpointSlices, pods, service }: Snapshot): ReadyPods | null {
  if (endpointSlices === null) return null;
  const byNode = new Map<string, Set<string>>();
  const names = new Set<string>();
  for (const endpoint of endpointSlices.flatMap(({ endpoints }) => endpoints)) {
    if (endpoint.ready === false || endpoint.addresses[0] === undefined) continue;
    // A pod of a dual-stack Service stands in two slices, with two addresses.
    const name = endpoint.targetRef === null ? endpoint.addresses[0] : endpoint.targetRef.name;
    names.add(name);
    if (endpoint.nodeName === null) continue;
    const there = byNode.get(endpoint.nodeName) ?? new Set();
    byNode.set(endpoint.nodeName, there.add(name));
  }
  const workloads = new Set((pods ?? []).filter((pod) => names.has(pod.name)).map(({ workload }) => workload));
  const [only] = workloads;
  return {
    on: (node) => byNode.get(node)?.size ?? 0,
    total: names.size,
    name: workloads.size === 1 && typeof only === 'string' ? only : service.name,
  };
}
