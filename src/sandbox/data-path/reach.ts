import { endpointsOf } from '../cluster/endpoints-of-service.ts';
import { isResource, kinds } from '../cluster/kinds.ts';
import { blockedKey, type ClusterNetwork } from '../cluster/network.ts';
import { instanceIdOf, nodeAddress } from '../cluster/nodes.ts';
import { isTerminal } from '../cluster/pod-status.ts';
import type { KubeObject, ObjectStore } from '../store/object.ts';
import type { GroupSettings, Member } from './view.ts';

/** A pod that answers, as it introduces itself. */
export interface PodPlace {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly address: string;
}

/** Whose address the pod sees at the other end of its socket. */
export type Source =
  | { readonly kind: 'client' | 'load balancer' }
  | { readonly kind: 'node'; readonly address: string };

/** What is found at a target: pods of which any may answer, a refusal, or nothing at all, so that packets are lost. */
export type Reached =
  | { readonly kind: 'pods'; readonly pods: readonly PodPlace[]; readonly source: Source }
  | { readonly kind: 'refused' }
  | { readonly kind: 'dropped' };

/** The way from a target to the pods, as it is in the cluster at the moment. */
export interface Reach {
  to(group: Pick<GroupSettings, 'type' | 'preservesClient'>, target: Pick<Member, 'id' | 'port'>): Reached;
  stop(): void;
}

const refused: Reached = { kind: 'refused' };
const dropped: Reached = { kind: 'dropped' };

/** Looks at the store once for all connections between two changes of it. */
export function createReach(store: ObjectStore, network: Pick<ClusterNetwork, 'blocked'>): Reach {
  const known = new Map<string, Reached>();
  const unsubscribe = store.subscribe(({ resource }) => {
    if ([kinds.pods, kinds.nodes, kinds.services].some((kind) => isResource(resource, kind))) known.clear();
  });
  return {
    to(group, { id, port }) {
      // What is blocked may change without a word, and is therefore asked for each time.
      if (network.blocked.has(blockedKey({ targetType: group.type, port }))) return dropped;
      const source: Source = { kind: group.preservesClient ? 'client' : 'load balancer' };
      const key = `${group.type} ${id} ${port} ${source.kind}`;
      const found =
        known.get(key) ??
        (group.type === 'ip' ? throughAddress(store, id, port, source) : throughNode(store, id, port, source));
      known.set(key, found);
      return found;
    },
    stop: unsubscribe,
  };
}

/** Nobody answers for an address that no pod has; a pod refuses what its containers do not listen on. */
function throughAddress(store: ObjectStore, address: string, port: number, source: Source): Reached {
  // Pods on the network of their node share its address.
  const pods = store.list(kinds.pods).filter((one) => one['status']?.podIP === address && !isTerminal(one));
  if (pods.length === 0) return dropped;
  const pod = pods.find((one) => listensOn(one, port));
  return pod === undefined ? refused : { kind: 'pods', pods: [placeOfPod(pod)], source };
}

/**
 * kube-proxy gives a node port to a ready pod anywhere, under the node's own address; with externalTrafficPolicy Local to one on
 * this node, under the address that came. Where there is none it refuses, but drops what another node's pods could have had.
 * Source: kubernetes, pkg/proxy/iptables/proxier.go and pkg/proxy/topology.go.
 */
function throughNode(store: ObjectStore, instanceId: string, port: number, source: Source): Reached {
  const node = store.list(kinds.nodes).find((one) => instanceIdOf(one) === instanceId);
  if (node === undefined) return dropped;
  const found = servicePortOf(store, port);
  if (found === undefined) return refused;
  const isLocal = found.service['spec'].externalTrafficPolicy === 'Local';
  const takers = takersOf(store, found, isLocal ? node.metadata.name : undefined);
  if (takers.length === 0) return isLocal && takersOf(store, found).length > 0 ? dropped : refused;
  const pods = takers.filter(({ pod, number }) => listensOn(pod, number)).map(({ pod }) => placeOfPod(pod));
  if (pods.length === 0) return refused;
  return { kind: 'pods', pods, source: isLocal ? source : { kind: 'node', address: nodeAddress(node) ?? '' } };
}

interface ServicePort {
  readonly name?: string;
  readonly nodePort?: number;
  readonly protocol?: string;
}

/** The Service that a node port belongs to: a node port has one, and an NLB's connections here are never UDP. */
function servicePortOf(store: ObjectStore, nodePort: number): { service: KubeObject; port: ServicePort } | undefined {
  for (const service of store.list(kinds.services)) {
    const ports: readonly ServicePort[] = service['spec'].ports ?? [];
    const port = ports.find((own) => own.nodePort === nodePort && own.protocol !== 'UDP');
    if (port !== undefined) return { service, port };
  }
  return undefined;
}

/** Ready endpoints of the port, or for want of them those that end and still serve; of one node, where it is named. */
function takersOf(store: ObjectStore, { service, port }: { service: KubeObject; port: ServicePort }, onNode?: string) {
  const pods = store.list(kinds.pods, service.metadata.namespace);
  const groups = endpointsOf(service, pods, store.list(kinds.nodes));
  const endpoints = groups.flatMap(({ ports, endpoints: members }) => {
    const number = ports.find(({ name }) => name === (port.name ?? ''))?.port;
    if (number === undefined) return [];
    return members
      .filter(({ nodeName }) => onNode === undefined || nodeName === onNode)
      .map((endpoint) => ({ ...endpoint, number }));
  });
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter(({ serving, terminating }) => serving && terminating);
}

const listensOn = (pod: KubeObject, port: number): boolean =>
  pod['status'].phase === 'Running' &&
  (pod['spec'].containers ?? []).some((container: { ports?: { containerPort: number }[] }) =>
    (container.ports ?? []).some(({ containerPort }) => containerPort === port),
  );

const placeOfPod = ({ metadata, ...pod }: KubeObject): PodPlace => ({
  uid: metadata.uid ?? '',
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  node: pod['spec'].nodeName,
  address: pod['status'].podIP,
});
