import type { EventRecorder } from '../../cluster/event-recorder.ts';
import { kinds, splitKey } from '../../cluster/kinds.ts';
import type { TargetHealthDescription } from '../../elbv2/api.ts';
import type { KubeObject } from '../../store/object.ts';
import { targetGroupBindings } from '../../store/resources.ts';
import { type ControllerContext, ControllerStopped, RequeueAfter } from '../context.ts';
import { messageOf } from '../error-message.ts';
import type { ServicePort } from '../target-type.ts';
import { checkpointOf, saveCheckpoint, savedCheckpoint, saveTrackedTargets } from './checkpoint.ts';
import { cleanUp, letGo, setFinalizer } from './cleanup.ts';
import { instanceOf, isHybrid, nodeTargets } from './node-targets.ts';
import { podTargets } from './pod-targets.ts';
import { awaitsGate, reportHealth } from './readiness-gates.ts';
import { deregister, register } from './registration.ts';
import { BackendNotFound, targetKey, type WantedTarget } from './targets.ts';

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
    await letGo(context, binding);
    await saveCheckpoint(context, binding, '');
    return false;
  }
  const checkpoint = checkpointOf(binding, wanted);
  if (checkpoint === savedCheckpoint(binding) && !awaitsGate(context, binding, wanted)) return true;
  const arn: string = binding['spec'].targetGroupARN;
  const registered = await context.aws(() => context.elbv2.describeTargetHealth({ TargetGroupArn: arn }));
  const present = registered.filter(({ TargetHealth }) => !/draining$/.test(TargetHealth.State));
  const extra = present.map(({ Target }) => ({ id: Target.Id, port: Target.Port ?? 0 })).filter(isNotIn(wanted));
  const missing = wanted.filter(isNotIn(present.map(({ Target }) => ({ id: Target.Id, port: Target.Port ?? 0 }))));
  const networkFailed = checkNetworking(context, recorder, binding, wanted);
  if (extra.length > 0 || missing.length > 0 || networkFailed) await saveCheckpoint(context, binding, '');
  if (extra.length > 0) await context.step('deregister-targets', () => deregister(context, binding, extra));
  // Written down before they are registered, so that none is lost on the way.
  if (binding['spec'].multiClusterTargetGroup === true) {
    saveTrackedTargets(context, binding, wanted.map(targetKey));
  }
  if (missing.length > 0) await context.step('register-targets', () => register(context, binding, missing));
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

const unauthorized =
  'operation error EC2: AuthorizeSecurityGroupIngress, https response error StatusCode: 403, api error UnauthorizedOperation: You are not authorized to perform this operation.';

/** Addresses are registered though their security groups could not be opened; instances are not. */
function checkNetworking(
  { faults, store }: ControllerContext,
  recorder: EventRecorder,
  binding: KubeObject,
  wanted: readonly WantedTarget[],
): boolean {
  const { networking, targetType } = binding['spec'];
  if (networking !== undefined && targetType !== 'ip') checkInterfaces(store.list(kinds.nodes), wanted);
  if (networking === undefined) return false;
  const refused = faults.strike('networking-refused', (fault) => (fault.targetType === 'ip') === (targetType === 'ip'));
  if (refused === undefined) return false;
  const failure = refused.fault.message ?? unauthorized;
  if (targetType !== 'ip') throw new Error(failure);
  recorder.event(binding, 'Warning', 'FailedNetworkReconcile', failure);
  return true;
}

/** A hybrid node is a target like another, but has no network interface in the VPC. */
function checkInterfaces(nodes: readonly KubeObject[], wanted: readonly WantedTarget[]): void {
  const hybrid = nodes.filter((node) => isHybrid(node) && wanted.some(({ id }) => id === instanceOf(node)));
  if (hybrid.length === 0) return;
  const keys = hybrid.map(({ metadata }) => `/${metadata.name}`).join(' ');
  throw new Error(`cannot resolve node ENI for nodes: [${keys}]`);
}
