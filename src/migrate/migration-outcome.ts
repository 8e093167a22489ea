import { hopelessExitCodes } from '../judge/goal.ts';
import type { StuckOutcome } from '../judge/migration/next.ts';
import { passingErrors, vanishedErrors } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-codes.ts';
import type { Intent } from '../model/migration.ts';
import type { Outcome } from '../model/progress.ts';
import type { DriveEnd } from './drive.ts';
import { inspectCommand, migrateCommand } from './next-commands.ts';
import { couldNotKnow, deletedMeanwhile, timeoutWords } from './outcome.ts';
import { failureWords } from './words.ts';

interface Ran {
  /** As it began: not that of the way back. */
  readonly intent: Intent;
  readonly changed: boolean;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly elapsedSeconds: number;
}

/**
 * What a migration's end means. A failure that waiting cannot cure leaves a Service that is half-way: that needs a person,
 * unless it was taken back and the old state was seen.
 */
export function outcomeOfMigration(end: DriveEnd, { intent, changed, startedAt, elapsedSeconds }: Ran): Outcome {
  const { next, inspection, failure, rollback, looks } = end;
  const common = { changed, phase: next.phase, startedAt, elapsedSeconds };
  const on = migrateCommand(inspection, intent.to, intent.strategy);
  const back = migrateCommand(inspection, intent.from, intent.strategy);
  const see = inspectCommand(inspection);
  if (failure !== null && vanishedErrors.has(failure.code)) return { ...common, ...deletedMeanwhile(failure) };
  if (rollback !== null) return { ...common, ...rolledBack(end, rollback.why, { see, on, back }) };
  // A failure that may pass does not undo what the looks before it saw.
  if (failure !== null && (looks === 0 || !passingErrors.has(failure.code) || next.kind === 'step'))
    return { ...common, ...couldNotKnow(failure, [on, back]) };
  switch (next.kind) {
    case 'done':
      return { ...common, outcome: 'ready', exitCode: exitCode.ok, reason: next.message, next: [] };
    case 'step':
    case 'wait': {
      const waiting = next.kind === 'wait' ? next : { unmet: [], moving: true };
      return {
        ...common,
        outcome: 'timed-out',
        exitCode: exitCode.timedOut,
        reason: timeoutWords(next.message, waiting, inspection.at, failure),
        next: [see, on, back],
      };
    }
    case 'stuck': {
      // A Service that is no more needs nobody to mend it, and what cannot be known is no failure.
      const code = next.serviceGoes === true || next.outcome === 'could-not-know' ? stuckExitCodes[next.outcome] : null;
      const commands = next.outcome === 'could-not-know' ? [on, ...next.next, back] : [see, ...next.next, back];
      return {
        ...common,
        outcome: next.outcome,
        exitCode: code ?? exitCode.needsAPerson,
        reason: next.message,
        next: next.serviceGoes === true ? next.next : [...new Set(commands)],
      };
    }
  }
}

const stuckExitCodes = {
  ...hopelessExitCodes,
  'taken-back': exitCode.needsAPerson,
} as const satisfies Record<StuckOutcome, ExitCode>;

function rolledBack(
  { next, inspection, failure }: DriveEnd,
  why: string,
  commands: { readonly see: string; readonly on: string; readonly back: string },
) {
  if (next.kind === 'done')
    return {
      outcome: 'rolled-back',
      exitCode: exitCode.rolledBack,
      reason: `${why} The old state is back, and was seen in AWS. ${next.message}`,
      next: [commands.see, commands.on],
    } as const;
  const last =
    failure !== null
      ? `The last look failed: ${failureWords(failure)}`
      : next.kind === 'wait'
        ? timeoutWords(next.message, next, inspection.at, null)
        : next.message;
  return {
    outcome: 'failing',
    exitCode: exitCode.needsAPerson,
    reason: `${why} It was taken back, but the old state was not seen yet. ${last}`,
    next: [commands.see, commands.back],
  } as const;
}
