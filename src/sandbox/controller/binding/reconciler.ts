import { setCondition } from '../../cluster/conditions.ts';
import { nowOf } from '../../cluster/context.ts';
import type { EventRecorder } from '../../cluster/event-recorder.ts';
import { kinds, splitKey } from '../../cluster/kinds.ts';
import type { TargetHealthDescription } from '../../elbv2/api.ts';
import { Elbv2Error } from '../../elbv2/elbv2-error.ts';
import type { KubeObject } from '../../store/object.ts';
import { targetGroupBindings } from '../../store/resources.ts';
import { type ControllerContext, ControllerStopped, RequeueAfter } from '../context.ts';
import type { ServicePort } from '../target-type.ts';
import { checkpointOf, saveCheckpoint, savedCheckpoint, saveTrackedTargets, trackedTargets } from './checkpoint.ts';
import { nodeTargets } from './node-targets.ts';
import { podTargets } from './pod-targets.ts';
import { releaseGates, reportHealth } from './readiness-gates.ts';
import { BackendNotFound, targetKey, type WantedTarget } from './targets.ts';

/** Kept on a binding while targets of it may be registered. */
const bindingFinalizer = 'elbv2.k8s.aws/resources';
const registrationChunk = 200;

/**
 * One reconcile of a TargetGroupBinding: its targets become those that its Service has. Throws when it must be tried
 * again; RequeueAfter where that is no failure. Health is never waited for, but for pods with a readiness gate.
 * Source: AWS Load Balancer Controller, pkg/targetgroupbinding/resource_manager.go.
 */
export async function reconcileBinding(
  context: ControllerContext,
  recorder: EventRecorder,
  key: string,
): Promise<void> {
  const { namespace, name } = splitKey(key);
  const binding = context.store.find(targetGroupBindings, namespace, name);
  if (binding === undefined) return;
  if (binding.metadata.deletionTimestamp !== undefined) {
    await cleanUp(context, recorder, binding);
    return;
  }
  await setFinalizer(context, binding, true);
  try {
    const isSkipped = await reconcileTargets(context, recorder, binding);
    if (isSkipped) return;
  } catch (error) {
    if (!(error instanceof RequeueAfter) && !(error instanceof ControllerStopped)) {
      recorder.event(binding, 'Warning', 'FailedReconcile', `Failed reconcile due to ${messageOf(error)}`);
    }
    throw error;
  }
  await context.kubernetes(() => observe(context, binding));
  recorder.event(binding, 'Normal', 'SuccessfullyReconciled', 'Successfully reconciled');
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function observe({ store }: ControllerContext, { metadata }: KubeObject): void {
  if (store.find(targetGroupBindings, metadata.namespace, metadata.name) === undefined) return;
  store.modify(
    targetGroupBindings,
    metadata.namespace,
    metadata.name,
    (object) => {
      object['status'] = { ...object['status'], observedGeneration: metadata.generation };
    },
    { subresource: 'status' },
  );
}

/** True where the checkpoint says that there is nothing to do. */
async function reconcileTargets(
  context: ControllerContext,
  recorder: EventRecorder,
  binding: KubeObject,
): Promise<boolean> {
  const wanted = resolveOrReport(context, recorder, binding);
  if (wanted === undefined) {
    await removeTargets(context, binding);
    releaseGates(context, binding);
    await saveCheckpoint(context, binding, '');
    return false;
  }
  const checkpoint = checkpointOf(binding, wanted);
  if (checkpoint === savedCheckpoint(binding)) return true;
  const arn: string = binding['spec'].targetGroupARN;
  const registered = await context.aws(() => context.elbv2.describeTargetHealth({ TargetGroupArn: arn }));
  const present = registered.filter(({ TargetHealth }) => !/draining$/.test(TargetHealth.State));
  const extra = present.map(({ Target }) => ({ id: Target.Id, port: Target.Port ?? 0 })).filter(isNotIn(wanted));
  const missing = wanted.filter(isNotIn(present.map(({ Target }) => ({ id: Target.Id, port: Target.Port ?? 0 }))));
  const networkFailed = checkNetworking(context, recorder, binding);
  if (extra.length > 0 || missing.length > 0 || networkFailed) await saveCheckpoint(context, binding, '');
  await deregister(context, binding, extra);
  await register(context, binding, missing);
  finish(context, binding, wanted, present, networkFailed);
  await saveCheckpoint(context, binding, checkpoint);
  return false;
}

const isNotIn = (others: readonly { id: string; port: number }[]) => {
  const keys = new Set(others.map(targetKey));
  return (target: { id: string; port: number }): boolean => !keys.has(targetKey(target));
};

/** Throws RequeueAfter while a readiness gate is not True, or where networking has to be tried again. */
function finish(
  context: ControllerContext,
  binding: KubeObject,
  wanted: readonly WantedTarget[],
  present: readonly TargetHealthDescription[],
  networkFailed: boolean,
): void {
  const isIp = binding['spec'].targetType === 'ip';
  if (isIp && reportHealth(context, binding, wanted, present)) {
    throw new RequeueAfter(context.delays.bindingRequeue, 'monitor targetHealth');
  }
  if (networkFailed) throw new RequeueAfter(context.delays.bindingRequeue, 'networking reconciliation');
}

/** Undefined, with an event, where the Service or its port does not exist. */
function resolveOrReport(
  context: ControllerContext,
  recorder: EventRecorder,
  binding: KubeObject,
): WantedTarget[] | undefined {
  try {
    return resolveTargets(context, binding);
  } catch (error) {
    if (!(error instanceof BackendNotFound)) throw error;
    recorder.event(binding, 'Warning', 'BackendNotFound', error.message);
    return undefined;
  }
}

function resolveTargets({ store, settings }: ControllerContext, binding: KubeObject): WantedTarget[] {
  const { namespace } = binding.metadata;
  const { serviceRef, targetType, nodeSelector, ipAddressType } = binding['spec'];
  const service = store.find(kinds.services, namespace, serviceRef.name);
  if (service === undefined) throw new BackendNotFound(`services "${serviceRef.name}" not found`);
  const ports: ServicePort[] = service['spec'].ports ?? [];
  const port = ports.find((one) => one.port === serviceRef.port || one.name === serviceRef.port);
  if (port === undefined) {
    throw new BackendNotFound(`unable to find port ${serviceRef.port} on service ${namespace}/${serviceRef.name}`);
  }
  const nodes = store.list(kinds.nodes);
  const failOpen = settings.featureGates.EndpointsFailOpen;
  if (targetType !== 'ip') {
    return nodeTargets({ service, port, nodes, nodeSelector: nodeSelector?.matchLabels, failOpen });
  }
  const slices = store
    .list(kinds.endpointSlices, namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === serviceRef.name);
  return podTargets({
    port,
    slices,
    pods: store.list(kinds.pods, namespace),
    nodes,
    family: ipAddressType === 'ipv6' ? 'IPv6' : 'IPv4',
    failOpen,
  });
}

/** Addresses are registered though their security groups could not be opened; instances are not. */
function checkNetworking({ faults }: ControllerContext, recorder: EventRecorder, binding: KubeObject): boolean {
  const { networking, targetType } = binding['spec'];
  const failure = networking === undefined ? undefined : faults.networking?.[targetType === 'ip' ? 'ip' : 'instance'];
  if (failure === undefined) return false;
  if (targetType !== 'ip') throw new Error(failure);
  recorder.event(binding, 'Warning', 'FailedNetworkReconcile', failure);
  return true;
}

type Target = Pick<WantedTarget, 'id' | 'port'>;

function* chunks(targets: readonly Target[]): Generator<{ Id: string; Port: number }[]> {
  for (let start = 0; start < targets.length; start += registrationChunk) {
    yield targets.slice(start, start + registrationChunk).map(({ id, port }) => ({ Id: id, Port: port }));
  }
}

/** In a group that clusters share, only targets that this one has registered are taken out. */
async function deregister(context: ControllerContext, binding: KubeObject, targets: readonly Target[]): Promise<void> {
  const { targetGroupARN, multiClusterTargetGroup } = binding['spec'];
  const isShared = multiClusterTargetGroup === true;
  const tracked = isShared ? trackedTargets(context, binding) : new Set<string>();
  const mine = isShared ? targets.filter((target) => tracked.has(targetKey(target))) : targets;
  for (const Targets of chunks(mine)) {
    await context.aws(() => context.elbv2.deregisterTargets({ TargetGroupArn: targetGroupARN, Targets }));
  }
  if (!isShared) return;
  for (const target of mine) tracked.delete(targetKey(target));
  saveTrackedTargets(context, binding, [...tracked]);
}

async function register(context: ControllerContext, binding: KubeObject, targets: readonly Target[]): Promise<void> {
  const { targetGroupARN, multiClusterTargetGroup } = binding['spec'];
  if (multiClusterTargetGroup === true) {
    const keys = new Set([...trackedTargets(context, binding), ...targets.map(targetKey)]);
    saveTrackedTargets(context, binding, [...keys]);
  }
  for (const Targets of chunks(targets)) {
    await context.aws(() => context.elbv2.registerTargets({ TargetGroupArn: targetGroupARN, Targets }));
  }
}

/** Takes out everything that is registered, draining or not; a group that has gone already is fine. */
async function removeTargets(context: ControllerContext, binding: KubeObject): Promise<void> {
  const arn: string = binding['spec'].targetGroupARN;
  try {
    const registered = await context.aws(() => context.elbv2.describeTargetHealth({ TargetGroupArn: arn }));
    await deregister(
      context,
      binding,
      registered.map(({ Target }) => ({ id: Target.Id, port: Target.Port ?? 0 })),
    );
  } catch (error) {
    if (!(error instanceof Elbv2Error) || error.code !== 'TargetGroupNotFound') throw error;
  }
}

/** What deleting a binding takes: targets out, gates True, finalizer off. Draining is not waited for. */
async function cleanUp(context: ControllerContext, recorder: EventRecorder, binding: KubeObject): Promise<void> {
  if (!binding.metadata.finalizers?.includes(bindingFinalizer)) return;
  try {
    const { bindingCleanup } = context.faults;
    if (bindingCleanup !== undefined) throw new Error(bindingCleanup);
    await removeTargets(context, binding);
    releaseGates(context, binding);
  } catch (error) {
    if (!(error instanceof ControllerStopped)) reportFailedCleanup(context, recorder, binding, messageOf(error));
    throw error;
  }
  await setFinalizer(context, binding, false);
}

function reportFailedCleanup(
  context: ControllerContext,
  recorder: EventRecorder,
  binding: KubeObject,
  message: string,
): void {
  recorder.event(binding, 'Warning', 'FailedCleanup', `Failed cleanup due to ${message}`);
  context.store.modify(
    targetGroupBindings,
    binding.metadata.namespace,
    binding.metadata.name,
    (object) =>
      setCondition(object, nowOf(context), { type: 'Ready', status: 'False', reason: 'FailedCleanup', message }),
    { subresource: 'status' },
  );
}

async function setFinalizer(context: ControllerContext, { metadata }: KubeObject, isWanted: boolean): Promise<void> {
  if ((metadata.finalizers?.includes(bindingFinalizer) ?? false) === isWanted) return;
  await context.kubernetes(() => {
    if (context.store.find(targetGroupBindings, metadata.namespace, metadata.name) === undefined) return;
    context.store.modify(targetGroupBindings, metadata.namespace, metadata.name, (object) => {
      const others = (object.metadata.finalizers ?? []).filter((one) => one !== bindingFinalizer);
      object.metadata.finalizers = isWanted ? [...others, bindingFinalizer] : others;
    });
  });
}
