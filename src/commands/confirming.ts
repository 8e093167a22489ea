import type { Session } from '../cli/session.ts';
import { NlbctlError } from '../model/errors.ts';
import { planText } from '../output/plan.ts';
import { isOpenWarning, type Planned } from './planning.ts';
import type { Wanted } from './saved-plan.ts';

/**
 * Shows the plan and asks: for a yes where it is clean, for the Service's name where there are warnings. `--yes` accepts it
 * with its warnings. Throws NotConfirmed.
 */
export async function confirmPlan(
  session: Session,
  { ref, to, command }: Wanted,
  { inspection, findings, plan }: Planned,
  { yes }: { readonly yes?: boolean },
): Promise<void> {
  if (session.flags.quiet !== true || yes !== true)
    session.say(planText(inspection, findings, plan, await session.surface('stderr')));
  if (yes === true) return;
  if (!session.canAsk)
    throw new NlbctlError(
      'NotConfirmed',
      'a migration needs a yes, and nobody can be asked here; nothing was changed',
      {
        hint: `${command} --yes`,
      },
    );
  const { confirmed, typed } = await import('../cli/prompts.ts');
  const warnings = findings.filter(isOpenWarning).length;
  const question = `Change the target type of ${ref.namespace}/${ref.name} to ${to}`;
  const isMeant =
    warnings === 0
      ? await confirmed(`${question}?`, session.signal)
      : await typed(
          `${question}, with ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}? Type the Service's name:`,
          ref.name,
          session.signal,
        );
  if (!isMeant) throw new NlbctlError('NotConfirmed', 'not confirmed; nothing was changed');
}
