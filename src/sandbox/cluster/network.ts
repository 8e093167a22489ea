import type { Network } from '../elbv2/api.ts';
import type { KubeObject, ObjectStore } from '../store/object.ts';
import { type Endpoint, endpointsOf } from './endpoints-of-service.ts';
import { isResource, kinds } from './kinds.ts';
import { instanceIdOf, nodeAddress, zoneOf } from './nodes.ts';

/** A place that a security group keeps the load balancer from reaching. */
export interface BlockedPort {
  readonly targetType: 'instance' | 'ip';
  readonly port: number;
}

export interface ClusterNetwork extends Network {
  /** What security groups block at the moment; may be changed at any time. */
  readonly blocked: Set<string>;
  stop(): void;
}

/** How a blocked port stands in {@link ClusterNetwork.blocked}. */
export const blockedKey = ({ targetType, port }: BlockedPort): string => `${targetType}/${port}`;

type Check = ReturnType<Network['check']>;
const passed: Check = { ok: true };
const failed: Check = { ok: false, reason: 'Target.FailedHealthChecks' };

/** What kube-proxy on the nodes, and the containers of the pods, answer to a load balancer's health checkers. */
export function createNetwork(
  store: ObjectStore,
  vpc: Network['vpc'],
  blockedPorts: readonly BlockedPort[] = [],
): ClusterNetwork {
  const blocked = new Set(blockedPorts.map(blockedKey));
  const terminated = new Map<string, string | undefined>();
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    const id = isResource(resource, kinds.nodes) ? instanceIdOf(object) : undefined;
    if (id === undefined) return;
    if (type === 'DELETED') terminated.set(id, zoneOf(object));
    else terminated.delete(id);
  });
  const nodeOf = (id: string) => store.list(kinds.nodes).find((node) => instanceIdOf(node) === id);
  return {
    vpc,
    blocked,
    stop: unsubscribe,
    locate({ type, id }) {
      if (type === 'instance') {
        const node = nodeOf(id);
        if (node !== undefined) return { zone: zoneOf(node), state: 'running' };
        return terminated.has(id)
          ? { zone: terminated.get(id), state: 'terminated' }
          : { zone: undefined, state: 'absent' };
      }
      const node = nodeOfAddress(store, id);
      return node === undefined ? { zone: undefined, state: 'absent' } : { zone: zoneOf(node), state: 'running' };
    },
    check({ type, id, port, path, proxyHeader = false }) {
      if (blocked.has(blockedKey({ targetType: type, port }))) return failed;
      if (type === 'ip') return podAnswers(store, id, port) ? passed : failed;
      const node = nodeOf(id);
      return node !== undefined && nodeAnswers(store, node, port, path, proxyHeader) ? passed : failed;
    },
  };
}

/** The node that has an address itself, or on which the pod with it runs. */
function nodeOfAddress(store: ObjectStore, address: string): KubeObject | undefined {
  const nodes = store.list(kinds.nodes);
  const pod = store.list(kinds.pods).find((one) => one['status']?.podIP === address);
  return nodes.find((node) => nodeAddress(node) === address || node.metadata.name === pod?.['spec'].nodeName);
}

/** A pod's containers listen on the ports that they declare, for as long as they run; a health check is never UDP. */
function podAnswers(store: ObjectStore, address: string, port: number): boolean {
  return store
    .list(kinds.pods)
    .some(
      (pod) =>
        pod['status']?.podIP === address &&
        pod['status'].phase === 'Running' &&
        (pod['spec'].containers ?? []).some((container: { ports?: { containerPort: number }[] }) =>
          (container.ports ?? []).some(({ containerPort }) => containerPort === port),
        ),
    );
}

/** kube-proxy forwards a node port to a ready endpoint, and answers on the health check port of a Local Service itself. */
function nodeAnswers(store: ObjectStore, node: KubeObject, port: number, path: string, proxyHeader: boolean): boolean {
  for (const service of store.list(kinds.services)) {
    const { spec } = service;
    const isHealthPort = spec.healthCheckNodePort === port;
    if (
      !isHealthPort &&
      !(spec.ports ?? []).some(
        (own: { nodePort?: number; protocol?: string }) => own.nodePort === port && own.protocol !== 'UDP',
      )
    )
      continue;
    const all = endpointsOf(service, store.list(kinds.pods, service.metadata.namespace), store.list(kinds.nodes));
    const endpoints = all.flatMap((group) => group.endpoints);
    const local = endpoints.filter(({ nodeName }) => nodeName === node.metadata.name);
    // kube-proxy answers status 400 to what does not begin as HTTP does (kubernetes/ingress-nginx#6263).
    if (isHealthPort) return !proxyHeader && path === '/healthz' && local.some(({ ready }) => ready);
    return takesTraffic(spec.externalTrafficPolicy === 'Local' ? local : endpoints);
  }
  return false;
}

/** Ready endpoints, or for want of them those that end and still serve. Source: kubernetes, pkg/proxy/topology.go. */
const takesTraffic = (endpoints: readonly Endpoint[]): boolean =>
  endpoints.some(({ ready }) => ready) || endpoints.some(({ serving, terminating }) => serving && terminating);
