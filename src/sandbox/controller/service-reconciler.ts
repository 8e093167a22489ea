import type { EventRecorder } from '../cluster/event-recorder.ts';
import { kinds, splitKey } from '../cluster/kinds.ts';
import { ApiError } from '../store/api-error.ts';
import type { KubeObject } from '../store/object.ts';
import { isDeletionProtected } from './attributes.ts';
import { BuildError } from './build-error.ts';
import { type ControllerContext, ControllerStopped, RequeueAfter } from './context.ts';
import { deploy } from './deploy/deploy.ts';
import { ownedLoadBalancers } from './deploy/load-balancer.ts';
import { messageOf } from './error-message.ts';
import { buildModel, type Model } from './model.ts';
import { isPendingFinalization, isSupported, serviceFinalizer } from './ownership.ts';
import { isAtLeast } from './settings.ts';
import { stackOf } from './tags.ts';

/**
 * One reconcile of a Service. Throws when it must be tried again; RequeueAfter where that is no failure.
 * Source: AWS Load Balancer Controller, controllers/service/service_controller.go.
 */
export async function reconcileService(
  context: ControllerContext,
  recorder: EventRecorder,
  key: string,
): Promise<void> {
  const { namespace, name } = splitKey(key);
  const service = context.store.find(kinds.services, namespace, name);
  if (service === undefined) return;
  const model = await build(context, recorder, service);
  if (model === undefined) {
    if (isPendingFinalization(service)) await cleanUp(context, recorder, service);
    return;
  }
  await setFinalizer(context, recorder, service, true);
  const { loadBalancer, isIncomplete } = await deployOrReport(context, recorder, service, model);
  if (isIncomplete) {
    throw new RequeueAfter(
      context.delays.provisioningRequeue,
      `monitor provisioning state for load balancer: ${loadBalancer?.LoadBalancerName}`,
    );
  }
  const hostname = loadBalancer?.DNSName.toLowerCase();
  if (hostname !== undefined) await writeStatus(context, recorder, service, hostname);
  recorder.event(service, 'Normal', 'SuccessfullyReconciled', 'Successfully reconciled');
}

/** Undefined for a Service that has no claim to a load balancer, or not any more. */
async function build(
  context: ControllerContext,
  recorder: EventRecorder,
  service: KubeObject,
): Promise<Model | undefined> {
  const { settings, topology, store } = context;
  const { namespace, name } = service.metadata;
  try {
    if (!isSupported(service, settings)) {
      if (isPendingFinalization(service) && isDeletionProtected(service)) {
        throw new BuildError(`deletion_protection is enabled, cannot delete the service: ${name}`);
      }
      return undefined;
    }
    const [owned] = await context.step('build-model', () => ownedLoadBalancers(context, stackOf(service)));
    return buildModel({
      service,
      settings,
      topology,
      existing: owned?.item,
      findService: (other) => store.find(kinds.services, namespace, other),
    });
  } catch (error) {
    report(recorder, service, 'FailedBuildModel', 'Failed build model', error);
    throw error;
  }
}

async function deployOrReport(
  context: ControllerContext,
  recorder: EventRecorder,
  service: KubeObject,
  model: Model | undefined,
) {
  try {
    return await deploy(context, service, model);
  } catch (error) {
    report(recorder, service, 'FailedDeployModel', 'Failed deploy model', error);
    throw error;
  }
}

function report(recorder: EventRecorder, service: KubeObject, reason: string, what: string, error: unknown): void {
  if (error instanceof ControllerStopped) return;
  recorder.event(service, 'Warning', reason, `${what} due to ${messageOf(error)}`);
}

/** Everything of the Service goes; there is no event when that has worked. */
async function cleanUp(context: ControllerContext, recorder: EventRecorder, service: KubeObject): Promise<void> {
  await deployOrReport(context, recorder, service, undefined);
  const { namespace, name } = service.metadata;
  await guarded(recorder, service, 'FailedCleanupStatus', 'Failed update status', () =>
    context.kubernetes(() =>
      context.store.modify(
        kinds.services,
        namespace,
        name,
        (object) => {
          object['status'] = { ...object['status'], loadBalancer: {} };
        },
        { subresource: 'status' },
      ),
    ),
  );
  await setFinalizer(context, recorder, service, false);
}

async function setFinalizer(
  context: ControllerContext,
  recorder: EventRecorder,
  service: KubeObject,
  isWanted: boolean,
): Promise<void> {
  if (isPendingFinalization(service) === isWanted) return;
  const { namespace, name } = service.metadata;
  const [reason, what] = isWanted
    ? ['FailedAddFinalizer', 'Failed add finalizer']
    : ['FailedRemoveFinalizer', 'Failed remove finalizer'];
  const write = () =>
    context.kubernetes(() =>
      context.store.modify(kinds.services, namespace, name, ({ metadata }) => {
        const others = (metadata.finalizers ?? []).filter((one) => one !== serviceFinalizer);
        metadata.finalizers = isWanted ? [...others, serviceFinalizer] : others;
      }),
    );
  await guarded(recorder, service, reason, what, () => (isWanted ? context.step('add-finalizer', write) : write()));
}

async function writeStatus(
  context: ControllerContext,
  recorder: EventRecorder,
  service: KubeObject,
  hostname: string,
): Promise<void> {
  const { namespace, name } = service.metadata;
  const ports = (service['spec'].ports ?? []).map(({ port, protocol }: { port: number; protocol: string }) => ({
    port,
    protocol,
  }));
  const ingress = [{ hostname, ...(isAtLeast(context.settings.version, 2, 17) ? { ports } : {}) }];
  const present = context.store.find(kinds.services, namespace, name)?.['status']?.loadBalancer?.ingress;
  if (JSON.stringify(present) === JSON.stringify(ingress)) return;
  const write = () =>
    context.kubernetes(() =>
      context.store.modify(
        kinds.services,
        namespace,
        name,
        (object) => {
          object['status'] = { ...object['status'], loadBalancer: { ingress } };
        },
        { subresource: 'status' },
      ),
    );
  await guarded(recorder, service, 'FailedUpdateStatus', 'Failed update status', () =>
    context.step('write-status', write),
  );
}

/** A Service that has gone meanwhile is no failure. */
async function guarded(
  recorder: EventRecorder,
  service: KubeObject,
  reason: string,
  what: string,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return;
    report(recorder, service, reason, what, error);
    throw error;
  }
}
