import type { Workload } from '../../../model/surroundings.ts';
import { deploymentsBehind } from '../../deployments.ts';
import { counted } from '../enumeration.ts';
import type { Check, Subject } from '../finding.ts';
import { injectionOf } from '../readiness-gates/gates.ts';

/** Deployments behind the Service whose pods are not yet those that they will be. */
export const rolloutUnderWay: Check<'NLB0704'> = (subject) => {
  if (!matters(subject)) return [];
  const { namespace } = subject.snapshot.service;
  return (deploymentsBehind(subject.snapshot) ?? []).flatMap((deployment) => {
    const state = stateOf(deployment);
    if (state === null) return [];
    const { name, paused } = deployment;
    return [
      {
        code: 'NLB0704' as const,
        object: `Deployment ${name}`,
        message: `Deployment ${name} ${state}: its pods may change while the migration waits for them, and a new one starts that wait anew.`,
        remedy: paused
          ? `kubectl rollout resume deployment/${name} -n ${namespace}, and let it finish; or leave it paused until the migration is verified`
          : `let it finish first: kubectl rollout status deployment/${name} -n ${namespace}`,
      },
    ];
  });
};

/** Whether pods have a say in what the migration waits for: as targets, behind the nodes, or by gates of a binding that goes. */
function matters(subject: Subject): boolean {
  const { to, inspection, snapshot } = subject;
  if (to === null || inspection.service.owner.kind !== 'controller') return false;
  return to === 'ip' || snapshot.service.externalTrafficPolicy === 'Local' || injectionOf(subject) === 'on';
}

/** What `kubectl rollout status` would wait for; null: nothing. */
function stateOf(deployment: Workload): string | null {
  const { paused, generation, observedGeneration, replicas, updatedReplicas, totalReplicas, readyReplicas } =
    deployment;
  if (paused) return 'is paused';
  if (observedGeneration === null || observedGeneration < generation)
    return 'was changed, which its controller has not acted on yet';
  if (updatedReplicas < replicas)
    return `is being rolled out (${updatedReplicas} of ${counted(replicas, 'pod')} of the newest template)`;
  if (totalReplicas > updatedReplicas)
    return `is being rolled out (${counted(totalReplicas - updatedReplicas, 'old pod')} to go)`;
  if (readyReplicas < updatedReplicas)
    return `is not complete (${readyReplicas} of ${counted(updatedReplicas, 'pod')} ready)`;
  return null;
}
