import type { KubeObject } from '../../store/object.ts';
import { targetGroupBindings } from '../../store/resources.ts';
import { isCheckpointAnnotation } from '../binding/checkpoint.ts';
import type { ControllerContext } from '../context.ts';
import type { TargetGroupModel } from '../model.ts';

const stackLabels = (service: KubeObject): Record<string, string> => ({
  'service.k8s.aws/stack-name': service.metadata.name,
  'service.k8s.aws/stack-namespace': service.metadata.namespace ?? '',
});

/**
 * Creates the bindings of a stack, and writes those that differ; returns those that the model has no place for.
 * A new binding is not waited for. One that is terminating counts as present: only its ARN is looked at.
 * Source: AWS Load Balancer Controller, pkg/deploy/elbv2/target_group_binding_synthesizer.go.
 */
export async function deployBindings(
  context: ControllerContext,
  service: KubeObject,
  models: readonly TargetGroupModel[],
  arns: ReadonlyMap<string, string>,
): Promise<KubeObject[]> {
  const labels = stackLabels(service);
  const present = context.store
    .list(targetGroupBindings)
    .filter(({ metadata }) => Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value));
  const matched = new Set<KubeObject>();
  const ordered = models
    .map((model) => ({ model, arn: arns.get(model.resource) ?? '' }))
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  for (const { model, arn } of ordered) {
    const binding = present.find(({ spec }) => spec.targetGroupARN === arn);
    if (binding === undefined) await context.step('create-binding', () => createBinding(context, model, arn, labels));
    else {
      matched.add(binding);
      await updateBinding(context, binding, model, arn, labels);
    }
  }
  return present.filter((binding) => !matched.has(binding));
}

function specOf({ topology }: ControllerContext, model: TargetGroupModel, arn: string): object {
  const { binding } = model;
  return {
    ipAddressType: model.ipAddressType,
    ...(binding.multiCluster ? { multiClusterTargetGroup: true } : {}),
    ...(binding.networking === undefined ? {} : { networking: binding.networking }),
    ...(binding.nodeSelector === undefined ? {} : { nodeSelector: { matchLabels: binding.nodeSelector } }),
    serviceRef: binding.serviceRef,
    targetGroupARN: arn,
    targetGroupProtocol: model.protocol,
    targetType: model.targetType,
    vpcID: topology.vpc.id,
  };
}

async function createBinding(
  context: ControllerContext,
  model: TargetGroupModel,
  arn: string,
  labels: Record<string, string>,
): Promise<void> {
  await context.kubernetes(() => {
    context.store.create(targetGroupBindings, {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata: { name: model.name, namespace: model.binding.namespace, labels },
      spec: specOf(context, model, arn),
    });
  });
}

/** A written binding is waited for until its own loop has observed it. */
async function updateBinding(
  context: ControllerContext,
  binding: KubeObject,
  model: TargetGroupModel,
  arn: string,
  labels: Record<string, string>,
): Promise<void> {
  const { store, delays } = context;
  const { namespace, name } = binding.metadata;
  const spec = specOf(context, model, arn);
  const { annotations = {} } = binding.metadata;
  const isSame =
    canonical(binding['spec']) === canonical(spec) &&
    canonical(binding.metadata.labels) === canonical(labels) &&
    Object.keys(annotations).every((key) => isCheckpointAnnotation(key));
  if (isSame) return;
  await context.kubernetes(() =>
    store.modify(targetGroupBindings, namespace, name, (object) => {
      object['spec'] = spec;
      object.metadata.labels = labels;
      // The checkpoint goes with them, so that the binding's loop does all of its work again.
      delete object.metadata.annotations;
    }),
  );
  for (let waited = 0; waited <= delays.bindingWait; waited += delays.bindingPoll) {
    const seen = store.get(targetGroupBindings, namespace, name);
    if ((seen['status']?.observedGeneration ?? 0) >= (seen.metadata.generation ?? 0)) return;
    await context.pause(delays.bindingPoll);
  }
  throw new Error('failed to wait targetGroupBinding observed: timed out waiting for the condition');
}

/** JSON with its keys in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Deletes bindings one by one, each until it is gone. */
export async function deleteBindings(context: ControllerContext, bindings: readonly KubeObject[]): Promise<void> {
  for (const binding of bindings) await context.step('delete-binding', () => deleteBinding(context, binding));
}

async function deleteBinding(context: ControllerContext, { metadata }: KubeObject): Promise<void> {
  const { store, delays } = context;
  const { namespace, name, uid } = metadata;
  const exists = () => store.find(targetGroupBindings, namespace, name)?.metadata.uid === uid;
  await context.kubernetes(() => {
    if (exists()) store.remove(targetGroupBindings, namespace, name);
  });
  for (let waited = 0; exists(); waited += delays.bindingPoll) {
    if (waited > delays.bindingWait) {
      throw new Error('failed to wait targetGroupBinding deletion: timed out waiting for the condition');
    }
    await context.pause(delays.bindingPoll);
  }
}
