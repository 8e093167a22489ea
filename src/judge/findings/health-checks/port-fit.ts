import type { Service } from '../../../model/service.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import type { TargetType } from '../../../model/target-type.ts';
import { healthCheckAnnotation } from '../../plan/health-check-after.ts';

/** The number that the annotation for the health check port holds; null: it holds a name, `traffic-port`, or is absent. */
export function portNumberOf(service: Service): number | null {
  const text = healthCheckAnnotation(service, 'port');
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** How a literal number stands to targets of one type. */
export type PortFit =
  /** They listen on it, as far as Kubernetes tells. */
  | 'fits'
  /** It is a port of the other type's targets, and surely none of these. */
  | 'surely-not'
  /** It is a port of the other type's targets; something that Kubernetes does not tell may still listen. */
  | 'hardly'
  | 'unknown';

/** Node ports are of this range unless the API server's --service-node-port-range says otherwise. */
const isInNodePortRange = (port: number) => port >= 30_000 && port <= 32_767;

/** A pod that shares its node's network has the node's ports, so that one number can be right for both types. */
export function fitOf(number: number, type: TargetType, snapshot: Snapshot): PortFit {
  const { service, pods } = snapshot;
  const ofNodes = number === service.healthCheckNodePort || service.ports.some(({ nodePort }) => nodePort === number);
  const ofPods = podPorts(snapshot);
  const isOfPods = ofPods.includes(number);
  if (type === 'instance' ? ofNodes : isOfPods) return 'fits';
  if (pods === null || pods.some(({ hostNetwork }) => hostNetwork)) return 'unknown';
  if (type === 'instance') return isOfPods ? 'hardly' : 'unknown';
  if (ofNodes) return ofPods.length > 0 && hasEndpoints(snapshot) ? 'surely-not' : 'hardly';
  return isInNodePortRange(number) ? 'hardly' : 'unknown';
}

/** The ports that pods are known to serve: those in their EndpointSlices, and target ports that are numbers. */
function podPorts({ service, endpointSlices }: Snapshot): number[] {
  const inSlices = (endpointSlices ?? []).flatMap(({ ports }) => ports.flatMap(({ port }) => port ?? []));
  return [
    ...inSlices,
    ...service.ports.flatMap(({ targetPort }) => (typeof targetPort === 'number' ? targetPort : [])),
  ];
}

const hasEndpoints = ({ endpointSlices }: Snapshot) =>
  (endpointSlices ?? []).some(({ endpoints }) => endpoints.length > 0);
