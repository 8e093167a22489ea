import type { ControllerDeployment } from '../../../model/surroundings.ts';
import type { Check } from '../finding.ts';
import { controllersOf, deploymentName } from './controllers.ts';

/** No controller that would look after the Service has a ready pod. */
export const controllerNotReady: Check<'NLB0109'> = (subject) => {
  const working = controllersOf(subject)?.working ?? [];
  if (working.some(({ readyReplicas }) => readyReplicas > 0)) return [];
  return working.map((controller) => ({
    code: 'NLB0109',
    object: deploymentName(controller),
    message: `${stateOf(controller)}: a change of the Service is not acted on, and targets are neither registered nor taken out.`,
    remedy: remedyOf(controller),
  }));
};

function stateOf(controller: ControllerDeployment): string {
  return controller.replicas === 0
    ? `${deploymentName(controller)} is scaled to 0`
    : `${deploymentName(controller)} has 0 of ${controller.replicas} replicas ready`;
}

function remedyOf({ namespace, name, replicas }: ControllerDeployment): string {
  return replicas === 0
    ? `kubectl scale deployment/${name} -n ${namespace} --replicas=2`
    : `see why: kubectl describe deployment/${name} -n ${namespace}; kubectl logs deployment/${name} -n ${namespace} --tail=50`;
}
