import { hopelessExitCodes } from '../judge/goal.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Outcome } from '../model/progress.ts';
import { messageOf, type WatchEnd } from './watch.ts';

/** What a wait's end means for the one who asked: the outcome, its exit code, and what to do next. */
export function outcomeOfWait(end: WatchEnd, startedAt: string, elapsedSeconds: number): Outcome {
  const common = { changed: false, phase: end.phase, startedAt, elapsedSeconds };
  const { verdict, inspection, vanished } = end;
  if (vanished !== null)
    return {
      ...common,
      outcome: 'gone',
      exitCode: exitCode.notFound,
      reason: `${vanished.message} It was deleted during the wait.`,
      next: [],
    };
  switch (verdict.kind) {
    case 'ready':
      return { ...common, outcome: 'ready', exitCode: exitCode.ok, reason: messageOf(verdict), next: [] };
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
        reason: `${messageOf(verdict)} ${moving}`,
        next: [inspectCommand(inspection), waitCommand(inspection)],
      };
    }
  }
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
  if (plain.outcome === 'could-not-know') return { ...plain, changed, next: [on, ...plain.next] };
  return {
    ...plain,
    changed,
    exitCode: exitCode.needsAPerson,
    next: [...plain.next, inspectCommand(end.inspection), back],
  };
}

const at = ({ service }: Inspection) => `${service.name} -n ${service.namespace}`;
export const inspectCommand = (inspection: Inspection) => `nlbctl inspect ${at(inspection)}`;
export const waitCommand = (inspection: Inspection) => `nlbctl wait-healthy ${at(inspection)}`;
export const migrateCommand = (inspection: Inspection, to: string) => `nlbctl migrate ${at(inspection)} --to ${to}`;
