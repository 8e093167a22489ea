import type { Snapshot } from '../../model/snapshot.ts';

/** The readiness gate that the controller gives pods for a binding (its docs/deploy/pod_readiness_gate.md). */
const gateOf = (bindingName: string): string => `target-health.elbv2.k8s.aws/${bindingName}`;

/** Pods that carry the gate of a binding. */
export function carriersOf({ pods }: Pick<Snapshot, 'pods'>, bindingName: string): string[] {
  return (pods ?? [])
    .filter(({ readinessGates }) => readinessGates.includes(gateOf(bindingName)))
    .map(({ name }) => name);
}

/**
 * Pods that wait for the gate of a bridge whose binding is gone. The controller sets the gates of a binding that goes to
 * True, but a pod that was admitted in its last instant may be missed, and nobody sets its gate any more.
 */
export function strandedWords({ pods, bindings, service }: Snapshot): string | null {
  const there = new Set((bindings ?? []).map(({ name }) => gateOf(name)));
  const stranded = (pods ?? []).filter(({ readinessGates, conditions }) =>
    readinessGates.some(
      (gate) =>
        gate.startsWith(gateOf('nlbctl-')) &&
        !there.has(gate) &&
        conditions.find(({ type }) => type === gate)?.status !== 'True',
    ),
  );
  if (stranded.length === 0) return null;
  const names = stranded.map(({ name }) => name).join(' ');
  return `${stranded.length === 1 ? 'A pod waits' : `${stranded.length} pods wait`} for the readiness gate of a bridge that is gone, and will not be Ready: kubectl delete pod ${names} -n ${service.namespace}`;
}
