import type { Node } from '../../model/workload.ts';
import { listOf, type Raw, recordOf, textOf, textsOf } from '../raw.ts';
import { conditionsOf } from './condition.ts';
import { metadataOf } from './metadata.ts';

export function nodeOf(object: Raw): Node {
  const { name, labels, creationTimestamp } = metadataOf(object);
  const spec = recordOf(object['spec']);
  const cidr = textOf(spec['podCIDR']);
  const cidrs = textsOf(spec['podCIDRs']);
  return {
    name,
    labels,
    taints: listOf(spec['taints']).map((taint) => ({
      key: textOf(taint['key']) ?? '',
      value: textOf(taint['value']),
      effect: textOf(taint['effect']) ?? '',
    })),
    providerId: textOf(spec['providerID']),
    unschedulable: spec['unschedulable'] === true,
    podCIDRs: cidrs.length === 0 && cidr !== null ? [cidr] : cidrs,
    conditions: conditionsOf(recordOf(object['status'])['conditions']),
    creationTimestamp,
  };
}
