import { restartOf } from '../../deployments.ts';
import type { Check } from '../finding.ts';
import { gatesOf, injectionOf, ipBindings, podsAnd, podsBehind } from './gates.ts';

/** Pods that the controller does not tell the NLB's health of, though the namespace asks for it. */
export const podsWithoutGate: Check<'NLB0601'> = (subject) => {
  const { snapshot, to } = subject;
  const bindings = ipBindings(snapshot);
  const pods = podsBehind(snapshot);
  if (injectionOf(subject) !== 'on' || to === 'instance' || bindings === null || pods === null) return [];
  const there = bindings.filter(({ deletionTimestamp }) => deletionTimestamp === null).map(({ name }) => name);
  // Before there is an ip binding nobody can say its name: a gate of whatever name is then left to NLB0602.
  const without = pods.filter((pod) => {
    const gates = gatesOf(pod);
    return there.length > 0 ? there.some((name) => !gates.includes(name)) : to === 'ip' && gates.length === 0;
  });
  if (without.length === 0) return [];
  const { namespace } = snapshot.service;
  const restart = restartOf(snapshot) ?? `replace them one after the other: kubectl delete pod NAME -n ${namespace}`;
  return [
    {
      code: 'NLB0601',
      message: `${podsAnd(without, { one: 'lacks', many: 'lack' })} the readiness gate that namespace ${namespace} asks for: it is given at creation only, while an ip binding exists. Until restarted, ${without.length === 1 ? 'the pod counts' : 'they count'} as ready whatever the NLB finds.`,
      remedy: there.length > 0 ? restart : `once the migration is verified: ${restart}`,
    },
  ];
};
