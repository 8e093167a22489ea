import { Elbv2Error } from '../elbv2/elbv2-error.ts';
import type { FaultBoard } from '../faults/board.ts';
import { ApiError } from '../store/api-error.ts';

/**
 * What the controller does one after the other when a target type changes, each with the API that it asks. `switch-listener`
 * and those that name a group, a binding or a listener come once for each of them.
 * Source: AWS Load Balancer Controller, pkg/deploy/stack_deployer.go and pkg/targetgroupbinding/resource_manager.go.
 */
export const controllerSteps = {
  'build-model': 'aws',
  'add-finalizer': 'kubernetes',
  'create-group': 'aws',
  'create-load-balancer': 'aws',
  'create-listener': 'aws',
  'switch-listener': 'aws',
  'create-binding': 'kubernetes',
  'deregister-targets': 'aws',
  'register-targets': 'aws',
  'delete-binding': 'kubernetes',
  'clean-up-binding': 'aws',
  'delete-group': 'aws',
  'write-status': 'kubernetes',
} as const satisfies Record<string, 'aws' | 'kubernetes'>;

export type ControllerStep = keyof typeof controllerSteps;

/** Does one step, with what faults make of it. */
export type StepRunner = <T>(step: ControllerStep, act: () => Promise<T>) => Promise<T>;

export interface StepOptions {
  readonly faults: Pick<FaultBoard, 'strike'>;
  /** Told of each step that is made, before a fault can end the process after it. */
  readonly made: (step: ControllerStep) => void;
  /** Lets time pass, of a fault's `delay`. */
  readonly pause: (duration: string) => Promise<void>;
  /** Ends the process, and begins another one after a while; what it throws is what ends the work in hand. */
  readonly restart: (down: string) => Error;
}

/** How long a pod of the controller's takes to come back, with the lease of its leader. */
const usualRestart = '15s';

export function stepRunner({ faults, made, pause, restart }: StepOptions): StepRunner {
  return async (step, act) => {
    const slow = faults.strike('controller-slow', (fault) => fault.step === undefined || fault.step === step);
    if (slow !== undefined) await pause(slow.fault.delay);
    const failing = faults.strike('controller-fails', ({ at }) => at === step);
    if (failing !== undefined) throw failureOf(step, failing.fault.message);
    const result = await act();
    made(step);
    const restarting = faults.strike('controller-restarts', ({ after }) => after === step);
    if (restarting !== undefined) throw restart(restarting.fault.down ?? usualRestart);
    return result;
  };
}

function failureOf(step: ControllerStep, message: string | undefined): Error {
  if (message !== undefined) return new Error(message);
  return controllerSteps[step] === 'aws'
    ? new Elbv2Error('ServiceUnavailable', 'The service is unavailable. Please try again shortly.', 503)
    : new ApiError(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out');
}
