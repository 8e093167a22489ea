import type { ControllerDeployment } from '../../../model/surroundings.ts';
import { isBefore, versionOf } from '../../version.ts';
import type { Check, Subject } from '../finding.ts';
import { controllersOf, deploymentName } from './controllers.ts';
import { matters } from './version-matters.ts';

/** A controller that is older than something which matters for this Service, or whose age cannot be told while something does. */
export const oldController: Check<'NLB0110'> = (subject) =>
  (controllersOf(subject)?.working ?? []).flatMap((controller) => {
    const message = messageOf(controller, subject);
    return message === null
      ? []
      : [{ code: 'NLB0110' as const, object: deploymentName(controller), message, remedy: remedyOf(controller) }];
  });

function messageOf(controller: ControllerDeployment, subject: Subject): string | null {
  const version = versionOf(controller.version);
  const found = matters.filter(
    ({ since, concerns }) =>
      (version === null || isBefore(version, versionOf(since) ?? [])) && concerns(subject, controller),
  );
  if (found.length === 0) return null;
  const what = found.map(({ since, before }) => `before ${since} ${before}`).join('; ');
  if (version !== null) return `${deploymentName(controller)} is of version ${controller.version}, and ${what}.`;
  const tag = controller.version === null ? 'has no tag' : `has the tag ${controller.version}`;
  return `The version of ${deploymentName(controller)} cannot be told, since its image ${tag}, and nlbctl takes it for a current one; but ${what}.`;
}

function remedyOf({ namespace, name }: ControllerDeployment): string {
  return `see which one runs: kubectl get deployment ${name} -n ${namespace} -o jsonpath='{.spec.template.spec.containers[*].image}'; a newer controller mends it`;
}
