import { expectedAfter } from '../../plan/expected-after.ts';
import { portWords } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { preservationChanges } from './hairpin.ts';

const perTarget = 55_000;

/** Ports run out where the NLB connects from its own addresses (NLB guide, target groups, client IP preservation). */
export const connectionLimit: Check<'NLB0505'> = (subject) => {
  const ceases = preservationChanges(subject, false).filter(({ to }) => to === 'ip');
  if (ceases.length === 0) return [];
  const sets = expectedAfter(subject.snapshot, 'ip').filter(({ port }) =>
    ceases.some((each) => each.port.port === port),
  );
  const counts = sets.flatMap(({ set }) => (set.known ? set.targets.filter(({ required }) => required).length : []));
  const fewest = Math.min(...counts);
  const now =
    counts.length > 0 && fewest > 0
      ? ` With ${fewest} ${fewest === 1 ? 'pod' : 'pods'} that is about ${(fewest * perTarget).toLocaleString('en-US')} for a port.`
      : '';
  return [
    {
      code: 'NLB0505',
      message: `On ${portWords(ceases.map(({ port }) => port.port))} the NLB will connect to pods from its own addresses, and can then hold about 55,000 connections to a pod at a time, or open as many a minute.${now}`,
    },
  ];
};
