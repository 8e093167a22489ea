import type { KubeObject } from '../store/object.ts';
import { selects } from './kinds.ts';
import { zoneOf } from './nodes.ts';
import { isPodReady, isTerminal } from './pod-status.ts';

/** A port of an EndpointSlice. */
export interface EndpointPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** One pod behind a Service. */
export interface Endpoint {
  readonly pod: KubeObject;
  readonly address: string;
  readonly nodeName: string;
  readonly zone: string | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** Pods whose ports come out the same; a named targetPort may be another number in another pod. */
export interface EndpointGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/**
 * The endpoints of a Service with a selector, grouped by ports.
 * Source: kubernetes, staging/src/k8s.io/endpointslice (podToEndpoint, getEndpointPorts).
 */
export function endpointsOf(
  service: KubeObject,
  pods: readonly KubeObject[],
  nodes: readonly KubeObject[],
): EndpointGroup[] {
  const groups = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>();
  const selector = service['spec'].selector;
  const published = service['spec'].publishNotReadyAddresses === true;
  for (const pod of pods) {
    if (!selects(selector, pod.metadata.labels) || isTerminal(pod) || !pod['status']?.podIP) continue;
    const ports = portsOf(service, pod);
    const serving = isPodReady(pod);
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    const nodeName: string = pod['spec'].nodeName;
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push({
      pod,
      address: pod['status'].podIP,
      nodeName,
      zone: zoneOf(nodes.find((node) => node.metadata.name === nodeName)),
      ready: published || (serving && !terminating),
      serving,
      terminating,
    });
  }
  return [...groups.values()];
}

interface ServicePortSpec {
  name?: string;
  protocol?: string;
  port: number;
  targetPort?: number | string;
}

function portsOf(service: KubeObject, pod: KubeObject): EndpointPort[] {
  return (service['spec'].ports ?? []).flatMap((servicePort: ServicePortSpec) => {
    const protocol = servicePort.protocol ?? 'TCP';
    const { targetPort = servicePort.port } = servicePort;
    const port = typeof targetPort === 'number' ? targetPort : containerPort(pod, targetPort, protocol);
    return port === undefined ? [] : [{ name: servicePort.name ?? '', port, protocol }];
  });
}

/** The number behind a port's name in a pod, or undefined where no container declares it. */
function containerPort(pod: KubeObject, name: string, protocol = 'TCP'): number | undefined {
  for (const container of pod['spec'].containers ?? []) {
    for (const port of container.ports ?? []) {
      if (port.name === name && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
    }
  }
  return undefined;
}
