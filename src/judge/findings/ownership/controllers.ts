import { controllerClass } from '../../../model/annotations.ts';
import type { ControllerDeployment } from '../../../model/surroundings.ts';
import { flagOf, gateOf, isGiven } from '../../controller-flags.ts';
import type { Subject } from '../finding.ts';

/** The Deployments that were found, each group a part of the one before it, as far as their arguments tell. */
export interface Controllers {
  readonly found: readonly ControllerDeployment[];
  /** Those that look at the Service's namespace. */
  readonly watching: readonly ControllerDeployment[];
  /** Those that would take the Service, too. */
  readonly taking: readonly ControllerDeployment[];
  /** Those that reconcile Services at all, too. */
  readonly working: readonly ControllerDeployment[];
}

/** null: the Service is not the controller's, or its Deployments were not read. What an argument hides speaks for the Deployment. */
export function controllersOf({ snapshot, inspection }: Subject): Controllers | null {
  const found = snapshot.surroundings?.controllers ?? null;
  if (found === null || inspection.service.owner.kind !== 'controller') return null;
  const { namespace, loadBalancerClass } = snapshot.service;
  const watching = found.filter((each) => [namespace, '', null].includes(flagOf(each, 'watch-namespace')));
  const taking = watching.filter(
    (each) => loadBalancerClass === null || [loadBalancerClass, null].includes(classOf(each)),
  );
  const working = taking.filter((each) => gateOf(each, 'EnableServiceController') !== false);
  return { found, watching, taking, working };
}

/** The class of Services that a controller takes; null: an environment variable has it. */
export function classOf(controller: ControllerDeployment): string | null {
  const told = flagOf(controller, 'load-balancer-class');
  return told !== null || isGiven(controller, 'load-balancer-class') ? told : controllerClass;
}

/** The cluster whose tag a controller writes and looks for; null: its arguments do not tell. */
export function clusterOf(controller: ControllerDeployment): string | null {
  return flagOf(controller, 'cluster-name') || null;
}

/** A Deployment as findings name it. */
export function deploymentName({ namespace, name }: ControllerDeployment): string {
  return `Deployment ${namespace}/${name}`;
}

/** Several Deployments in one sentence. */
export function deploymentNames(controllers: readonly ControllerDeployment[]): string {
  return controllers.map(deploymentName).join(', ');
}

/** The command that shows what a controller was told. */
export function showArguments({ namespace, name }: ControllerDeployment): string {
  return `kubectl get deployment ${name} -n ${namespace} -o jsonpath='{.spec.template.spec.containers[*].args}'`;
}
