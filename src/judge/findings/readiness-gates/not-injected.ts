import { restartOf } from '../../deployments.ts';
import type { Check } from '../finding.ts';
import { injectionOf, injectLabel } from './gates.ts';

/** A migration to ip where rollouts will not wait for the NLB. */
export const noGatesGiven: Check<'NLB0603'> = (subject) => {
  const injection = injectionOf(subject);
  if (subject.to !== 'ip' || injection === 'on' || injection === null) return [];
  const { snapshot } = subject;
  const { namespace } = snapshot.service;
  const restart = restartOf(snapshot);
  const then = `restart the pods once the migration is verified${restart === null ? '' : `: ${restart}`}`;
  const [why, mend] =
    injection === 'no-label'
      ? [
          `Namespace ${namespace} is not labelled for readiness gates`,
          `kubectl label namespace ${namespace} ${injectLabel}=enabled`,
        ]
      : [
          'The controller gives no readiness gates (--enable-pod-readiness-gate-inject=false)',
          `start the controller without that flag, and label the namespace: kubectl label namespace ${namespace} ${injectLabel}=enabled`,
        ];
  return [
    {
      code: 'NLB0603',
      object: `namespace ${namespace}`,
      message: `${why}: after the migration a rollout takes old pods away as soon as new ones are Ready, while ELBv2 commonly needs one to five minutes to take these up.`,
      remedy: `${mend}; then ${then}`,
    },
  ];
};
