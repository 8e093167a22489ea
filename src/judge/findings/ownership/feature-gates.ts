import { annotation } from '../../../model/annotations.ts';
import type { ControllerDeployment } from '../../../model/surroundings.ts';
import { flagOf, gateOf } from '../../controller-flags.ts';
import type { Check, Subject } from '../finding.ts';
import { controllersOf, deploymentName, showArguments } from './controllers.ts';

/**
 * Gates that keep the controller from doing what is asked, where every controller that was found has them so. Services are
 * left alone, or a model with ip targets is not built (AWS Load Balancer Controller, main.go and
 * pkg/service/model_build_target_group.go).
 */
export const forbiddenByGate: Check<'NLB0118'> = (subject) => {
  const controllers = controllersOf(subject);
  if (controllers === null) return [];
  const { taking, working } = controllers;
  const { namespace, name } = subject.snapshot.service;
  if (working.length === 0)
    return taking.map((controller) => ({
      code: 'NLB0118',
      object: deploymentName(controller),
      message: `${deploymentName(controller)} was told EnableServiceController=false: it reconciles no Service, and a change of ${namespace}/${name} is not acted on.`,
      remedy: remedyOf(controller, 'EnableServiceController'),
    }));
  if (!working.every((controller) => refusesIp(controller, subject))) return [];
  return working.map((controller) => ({
    code: 'NLB0118',
    object: deploymentName(controller),
    message: `${deploymentName(controller)} was told EnableIPTargetType=false: it does not build a Service with target type ip, and leaves what is in AWS as it is.`,
    remedy: remedyOf(controller, 'EnableIPTargetType'),
  }));
};

/** The gate is about the annotation, or about the flag where there is none: `nlb-ip` is not asked. */
function refusesIp(controller: ControllerDeployment, { snapshot: { service }, to }: Subject): boolean {
  if (gateOf(controller, 'EnableIPTargetType') !== false) return false;
  return (to ?? service.annotations[annotation.targetType] ?? flagOf(controller, 'default-target-type')) === 'ip';
}

const remedyOf = (controller: ControllerDeployment, gate: string): string =>
  `take ${gate}=false off --feature-gates of the controller; ${showArguments(controller)} shows what it was told`;
