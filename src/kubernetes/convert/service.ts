import type { Service, ServicePort } from '../../model/service.ts';
import { booleanOf, listOf, numberOf, type Raw, recordOf, textMapOf, textOf, textsOf } from '../raw.ts';
import {
  annotationManagersOf,
  deliveryMarksOf,
  lastAppliedOf,
  loadBalancerAnnotations,
  ownWriteAtOf,
} from './annotations.ts';
import { metadataOf } from './metadata.ts';
import { portOf } from './port.ts';

/** A Service as the API returns it; what the API leaves out takes its documented default. */
export function serviceOf(object: Raw): Service {
  const { raw, namespace, name, uid, resourceVersion, labels, annotations, creationTimestamp, deletionTimestamp } =
    metadataOf(object);
  const spec = recordOf(object['spec']);
  const selector = textMapOf(spec['selector']);
  return {
    namespace,
    name,
    uid,
    resourceVersion,
    creationTimestamp,
    deletionTimestamp,
    labels,
    annotations: loadBalancerAnnotations(annotations),
    finalizers: textsOf(raw['finalizers']),
    annotationManagers: annotationManagersOf(raw),
    ownWriteAt: ownWriteAtOf(raw),
    lastApplied: lastAppliedOf(annotations),
    deliveryMarks: deliveryMarksOf(annotations),
    type: textOf(spec['type']) ?? 'ClusterIP',
    loadBalancerClass: textOf(spec['loadBalancerClass']),
    externalTrafficPolicy: textOf(spec['externalTrafficPolicy']),
    healthCheckNodePort: numberOf(spec['healthCheckNodePort']) || null,
    allocateLoadBalancerNodePorts: booleanOf(spec['allocateLoadBalancerNodePorts']) ?? true,
    publishNotReadyAddresses: booleanOf(spec['publishNotReadyAddresses']) ?? false,
    ipFamilies: textsOf(spec['ipFamilies']),
    loadBalancerSourceRanges: textsOf(spec['loadBalancerSourceRanges']),
    selector: Object.keys(selector).length === 0 ? null : selector,
    ports: listOf(spec['ports']).map(servicePortOf),
    ingress: listOf(recordOf(recordOf(object['status'])['loadBalancer'])['ingress']).map((entry) => ({
      hostname: textOf(entry['hostname']),
      ip: textOf(entry['ip']),
    })),
  };
}

function servicePortOf(entry: Raw): ServicePort {
  const port = numberOf(entry['port']) ?? 0;
  return {
    name: textOf(entry['name']),
    protocol: textOf(entry['protocol']) ?? 'TCP',
    port,
    targetPort: portOf(entry['targetPort'], port),
    nodePort: numberOf(entry['nodePort']) || null,
  };
}
