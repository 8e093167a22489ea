import type { WaitGoal, WaitVerdict } from '../judge/goal.ts';
import { type History, noHistory, remember } from '../judge/history.ts';
import { judge } from '../judge/inspection.ts';
import { phaseOf } from '../judge/migration-phase.ts';
import { waitMessage } from '../judge/wait-message.ts';
import { judgeWait } from '../judge/waiting.ts';
import { NlbctlError, passingErrors, vanishedErrors } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Progress } from '../model/progress.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import type { Clock } from './clock.ts';

export interface Watching {
  readonly look: () => Promise<Snapshot>;
  readonly goal: WaitGoal;
  /** Milliseconds; 0 looks once. */
  readonly timeout: number;
  readonly interval: number;
  /** The target type of a migration, which then goes through its phases. */
  readonly migratingTo: TargetType | null;
  /** What was seen before the watch began; left out: nothing, and a first look that fails ends it. */
  readonly before?: Snapshot;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How a watch ended, with the last look that succeeded. */
export interface WatchEnd {
  readonly verdict: WaitVerdict;
  readonly phase: string;
  /** What the last look came to, in sentences. */
  readonly message: string;
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  /** Looks that succeeded. */
  readonly looks: number;
  /** What made the last look fail; null: it succeeded. */
  readonly failure: NlbctlError | null;
}

/** Without a change, something is said after so many milliseconds. */
const heartbeat = 30_000;

/**
 * Looks again and again until the goal is reached, cannot be reached, or the time is up; yields what changed.
 * A failure that may pass (throttling, a broken connection) is told and not counted; any other ends it. Before anything is
 * known of the Service it is thrown.
 */
export async function* watch(watching: Watching): AsyncGenerator<Progress, WatchEnd> {
  const { clock, goal, signal, migratingTo } = watching;
  const began = clock.now();
  let history: History = noHistory;
  let said = '';
  let saidAt = began;
  let phase = '';
  let known: Known | null = watching.before === undefined ? null : knownBefore(watching.before, goal);
  let looks = 0;
  let failure: NlbctlError | null = null;
  const events = newEvents();

  for (;;) {
    try {
      const snapshot = await watching.look();
      const inspection = judge(snapshot);
      history = remember(history, snapshot, inspection);
      const verdict = judgeWait(snapshot, inspection, history, goal);
      const report = phaseOf(snapshot, inspection, history, migratingTo ?? currentType(inspection), verdict);
      const waited = waitMessage(snapshot, history, verdict);
      const message = migratingTo === null ? waited : report.message;
      known = { verdict, snapshot, inspection, message: waited };
      looks += 1;
      failure = null;
      for (const event of events(snapshot)) yield { type: 'event', at: snapshot.at, event };
      yield { type: 'look', at: snapshot.at, inspection, message };
      if (migratingTo !== null && report.phase !== phase) {
        yield { type: 'phase', at: snapshot.at, phase: report.phase, message };
        said = message;
        saidAt = clock.now();
      } else if (message !== said) {
        yield { type: 'change', at: snapshot.at, message };
        said = message;
        saidAt = clock.now();
      } else if (clock.now() - saidAt >= heartbeat) {
        yield beat(snapshot.at, message, began, clock, verdict);
        saidAt = clock.now();
      }
      phase = report.phase;
      if (verdict.kind !== 'waiting') return { ...known, phase, looks, failure };
    } catch (error) {
      if (signal.aborted || !(error instanceof NlbctlError) || known === null) throw error;
      failure = error;
      if (vanishedErrors.has(error.code) || (isUnknown(error) && !passingErrors.has(error.code)))
        return { ...known, phase, looks, failure };
      if (!isUnknown(error)) throw error;
      yield { type: 'trouble', at: new Date(clock.now()).toISOString(), message: error.message };
    }
    const left = began + watching.timeout - clock.now();
    if (left <= 0 && known !== null) return { ...known, phase, looks, failure };
    await clock.sleep(Math.max(1, Math.min(watching.interval, left)), signal);
  }
}

/** A failure that says nothing of the Service: credentials, permissions, the network. */
const isUnknown = (error: NlbctlError) => error.exitCode === exitCode.couldNotKnow;

interface Known {
  readonly verdict: WaitVerdict;
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  /** What is waited for, in sentences. */
  readonly message: string;
}

function knownBefore(snapshot: Snapshot, goal: WaitGoal): Known {
  const inspection = judge(snapshot);
  const history = remember(noHistory, snapshot, inspection);
  const verdict = judgeWait(snapshot, inspection, history, goal);
  return { verdict, snapshot, inspection, message: waitMessage(snapshot, history, verdict) };
}

function beat(at: string, message: string, began: number, clock: Clock, verdict: WaitVerdict): Progress {
  const earliestSeconds = verdict.kind === 'waiting' ? verdict.earliestSeconds : null;
  return { type: 'heartbeat', at, message, elapsedSeconds: Math.round((clock.now() - began) / 1000), earliestSeconds };
}

const currentType = ({ service }: Inspection): TargetType => service.targetType.effective ?? 'instance';

/** Warnings of the controller that were not there at the first look, each once a count. */
function newEvents() {
  let seen: Map<string, number> | null = null;
  return (snapshot: Snapshot) => {
    const warnings = (snapshot.events ?? []).filter(({ type }) => type === 'Warning');
    const key = (event: (typeof warnings)[number]) =>
      `${event.object.kind}/${event.object.name} ${event.reason} ${event.message}`;
    const before = seen;
    seen = new Map([...(before ?? []), ...warnings.map((event) => [key(event), event.count] as const)]);
    return before === null ? [] : warnings.filter((event) => event.count > (before.get(key(event)) ?? 0));
  };
}
