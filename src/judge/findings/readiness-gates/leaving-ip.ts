import type { Check } from '../finding.ts';
import { injectionOf, ipBindings } from './gates.ts';

/** A migration away from ip, during which a new pod may get a gate that nobody opens. */
export const gatesOfGoingBinding: Check<'NLB0604'> = (subject) => {
  const bindings = ipBindings(subject.snapshot) ?? [];
  if (subject.to !== 'instance' || injectionOf(subject) !== 'on' || bindings.length === 0) return [];
  const { namespace } = subject.snapshot.service;
  const names = bindings.map(({ name }) => name).sort();
  return [
    {
      code: 'NLB0604',
      message: `A pod that is created while binding ${names.join(' or ')} is being deleted gets its readiness gate, which nobody opens afterwards: the pod stays NotReady until it is deleted.`,
      remedy: `start no rollout and no scaling until the migration is verified; then look for pods whose gates are not all met, and delete them: kubectl get pods -n ${namespace} -o wide`,
    },
  ];
};
