import type { TargetGroupBinding } from '../../../model/binding.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import type { Pod } from '../../../model/workload.ts';
import { isOver } from '../../backing.ts';
import { flagOf, goBoolean } from '../../controller-flags.ts';
import { isControllers } from '../../groups-of-port.ts';
import { enumerated } from '../enumeration.ts';
import type { Subject } from '../finding.ts';

/** Of the gates that the controller injects; the name of the binding follows (pkg/inject/pod_readiness). */
const gatePrefix = 'target-health.elbv2.k8s.aws/';

/** The label, and its value, by which a namespace asks for gates (docs/deploy/pod_readiness_gate.md). */
export const injectLabel = 'elbv2.k8s.aws/pod-readiness-gate-inject';

/**
 * Whether the controller gives gates to new pods of the Service's namespace; null: the Service is not the controller's, or
 * the labels could not be read. A controller that could not be found is taken to have its defaults.
 */
export function injectionOf({ snapshot, inspection }: Subject): 'on' | 'no-label' | 'switched-off' | null {
  const { surroundings } = snapshot;
  if (inspection.service.owner.kind !== 'controller' || !surroundings?.namespaceLabels) return null;
  const controllers = surroundings.controllers ?? [];
  const off = controllers.filter(
    (controller) => goBoolean(flagOf(controller, 'enable-pod-readiness-gate-inject') ?? '') === false,
  );
  if (off.length > 0 && off.length === controllers.length) return 'switched-off';
  return surroundings.namespaceLabels[injectLabel] === 'enabled' ? 'on' : 'no-label';
}

/** The ip bindings that the controller keeps for the Service; null: bindings could not be read. */
export function ipBindings({ bindings }: Snapshot): TargetGroupBinding[] | null {
  return (
    bindings?.filter(
      (binding) => binding.targetType === 'ip' && binding.apiGroup === 'elbv2.k8s.aws' && isControllers(binding),
    ) ?? null
  );
}

/** The pods that a Service selects and that stay; null: they could not be read, or it selects none itself. */
export function podsBehind({ service, pods }: Snapshot): Pod[] | null {
  if (service.selector === null) return null;
  return pods?.filter((pod) => !isOver(pod) && pod.deletionTimestamp === null) ?? null;
}

/** The bindings that gates of a pod name. */
export function gatesOf({ readinessGates }: Pod): string[] {
  return readinessGates.flatMap((gate) => (gate.startsWith(gatePrefix) ? gate.slice(gatePrefix.length) : []));
}

/** Whether a pod's gate is met. Without a condition of its name it is not (Kubernetes docs, "Pod readiness"). */
export function isOpen({ conditions }: Pod, binding: string): boolean {
  return conditions.find(({ type }) => type === `${gatePrefix}${binding}`)?.status === 'True';
}

/** `Pod ui-1 lacks`, `Pods ui-1 and ui-2 lack`: pods as the subject of a sentence. */
export function podsAnd(pods: readonly Pod[], verb: { readonly one: string; readonly many: string }): string {
  const names = pods.map(({ name }) => name).sort();
  return names.length === 1 ? `Pod ${names[0]} ${verb.one}` : `Pods ${enumerated(names)} ${verb.many}`;
}
