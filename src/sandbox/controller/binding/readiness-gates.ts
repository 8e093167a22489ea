import { conditionStatus, setCondition } from '../../cluster/conditions.ts';
import { nowOf, writeStatus } from '../../cluster/context.ts';
import { kinds, selects } from '../../cluster/kinds.ts';
import type { TargetHealthDescription } from '../../elbv2/api.ts';
import type { KubeObject, ObjectStore } from '../../store/object.ts';
import { targetGroupBindings } from '../../store/resources.ts';
import type { ControllerContext } from '../context.ts';
import { targetKey, type WantedTarget } from './targets.ts';

const gatePrefix = 'target-health.elbv2.k8s.aws';
const legacyPrefix = 'target-health.alb.ingress.k8s.aws';
const injectLabel = 'elbv2.k8s.aws/pod-readiness-gate-inject';

export const gateOf = (binding: KubeObject): string => `${gatePrefix}/${binding.metadata.name}`;

export const hasGate = (pod: KubeObject, gate: string): boolean =>
  (pod['spec'].readinessGates ?? []).some(({ conditionType }: { conditionType: string }) => conditionType === gate);

/**
 * Gives a new pod a gate for each ip binding whose Service selects it, terminating bindings included.
 * Source: AWS Load Balancer Controller, pkg/inject/pod_readiness/pod_readiness_gate.go.
 */
export function injectGates(store: ObjectStore, pod: KubeObject): void {
  const { namespace = '' } = pod.metadata;
  if (store.find(kinds.namespaces, undefined, namespace)?.metadata.labels?.[injectLabel] !== 'enabled') return;
  const gates = store
    .list(targetGroupBindings, namespace)
    .filter(({ spec }) => spec.targetType === 'ip')
    .filter(({ spec }) => {
      const service = store.find(kinds.services, namespace, spec.serviceRef?.name ?? '');
      return selects(service?.['spec'].selector, pod.metadata.labels);
    })
    .map(gateOf);
  if (gates.length === 0) return;
  const own: { conditionType: string }[] = (pod['spec'].readinessGates ?? []).filter(
    ({ conditionType }: { conditionType: string }) => !conditionType.startsWith(legacyPrefix),
  );
  const added = gates.filter((gate) => !own.some(({ conditionType }) => conditionType === gate));
  pod['spec'].readinessGates = [...own, ...added.map((conditionType) => ({ conditionType }))];
}

/** Whether a pod's condition for this binding is there and is not True: then nothing is skipped. */
export function awaitsGate(
  { store }: ControllerContext,
  binding: KubeObject,
  targets: readonly WantedTarget[],
): boolean {
  return targets.some(({ pod }) => {
    const found = pod === undefined ? undefined : store.find(kinds.pods, pod.namespace, pod.name);
    const status = found === undefined ? undefined : conditionStatus(found, gateOf(binding));
    return status !== undefined && status !== 'True';
  });
}

/** Writes the health of each target to its pod's condition; says whether one is not True yet. */
export function reportHealth(
  context: ControllerContext,
  binding: KubeObject,
  targets: readonly WantedTarget[],
  registered: readonly TargetHealthDescription[],
): boolean {
  const gate = gateOf(binding);
  let isPending = false;
  for (const target of targets) {
    if (target.pod === undefined) continue;
    const pod = context.store.find(kinds.pods, target.pod.namespace, target.pod.name);
    if (pod === undefined || !hasGate(pod, gate)) continue;
    const found = registered.find(
      ({ Target }) => targetKey({ id: Target.Id, port: Target.Port ?? 0 }) === targetKey(target),
    );
    const { State, Reason = '', Description = '' } = found?.TargetHealth ?? justRegistered;
    const status = State === 'healthy' ? 'True' : 'False';
    if (status === 'False') isPending = true;
    setGate(context, pod, { type: gate, status, reason: Reason, message: Description });
  }
  return isPending;
}

const justRegistered: TargetHealthDescription['TargetHealth'] = {
  State: 'initial',
  Reason: 'Elb.RegistrationInProgress',
  Description: 'Target registration is in progress',
};

/** No pod shall wait for a binding that is going. */
export function releaseGates(context: ControllerContext, binding: KubeObject): void {
  const gate = gateOf(binding);
  for (const pod of context.store.list(kinds.pods, binding.metadata.namespace)) {
    if (!hasGate(pod, gate)) continue;
    setGate(context, pod, {
      type: gate,
      status: 'True',
      reason: '',
      message: 'Target Group Binding is deleted',
    });
  }
}

function setGate(context: ControllerContext, pod: KubeObject, condition: Parameters<typeof setCondition>[2]): void {
  writeStatus(context.store, kinds.pods, pod.metadata.namespace, pod.metadata.name, (object) =>
    setCondition(object, nowOf(context), condition),
  );
}
