import { explainReason } from '../../explain.ts';
import { nameOf } from '../../standing.ts';
import type { Check, Found, Subject } from '../finding.ts';
import type { Failing } from './failing.ts';
import { howToTest } from './how-to-test.ts';
import { likelyCauses } from './likely-causes.ts';

/** Required targets that fail: one finding for each reason code and group. */
export const failingTargets: Check<'NLB0404'> = (subject) =>
  subject.inspection.ports.flatMap(({ port, targetGroups }) =>
    targetGroups.flatMap((group) => {
      const failing = group.targets.filter(({ required, verdict }) => required && verdict === 'failing');
      const reasons = [...new Set(failing.map(({ health }) => health?.reason ?? null))];
      return reasons.map((reason) =>
        foundOf(subject, {
          port,
          group,
          reason,
          targets: failing.filter(({ health }) => (health?.reason ?? null) === reason),
        }),
      );
    }),
  );

function foundOf(subject: Subject, failing: Failing): Found<'NLB0404'> {
  const { port, group, reason, targets } = failing;
  const { required } = group.summary;
  const shown = targets.slice(0, 3).map(nameOf).join(', ');
  const more = targets.length > 3 ? ` and ${targets.length - 3} more` : '';
  const count = `${targets.length} of ${required} required ${required === 1 ? 'target' : 'targets'} of port ${port}`;
  const { causes, told } = likelyCauses(subject, failing);
  return {
    code: 'NLB0404',
    object: `target group ${group.name}`,
    message: `${count} ${targets.length === 1 ? 'fails' : 'fail'} (${reason ?? 'ELBv2 gives no reason'}): ${shown}${more}. ${causes.length === 0 ? meaningOf(failing) : `Most likely ${causes.join('; or ')}.`}`,
    remedy: told === null ? howToTest(subject, failing).join('\n') : `mend what ${told} tells of`,
  };
}

function meaningOf({ reason, targets }: Failing): string {
  const description = targets[0]?.health?.description ?? null;
  const meaning = reason === null ? null : (explainReason(reason, description)?.meaning ?? null);
  return meaning ?? description ?? 'ELBv2 says no more.';
}
