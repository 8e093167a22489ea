import { tag } from '../../../model/annotations.ts';
import type { ControllerDeployment } from '../../../model/surroundings.ts';
import { flagOf, goBoolean } from '../../controller-flags.ts';
import type { Check, Found, Subject } from '../finding.ts';
import {
  type Controllers,
  classOf,
  clusterOf,
  controllersOf,
  deploymentName,
  deploymentNames,
  showArguments,
} from './controllers.ts';

/** What the controllers that were found were told, held against the Service's class and the NLB's tags. */
export const contradiction: Check<'NLB0119'> = (subject) => {
  const controllers = controllersOf(subject);
  if (controllers === null) return [];
  return [
    classOfNone(subject, controllers),
    clusterOfNone(subject, controllers),
    twoAtOnce(subject, controllers),
  ].filter((found) => found !== null);
};

/** A class decides alone who takes a Service (AWS Load Balancer Controller, pkg/service/service_utils.go). */
function classOfNone({ snapshot }: Subject, { watching, taking }: Controllers): Found<'NLB0119'> | null {
  const [first] = watching;
  if (first === undefined || taking.length > 0) return null;
  const classes = watching.map((each) => `${deploymentName(each)} takes ${classOf(each)}`);
  return {
    code: 'NLB0119',
    message: `The class of the Service is ${snapshot.service.loadBalancerClass}, but ${classes.join(' and ')} (--load-balancer-class): no controller that was found looks after it.`,
    remedy: `give the controller the class of the Service, or make a new Service with the controller’s; ${showArguments(first)} shows what it was told`,
  };
}

/** The controller knows its load balancers by tags, the cluster’s among them (AWS Load Balancer Controller, pkg/deploy/elbv2/tagging_manager.go). */
function clusterOfNone({ snapshot }: Subject, { working }: Controllers): Found<'NLB0119'> | null {
  const tagged = snapshot.loadBalancer?.tags?.[tag.cluster];
  const [first] = working;
  if (tagged === undefined || first === undefined) return null;
  const clusters = working.map(clusterOf);
  if (clusters.some((cluster) => cluster === null || cluster === tagged)) return null;
  return {
    code: 'NLB0119',
    object: `NLB ${snapshot.loadBalancer?.name}`,
    message: `NLB ${snapshot.loadBalancer?.name} carries the tag ${tag.cluster}: ${tagged}, but ${deploymentNames(working)} works for cluster ${[...new Set(clusters)].join(', ')} (--cluster-name): it does not know this NLB as its own, and would make another one.`,
    remedy: `see which name is right: ${showArguments(first)}`,
  };
}

/** Of those that share a lease only one works at a time (AWS Load Balancer Controller, pkg/config/runtime_config.go). */
function twoAtOnce({ snapshot }: Subject, { working }: Controllers): Found<'NLB0119'> | null {
  const ready = working.filter(({ readyReplicas }) => readyReplicas > 0);
  if (new Set(ready.map(leaseOf)).size < 2) return null;
  const { namespace, name } = snapshot.service;
  return {
    code: 'NLB0119',
    message: `${deploymentNames(ready)} would each look after Service ${namespace}/${name}, and undo what the other does where they differ.`,
    remedy: `keep one of them for it: ${ready.map(scaleDown).join(' or ')}`,
  };
}

function leaseOf(controller: ControllerDeployment): string {
  const { namespace, name } = controller;
  if (goBoolean(flagOf(controller, 'enable-leader-election') ?? '') === false) return `none ${namespace}/${name}`;
  const id = flagOf(controller, 'leader-election-id') || 'aws-load-balancer-controller-leader';
  return `${flagOf(controller, 'leader-election-namespace') || namespace}/${id}`;
}

const scaleDown = ({ namespace, name }: ControllerDeployment): string =>
  `kubectl scale deployment/${name} -n ${namespace} --replicas=0`;
