import type { AccessFacts } from '../../model/access.ts';
import type { Diagnosis } from '../../model/doctor.ts';
import { actionChecks, awsChecks } from './aws.ts';
import { clockChecks } from './clock.ts';
import { clusterChecks } from './cluster.ts';
import { clusterPermissionChecks } from './cluster-permissions.ts';
import { controllerChecks } from './controller.ts';
import { elsewhereChecks } from './elsewhere.ts';

/** Judges everything that was found out about the one who asks. What reading needs must have been found to work; not to know is not enough. */
export function diagnose(facts: AccessFacts): Diagnosis {
  const checks = [
    ...clusterChecks(facts),
    ...clusterPermissionChecks(facts),
    ...controllerChecks(facts),
    ...awsChecks(facts),
    ...actionChecks(facts),
    ...clockChecks(facts),
    ...elsewhereChecks(),
  ];
  const isMissing = ({ need, status }: (typeof checks)[number]) =>
    need === 'reading' && (status === 'failed' || status === 'not-checked');
  return { checks, canRead: !checks.some(isMissing) };
}
