import { type Condition, hopelessExitCodes } from '../judge/goal.ts';
import { type NlbctlError, passingErrors, vanishedErrors } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Outcome } from '../model/progress.ts';
import { inspectCommand, waitCommand } from './next-commands.ts';
import type { WatchEnd } from './watch.ts';
import { failureWords, sentence } from './words.ts';

/** What a wait's end means for the one who asked: the outcome, its exit code, and what to do next. */
export function outcomeOfWait(end: WatchEnd, startedAt: string, elapsedSeconds: number): Outcome {
  const common = { changed: false, phase: end.phase, startedAt, elapsedSeconds };
  const { verdict, inspection, failure } = end;
  if (failure !== null && vanishedErrors.has(failure.code)) return { ...common, ...deletedMeanwhile(failure) };
  // A failure that may pass does not undo what the looks before it saw.
  if (failure !== null && !passingErrors.has(failure.code))
    return { ...common, ...couldNotKnow(failure, [waitCommand(inspection)]) };
  switch (verdict.kind) {
    case 'ready':
      return { ...common, outcome: 'ready', exitCode: exitCode.ok, reason: end.message, next: [] };
    case 'hopeless':
      return {
        ...common,
        outcome: verdict.outcome,
        exitCode: hopelessExitCodes[verdict.outcome],
        reason: verdict.message,
        next: verdict.next,
      };
    case 'waiting':
      return {
        ...common,
        outcome: 'timed-out',
        exitCode: exitCode.timedOut,
        reason: timeoutWords(end.message, verdict, inspection.at, failure),
        next: [inspectCommand(inspection), waitCommand(inspection)],
      };
  }
}

export function deletedMeanwhile({ message }: NlbctlError) {
  const reason = `${sentence(message)} It was deleted during the wait.`;
  return { outcome: 'gone', exitCode: exitCode.notFound, reason, next: [] } as const;
}

export function couldNotKnow(failure: NlbctlError, next: readonly string[]) {
  return {
    outcome: 'could-not-know',
    exitCode: exitCode.couldNotKnow,
    reason: failureWords(failure),
    next,
  } as const;
}

/** What is not ready, since when, whether it was still moving, and whether the last look failed. */
export function timeoutWords(
  message: string,
  { unmet, moving }: { readonly unmet: readonly Condition[]; readonly moving: boolean },
  at: string,
  failure: NlbctlError | null,
): string {
  const motion = moving ? 'Something was still moving.' : 'Nothing moved any more.';
  const last = failure === null ? [] : [`The last look failed: ${failureWords(failure)}`];
  return [message, ...sinceWhen(unmet, at), motion, ...last].join(' ');
}

/** Since when the oldest of the conditions has not been met, where that is longer than one look. */
function sinceWhen(unmet: readonly Condition[], at: string): string[] {
  const [oldest] = unmet.map(({ since }) => since).sort();
  return oldest === undefined || oldest === at ? [] : [`So it has been since ${oldest}.`];
}
