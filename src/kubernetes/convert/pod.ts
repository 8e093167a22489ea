import type { Pod } from '../../model/workload.ts';
import { listOf, type Raw, recordOf, textOf } from '../raw.ts';
import { conditionsOf } from './condition.ts';
import { metadataOf } from './metadata.ts';

export function podOf(object: Raw): Pod {
  const { raw, namespace, name, uid, labels, deletionTimestamp, creationTimestamp } = metadataOf(object);
  const spec = recordOf(object['spec']);
  const status = recordOf(object['status']);
  const first = textOf(status['podIP']);
  const all = listOf(status['podIPs']).flatMap(({ ip }) => textOf(ip) ?? []);
  return {
    namespace,
    name,
    uid,
    phase: textOf(status['phase']) ?? 'Unknown',
    nodeName: textOf(spec['nodeName']),
    podIPs: all.length === 0 && first !== null ? [first] : all,
    hostNetwork: spec['hostNetwork'] === true,
    deletionTimestamp,
    creationTimestamp,
    conditions: conditionsOf(status['conditions']),
    readinessGates: listOf(spec['readinessGates']).flatMap((gate) => textOf(gate['conditionType']) ?? []),
    workload: workloadOf(raw, labels),
  };
}

/** The controlling owner; a Deployment's ReplicaSet is named after it, with the hash of the template behind a dash. */
function workloadOf(metadata: Raw, labels: Readonly<Record<string, string>>): string | null {
  const owners = listOf(metadata['ownerReferences']);
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  const name = textOf(owner?.['name']);
  const hash = labels['pod-template-hash'];
  if (name === null || owner?.['kind'] !== 'ReplicaSet') return name;
  return hash !== undefined && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
}
