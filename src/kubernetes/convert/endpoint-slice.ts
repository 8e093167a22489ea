import type { Endpoint, EndpointSlice } from '../../model/endpoints.ts';
import { booleanOf, isRecord, listOf, numberOf, type Raw, recordOf, textOf, textsOf } from '../raw.ts';
import { metadataOf } from './metadata.ts';

/** An EndpointSlice of discovery.k8s.io/v1. */
export function endpointSliceOf(object: Raw): EndpointSlice {
  return {
    name: metadataOf(object).name,
    addressType: textOf(object['addressType']) ?? 'IPv4',
    ports: listOf(object['ports']).map((entry) => ({
      name: textOf(entry['name']),
      port: numberOf(entry['port']),
      protocol: textOf(entry['protocol']) ?? 'TCP',
    })),
    endpoints: listOf(object['endpoints']).map(endpointOf),
  };
}

function endpointOf(entry: Raw): Endpoint {
  const conditions = recordOf(entry['conditions']);
  const target = entry['targetRef'];
  return {
    addresses: textsOf(entry['addresses']),
    ready: booleanOf(conditions['ready']),
    serving: booleanOf(conditions['serving']),
    terminating: booleanOf(conditions['terminating']),
    nodeName: textOf(entry['nodeName']),
    zone: textOf(entry['zone']),
    targetRef: isRecord(target)
      ? {
          kind: textOf(target['kind']) ?? '',
          namespace: textOf(target['namespace']),
          name: textOf(target['name']) ?? '',
        }
      : null,
  };
}
