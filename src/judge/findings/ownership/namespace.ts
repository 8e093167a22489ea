import { flagOf } from '../../controller-flags.ts';
import type { Check } from '../finding.ts';
import { controllersOf, deploymentName, showArguments } from './controllers.ts';

/** `--watch-namespace` names one namespace; without it, all are watched (AWS Load Balancer Controller, pkg/config/runtime_config.go). */
export const namespaceNotWatched: Check<'NLB0111'> = (subject) => {
  const controllers = controllersOf(subject);
  if (controllers === null || controllers.watching.length > 0) return [];
  const { namespace, name } = subject.snapshot.service;
  return controllers.found.map((controller) => ({
    code: 'NLB0111',
    object: deploymentName(controller),
    message: `${deploymentName(controller)} watches namespace ${flagOf(controller, 'watch-namespace')} alone (--watch-namespace): it does not see Service ${namespace}/${name}.`,
    remedy: `take --watch-namespace off the controller, or run another one for ${namespace}; ${showArguments(controller)} shows what it was told`,
  }));
};
