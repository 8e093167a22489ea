import type { Service } from '../../model/service.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';
import { expectedAfter } from './expected-after.ts';

/** What a plan rests on, in parts that can be told apart when one of them has moved. */
export interface PlanInputs {
  readonly service: unknown;
  readonly listeners: unknown;
  readonly targetGroups: unknown;
  readonly bindings: unknown;
  readonly expected: unknown;
}

/**
 * The facts that a plan was made from: the Service's uid, spec and annotations for the controller, listeners, target groups,
 * the specs of bindings, and the expected set. Not status, health, heartbeats or managedFields: they change by themselves.
 */
export function planInputs(snapshot: Snapshot, to: TargetType): PlanInputs {
  const { service, listeners, targetGroups, bindings } = snapshot;
  return ordered({
    service: lastingParts(service),
    listeners: sorted(
      listeners?.map(({ arn, port, protocol, forwards }) => ({ arn, port, protocol, forwards: sorted(forwards) })),
    ),
    targetGroups: sorted(targetGroups?.map(({ arn, targetType }) => ({ arn, targetType }))),
    bindings: sorted(
      bindings?.map(({ name, targetGroupArn, targetType, serviceName, servicePort, nodeSelector, multiCluster }) => ({
        ...{ name, targetGroupArn, targetType, serviceName, servicePort, nodeSelector, multiCluster },
      })),
    ),
    expected: expectedAfter(snapshot, to).map(({ port, set }) => ({
      port,
      targets: set.known ? set.targets.map((target) => `${target.id}:${target.port}`).sort() : null,
    })),
  });
}

/** The same with the members of objects by name: in which order an API writes them does not count. */
function ordered<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(ordered) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort() as (keyof Value)[];
  return Object.fromEntries(names.map((name) => [name, ordered(value[name])])) as Value;
}

/** Of a Service, what a judgement rests on: not its status, its version, labels, or who delivers it. */
function lastingParts({
  resourceVersion: _version,
  ingress: _ingress,
  labels: _labels,
  finalizers: _finalizers,
  annotationManagers: _managers,
  ownWriteAt: _written,
  lastApplied: _applied,
  deliveryMarks: _marks,
  ...lasting
}: Service): object {
  return lasting;
}

/** Whether two Snapshots lead to the same plan. */
export const isSamePlan = (one: Snapshot, other: Snapshot, to: TargetType): boolean =>
  JSON.stringify(planInputs(one, to)) === JSON.stringify(planInputs(other, to));

/** The words of each part, for people. */
export const inputWords = {
  service: 'the Service’s spec or annotations',
  listeners: 'the NLB’s listeners',
  targetGroups: 'its target groups',
  bindings: 'its TargetGroupBindings',
  expected: 'the pods or nodes that would be registered',
} as const satisfies Record<keyof PlanInputs, string>;

/** The order in which APIs list things does not count. */
function sorted(items: readonly unknown[] | undefined): unknown[] | null {
  return items === undefined ? null : [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
