import type { WaitGoal, WaitVerdict } from '../judge/goal.ts';
import { type History, noHistory } from '../judge/history.ts';
import { judge } from '../judge/inspection.ts';
import { phaseOf } from '../judge/migration-phase.ts';
import { remember } from '../judge/remember.ts';
import { waitMessage } from '../judge/wait-message.ts';
import { judgeWait } from '../judge/waiting.ts';
import type { NlbctlError } from '../model/errors.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Progress } from '../model/progress.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Clock } from './clock.ts';
import { deadlineAfter } from './deadline.ts';
import { sortFailure } from './failed-look.ts';
import { slept, trouble } from './mishaps.ts';
import { teller } from './telling.ts';

export interface Watching {
  readonly look: () => Promise<Snapshot>;
  readonly goal: WaitGoal;
  /** Milliseconds awake; 0 looks once. */
  readonly timeout: number;
  readonly interval: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How a watch ended, with the last look that succeeded. */
export interface WatchEnd {
  readonly verdict: WaitVerdict;
  /** How far the Service is on its way to the type that it asks for. */
  readonly phase: string;
  /** What the last look came to, in sentences. */
  readonly message: string;
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  /** What made the last look fail; null: it succeeded. */
  readonly failure: NlbctlError | null;
}

/**
 * Looks again and again until the goal is reached, cannot be reached, or the time is up; yields what changed.
 * A failure that may pass (throttling, a broken connection) is told and not counted; any other ends it. Before anything is
 * known of the Service it is thrown.
 */
export async function* watch(watching: Watching): AsyncGenerator<Progress, WatchEnd> {
  const { clock, goal, signal } = watching;
  const deadline = deadlineAfter(watching.timeout, clock);
  const tell = teller(clock);
  let history: History = noHistory;
  let known: Omit<WatchEnd, 'failure'> | null = null;
  let failure: NlbctlError | null = null;

  for (;;) {
    try {
      const snapshot = await watching.look();
      const inspection = judge(snapshot);
      history = remember(history, snapshot, inspection);
      const verdict = judgeWait(snapshot, inspection, history, goal);
      const message = waitMessage(snapshot, history, verdict);
      const asked = inspection.service.targetType.effective ?? 'instance';
      const { phase } = phaseOf(snapshot, inspection, history, asked, verdict);
      known = { verdict, phase, snapshot, inspection, message };
      failure = null;
      const earliestSeconds = verdict.kind === 'waiting' ? verdict.earliestSeconds : null;
      yield* tell.report({ snapshot, inspection, phase: null, message, earliestSeconds, isStep: false });
      if (verdict.kind !== 'waiting') return { ...known, failure };
    } catch (error) {
      if (known === null) throw error;
      const sorted = sortFailure(error, signal.aborted);
      failure = sorted.error;
      if (sorted.kind === 'final') return { ...known, failure };
      yield trouble(clock, failure);
    }
    if (deadline.left() <= 0 && known !== null) return { ...known, failure };
    const away = await deadline.sleep(Math.max(1, Math.min(watching.interval, deadline.left())), signal);
    if (away > 0) yield slept(clock, away);
  }
}
