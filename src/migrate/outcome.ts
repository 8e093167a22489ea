import { type Condition, hopelessExitCodes } from '../judge/goal.ts';
import { type NlbctlError, passingErrors, vanishedErrors } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Outcome } from '../model/progress.ts';
import type { WatchEnd } from './watch.ts';

/** What a wait's end means for the one who asked: the outcome, its exit code, and what to do next. */
export function outcomeOfWait(end: WatchEnd, startedAt: string, elapsedSeconds: number): Outcome {
  const common = { changed: false, phase: end.phase, startedAt, elapsedSeconds };
  const { verdict, inspection, failure } = end;
  if (failure !== null && vanishedErrors.has(failure.code)) {
    const reason = `${sentence(failure.message)} It was deleted during the wait.`;
    return { ...common, outcome: 'gone', exitCode: exitCode.notFound, reason, next: [] };
  }
  // A failure that may pass does not undo what the looks before it saw.
  if (failure !== null && (end.looks === 0 || !passingErrors.has(failure.code))) {
    const next = [waitCommand(inspection)];
    return { ...common, outcome: 'could-not-know', exitCode: exitCode.couldNotKnow, reason: wordsOf(failure), next };
  }
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
    case 'waiting': {
      const moving = verdict.moving ? 'Something was still moving.' : 'Nothing moved any more.';
      return {
        ...common,
        outcome: 'timed-out',
        exitCode: exitCode.timedOut,
        reason: [end.message, ...sinceWhen(verdict.unmet, inspection.at), moving, ...lastFailure(failure)].join(' '),
        next: [inspectCommand(inspection), waitCommand(inspection)],
      };
    }
  }
}

function lastFailure(failure: NlbctlError | null): string[] {
  return failure === null ? [] : [`The last look failed: ${wordsOf(failure)}`];
}

/** What failed, and what to do about it. */
function wordsOf({ message, hint }: NlbctlError): string {
  return hint === null
    ? sentence(message)
    : `${sentence(message)} ${sentence(`${hint[0]?.toUpperCase()}${hint.slice(1)}`)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Since when the oldest of the conditions has not been met, where that is longer than one look. */
function sinceWhen(unmet: readonly Condition[], at: string): string[] {
  const [oldest] = unmet.map(({ since }) => since).sort();
  return oldest === undefined || oldest === at ? [] : [`So it has been since ${oldest}.`];
}

/**
 * What a migration's end means. After the patch a failure that waiting cannot cure leaves a Service that is half-way:
 * that needs a person, and the command that goes back is named.
 */
export function outcomeOfMigration(
  end: WatchEnd,
  startedAt: string,
  elapsedSeconds: number,
  changed: boolean,
  from: string,
): Outcome {
  const plain = outcomeOfWait(end, startedAt, elapsedSeconds);
  const back = migrateCommand(end.inspection, from);
  const on = migrateCommand(end.inspection, from === 'ip' ? 'instance' : 'ip');
  if (plain.outcome === 'ready') return { ...plain, changed };
  if (plain.outcome === 'timed-out') return { ...plain, changed, next: [inspectCommand(end.inspection), on, back] };
  if (plain.outcome === 'could-not-know') {
    const next = end.failure === null ? plain.next : [];
    return { ...plain, changed, next: [on, ...next, back] };
  }
  // A Service that is no more needs nobody to mend it.
  const { failure, verdict } = end;
  if (failure !== null || (verdict.kind === 'hopeless' && verdict.serviceGoes === true)) return { ...plain, changed };
  return {
    ...plain,
    changed,
    exitCode: exitCode.needsAPerson,
    next: [...new Set([inspectCommand(end.inspection), ...plain.next, back])],
  };
}

const at = ({ service }: Inspection) => `${service.name} -n ${service.namespace}`;
const inspectCommand = (inspection: Inspection) => `nlbctl inspect ${at(inspection)}`;
const waitCommand = (inspection: Inspection) => `nlbctl wait-healthy ${at(inspection)}`;
const migrateCommand = (inspection: Inspection, to: string) => `nlbctl migrate ${at(inspection)} --to ${to}`;
