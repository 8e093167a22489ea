import { setCondition } from '../../cluster/conditions.ts';
import { nowOf } from '../../cluster/context.ts';
import type { EventRecorder } from '../../cluster/event-recorder.ts';
import type { KubeObject } from '../../store/object.ts';
import { targetGroupBindings } from '../../store/resources.ts';
import { type ControllerContext, ControllerStopped } from '../context.ts';
import { messageOf } from '../error-message.ts';
import { forgetTrackedTargets } from './checkpoint.ts';
import { releaseGates } from './readiness-gates.ts';
import { removeTargets } from './registration.ts';

/** Kept on a binding while targets of it may be registered. */
const bindingFinalizer = 'elbv2.k8s.aws/resources';

/** Everything that a binding holds: its targets, what it has written down of them, and the gates of pods. */
export async function letGo(context: ControllerContext, binding: KubeObject): Promise<void> {
  await removeTargets(context, binding);
  if (binding['spec'].multiClusterTargetGroup === true) forgetTrackedTargets(context, binding);
  releaseGates(context, binding);
}

/** What deleting a binding takes: targets out, gates True, finalizer off. Draining is not waited for. */
export async function cleanUp(context: ControllerContext, recorder: EventRecorder, binding: KubeObject): Promise<void> {
  if (!binding.metadata.finalizers?.includes(bindingFinalizer)) return;
  try {
    const { metadata } = binding;
    const stuck = context.faults.strike(
      'binding-stuck',
      ({ namespace = metadata.namespace, name = metadata.name }) =>
        namespace === metadata.namespace && name === metadata.name,
    );
    if (stuck !== undefined) throw new Error(stuck.fault.message ?? 'RequestError: send request failed');
    await context.step('clean-up-binding', () => letGo(context, binding));
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

export async function setFinalizer(
  context: ControllerContext,
  { metadata }: KubeObject,
  isWanted: boolean,
): Promise<void> {
  if ((metadata.finalizers?.includes(bindingFinalizer) ?? false) === isWanted) return;
  await context.kubernetes(() => {
    if (context.store.find(targetGroupBindings, metadata.namespace, metadata.name) === undefined) return;
    context.store.modify(targetGroupBindings, metadata.namespace, metadata.name, (object) => {
      const others = (object.metadata.finalizers ?? []).filter((one) => one !== bindingFinalizer);
      object.metadata.finalizers = isWanted ? [...others, bindingFinalizer] : others;
    });
  });
}
