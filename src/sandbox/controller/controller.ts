import type { Loop } from '../cluster/context.ts';
import { createEventRecorder } from '../cluster/event-recorder.ts';
import { isResource, keyOf, kinds, splitKey } from '../cluster/kinds.ts';
import { createWorkQueue, type WorkQueue } from '../cluster/work-queue.ts';
import { milliseconds } from '../duration.ts';
import type { KubeObject } from '../store/object.ts';
import { targetGroupBindings } from '../store/resources.ts';
import { injectGates } from './binding/readiness-gates.ts';
import { reconcileBinding } from './binding/reconciler.ts';
import { concernedBindings } from './binding/triggers.ts';
import { bindingWebhooks, unreachable } from './binding/webhooks.ts';
import { type ControllerContext, ControllerStopped, RequeueAfter } from './context.ts';
import { isPendingFinalization, isSupported } from './ownership.ts';
import { controllerDeployment, isControllerDeployment, wantsReplicas } from './process.ts';
import { concernsController } from './service-events.ts';
import { reconcileService } from './service-reconciler.ts';
import type { StepWatch } from './step-watch.ts';
import { stepRunner } from './steps.ts';

export interface ControllerOptions extends Omit<ControllerContext, 'pause' | 'aws' | 'kubernetes' | 'step'> {
  /** Told of each step that it makes. */
  readonly steps: Pick<StepWatch, 'made'>;
}

/**
 * Starts the AWS Load Balancer Controller: a loop over Services, a separate one over TargetGroupBindings, its webhooks.
 * It works while its Deployment asks for replicas; scaled to 0 it stops wherever it is.
 */
export function startController(options: ControllerOptions): Loop {
  const { store, clock, settings, delays, faults, steps } = options;
  /** Changes when the process ends, so that what it has under way ends too. */
  let life = 0;
  /** A fault has ended the process, and another one is on its way. */
  let restarting = false;
  const isWanted = () =>
    !restarting &&
    !faults.has('controller-down') &&
    wantsReplicas(store.find(kinds.deployments, controllerDeployment.namespace, controllerDeployment.name));
  let isRunning = isWanted();
  const calls = callsOf(options, () => life);
  const step = stepRunner({
    faults,
    made: steps.made,
    pause: (duration) => calls.pause(milliseconds(duration)),
    restart(down) {
      restarting = true;
      review();
      clock.after(milliseconds(down), () => {
        restarting = false;
        review();
      });
      return new ControllerStopped();
    },
  });
  const context: ControllerContext = { ...options, ...calls, step };
  const services = queueOf(context, (key) => reconcileService(context, serviceEvents, key));
  const bindings = queueOf(context, (key) => reconcileBinding(context, bindingEvents, key));
  const serviceEvents = createEventRecorder(context, 'service');
  const bindingEvents = createEventRecorder(context, 'targetGroupBinding');
  registerWebhooks(context, () => isRunning);

  const isWatched = (namespace: string | undefined) =>
    settings.watchNamespace === '' || namespace === settings.watchNamespace;
  const enqueueAll = () => {
    for (const binding of store.list(targetGroupBindings)) {
      if (isWatched(binding.metadata.namespace)) bindings.add(keyOf(binding), delays.bindingPickup);
    }
    if (!settings.featureGates.EnableServiceController) return;
    for (const service of store.list(kinds.services)) {
      const isOwn = isSupported(service, settings) || isPendingFinalization(service);
      if (isOwn && isWatched(service.metadata.namespace)) {
        services.add(keyOf(service), delays.servicePickup);
      }
    }
  };
  /** Begins or ends the process, as its Deployment and faults have it. */
  const review = () => {
    const wanted = isWanted();
    if (wanted === isRunning) return;
    isRunning = wanted;
    life += 1;
    services.clear();
    bindings.clear();
    if (wanted) enqueueAll();
  };
  const unsubscribe = store.subscribe((event) => {
    if (isResource(event.resource, kinds.deployments) && isControllerDeployment(event.object)) {
      review();
    }
    if (!isRunning) return;
    if (isResource(event.resource, kinds.services) && settings.featureGates.EnableServiceController) {
      const isSeen = isWatched(event.object.metadata.namespace);
      if (isSeen && concernsController(event, settings)) services.add(keyOf(event.object), delays.servicePickup);
    }
    const concerned = concernedBindings(store, event).filter((key) => isWatched(splitKey(key).namespace));
    for (const key of concerned) bindings.add(key, delays.bindingPickup);
  });
  const unwatch = faults.watch({ began: review, ended: review });
  let cancelResync = () => {};
  const resync = () => {
    cancelResync = clock.after(delays.resync, () => {
      if (isRunning) enqueueAll();
      resync();
    });
  };
  resync();
  if (isRunning) enqueueAll();
  return {
    busy: () => restarting || services.busy() || bindings.busy(),
    stop() {
      life += 1;
      isRunning = false;
      unsubscribe();
      unwatch();
      cancelResync();
      services.clear();
      bindings.clear();
    },
  };
}

/** Calls that take their time, and that end with the process which makes them. */
function callsOf(
  { clock, delays }: ControllerOptions,
  life: () => number,
): Pick<ControllerContext, 'pause' | 'aws' | 'kubernetes'> {
  const pause = (milliseconds: number) => {
    const begun = life();
    return new Promise<void>((resolve, reject) => {
      clock.after(milliseconds, () => (life() === begun ? resolve() : reject(new ControllerStopped())));
    });
  };
  const after =
    (milliseconds: number) =>
    async <T>(call: () => T): Promise<T> => {
      await pause(milliseconds);
      return call();
    };
  return { pause, aws: after(delays.awsCall), kubernetes: after(delays.kubernetesCall) };
}

/** RequeueAfter is no failure: the key comes again, and its backoff begins anew. */
function queueOf({ clock }: ControllerContext, reconcile: (key: string) => Promise<void>): WorkQueue {
  return createWorkQueue({
    clock,
    async reconcile(key) {
      try {
        await reconcile(key);
        return undefined;
      } catch (error) {
        if (error instanceof RequeueAfter) return error.milliseconds;
        throw error;
      }
    },
  });
}

function registerWebhooks({ store, elbv2, settings, faults }: ControllerContext, isRunning: () => boolean): void {
  store.resources.prepare(targetGroupBindings, bindingWebhooks({ store, elbv2, isRunning, faults }));
  store.resources.prepare(kinds.pods, (pod, previous) => {
    // Its failurePolicy is Ignore: without a controller pods are admitted as they are.
    if (previous === undefined && isRunning()) injectGates(store, pod);
  });
  if (settings.serviceMutatorWebhook) {
    // Of new Services only; its failurePolicy is Fail. Source: AWS Load Balancer Controller, webhooks/core/service_mutator.go.
    store.resources.prepare(kinds.services, (service: KubeObject, previous) => {
      if (previous !== undefined) return;
      if (!isRunning()) throw unreachable('mservice.elbv2.k8s.aws');
      if (service['spec'].type === 'LoadBalancer') service['spec'].loadBalancerClass ||= settings.loadBalancerClass;
    });
  }
}
