import { isBridgeBindingName } from '../../model/bridge.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Pod } from '../../model/workload.ts';
import { gatesOf, isOpen } from '../findings/readiness-gates/gates.ts';

/** Pods that carry the gate of a binding. */
export function carriersOf({ pods }: Pick<Snapshot, 'pods'>, bindingName: string): string[] {
  return (pods ?? []).filter((pod) => gatesOf(pod).includes(bindingName)).map(({ name }) => name);
}

/**
 * Pods that wait for the gate of a bridge whose binding is gone. The controller sets the gates of a binding that goes to
 * True, but a pod that was admitted in its last instant may be missed, and nobody sets its gate any more.
 */
export function strandedWords({ pods, bindings, service }: Snapshot): string | null {
  const there = new Set((bindings ?? []).map(({ name }) => name));
  const isStranded = (pod: Pod) =>
    gatesOf(pod).some((binding) => isBridgeBindingName(binding) && !there.has(binding) && !isOpen(pod, binding));
  const stranded = (pods ?? []).filter(isStranded);
  if (stranded.length === 0) return null;
  const names = stranded.map(({ name }) => name).join(' ');
  return `${stranded.length === 1 ? 'A pod waits' : `${stranded.length} pods wait`} for the readiness gate of a bridge that is gone, and will not be Ready: kubectl delete pod ${names} -n ${service.namespace}`;
}
