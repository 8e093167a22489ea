import { weightedRefusals } from '../../weighted/refusals.ts';
import type { Check } from '../finding.ts';

/** Each reason for which a migration that is asked for over a bridge is not begun. */
export const weightedRefused: Check<'NLB0709'> = ({ snapshot, inspection, to, weighted }) => {
  if (weighted === undefined || to === null) return [];
  const { namespace, name } = snapshot.service;
  return weightedRefusals({ snapshot, inspection, to, denied: weighted.denied }).map((why) => ({
    code: 'NLB0709',
    message: `The weighted strategy cannot be used: ${why}`,
    remedy: `mend that, or see what a migration in place would cost: nlbctl plan ${name} -n ${namespace} --to ${to}`,
  }));
};
