import type { Outcome } from '../model/progress.ts';
import type { ServiceRef } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';
import { columns, wrapped } from './table.ts';
import { type Surface, safe } from './terminal.ts';
import { duration } from './words.ts';

export const outcomeWord = {
  ready: 'ready',
  'timed-out': 'timed out',
  gone: 'gone',
  'not-managed': 'not managed',
  'could-not-know': 'could not know',
  failing: 'failing',
  'taken-back': 'taken back by somebody else',
  'rolled-back': 'rolled back',
  answered: 'answered',
  interrupted: 'interrupted',
} as const satisfies Record<Outcome['outcome'], string>;

/** The last lines: what came out, after how long, why, and the commands to go on with. `to` is the type of a migration. */
export function resultText(ref: ServiceRef, outcome: Outcome, to: TargetType | null, surface: Surface): string {
  const { paint } = surface;
  const color = outcome.exitCode === 0 ? paint.green : paint.red;
  return [
    wrapped(
      `${ref.namespace}/${ref.name}: ${color(whatCameOut(outcome, to))} ${duration(outcome.elapsedSeconds)}. ${safe(outcome.reason)}`,
      '  ',
      surface,
    ),
    ...columns(
      outcome.next.map((command) => [`  ${purposeOf(command, to)}`, command]),
      surface,
    ),
  ].join('\n');
}

function whatCameOut({ outcome, changed }: Outcome, to: TargetType | null): string {
  if (outcome === 'ready' && to !== null)
    return changed ? `moved to target type ${to} in` : `has target type ${to}, seen through in`;
  return `${outcomeWord[outcome]} after`;
}

/** What a command of `next` is good for. */
function purposeOf(command: string, to: TargetType | null): string {
  const [, verb, , , , , type] = command.split(' ');
  if (!command.startsWith('nlbctl ')) return 'to look closer:';
  if (verb === 'explain') return 'what it means:';
  if (verb === 'inspect') return 'to see it:';
  return verb === 'migrate' && type !== to ? 'to go back:' : 'to continue:';
}
