import { type History, noHistory } from '../judge/history.ts';
import { judge } from '../judge/inspection.ts';
import { idleSince } from '../judge/migration/idle.ts';
import type { Next } from '../judge/migration/next.ts';
import { nextStep } from '../judge/migration/next-step.ts';
import { backOf, type WayBack, wayBack } from '../judge/migration/way-back.ts';
import { remember } from '../judge/remember.ts';
import { forgetStep, rememberStep } from '../judge/remember-step.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Intent, Step } from '../model/migration.ts';
import type { Progress, Rollback } from '../model/progress.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { abortable } from '../network/abort.ts';
import type { Clock } from './clock.ts';
import { deadlineAfter } from './deadline.ts';
import { sortFailure } from './failed-look.ts';
import { slept, trouble } from './mishaps.ts';
import { teller } from './telling.ts';

export interface Driving {
  readonly look: () => Promise<Snapshot>;
  /** Carries out one step on what the last look saw. Conflict: somebody else was faster, and it is looked again. */
  readonly act: (step: Step, seen: Snapshot, signal: AbortSignal) => Promise<void>;
  readonly intent: Intent;
  /** What was seen before: the first step, if one is due, is taken on it. */
  readonly before: Snapshot;
  /** Milliseconds awake; 0 looks once. */
  readonly timeout: number;
  /** The same of a rollback. */
  readonly rollbackTimeout: number;
  readonly interval: number;
  readonly clock: Clock;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** Asks for the way back, whatever it costs; its reason is a sentence. */
  readonly abandon: AbortSignal;
  /** Whether to go back after a failure, by what that would take. */
  readonly mayGoBack: (failure: string, way: WayBack) => Promise<boolean>;
}

/** How a migration ended, with the last look that succeeded. */
export interface DriveEnd {
  /** What the last look called for. */
  readonly next: Next;
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  /** Of the way back, if it was gone. */
  readonly rollback: Rollback | null;
  /** Looks that succeeded. */
  readonly looks: number;
  /** What made the last look or write fail; null: it succeeded. */
  readonly failure: NlbctlError | null;
}

/** Milliseconds between a write and the look that follows: ELBv2 takes 40 Describe calls at once and 10 a second, of the controller too. */
const breath = 1_000;

interface Known {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  readonly next: Next;
}

/**
 * Looks, takes the step that `nextStep` asks for, and looks again, until it says that the end is reached, or that it
 * cannot be; then, where that is allowed, it goes the way back in the same manner. Yields what happens.
 */
export async function* drive(driving: Driving): AsyncGenerator<Progress, DriveEnd> {
  const { clock, signal } = driving;
  let deadline = deadlineAfter(driving.timeout, clock);
  let intent = driving.intent;
  let history: History = noHistory;
  let known = decided(driving.before, intent, noHistory);
  let looks = 0;
  let failure: NlbctlError | null = null;
  let rollback: Rollback | null = null;
  const tell = teller(clock);
  const awake = () => (rollback === null ? AbortSignal.any([signal, driving.abandon]) : signal);
  const ended = (): DriveEnd => ({
    ...known,
    rollback: rollback === null ? null : { ...rollback, verified: known.next.kind === 'done' },
    looks,
    failure,
  });
  let isFresh = true;

  for (;;) {
    let step: Step | null = null;
    try {
      if (!isFresh || known.next.kind !== 'step') {
        awake().throwIfAborted();
        const snapshot = await abortable(driving.look(), awake());
        const inspection = judge(snapshot);
        history = remember(history, snapshot, inspection);
        known = { snapshot, inspection, next: nextStep(snapshot, inspection, history, intent) };
        looks += 1;
        failure = null;
        const { next } = known;
        const earliestSeconds = next.kind === 'wait' ? next.earliestSeconds : null;
        const { phase, message } = next;
        yield* tell.report({ snapshot, inspection, phase, message, earliestSeconds, isStep: next.kind === 'step' });
      }
      isFresh = false;
      if (known.next.kind === 'done') return ended();
      if (known.next.kind === 'step') {
        step = known.next.step;
        yield { type: 'step', at: new Date(clock.now()).toISOString(), step: step.kind, message: known.next.message };
        await driving.act(step, known.snapshot, signal);
        history = rememberStep(history, step, known.snapshot);
        // What came of it is looked at soon; the looks before and after it must not add up to a burst.
        if (driving.timeout > 0) await deadline.sleep(Math.min(driving.interval, breath), awake());
        continue;
      }
    } catch (error) {
      isFresh = false;
      if (!signal.aborted && driving.abandon.aborted && rollback === null) failure = null;
      else if (step !== null && looks > 0 && error instanceof NlbctlError && error.code === 'Conflict') {
        failure = error;
        yield trouble(clock, error);
      } else {
        // The first write says itself whether anything was written.
        if (step !== null && looks === 0) throw error;
        const sorted = sortFailure(error, signal.aborted);
        failure = sorted.error;
        if (sorted.kind === 'final') return ended();
        yield trouble(clock, failure);
        // Whether the server took a write whose answer was lost is seen at the next look.
        if (step !== null) history = forgetStep(history, step);
      }
    }

    const isOver = deadline.left() <= 0;
    const broken = brokenOff(driving, known, history, isOver && failure === null, rollback !== null);
    if (broken !== null) {
      const way = wayBack(known.snapshot, known.inspection, intent);
      const goes = broken.asked || (await driving.mayGoBack(broken.why, way));
      if (!goes) return ended();
      const at = new Date(clock.now()).toISOString();
      rollback = { why: broken.why, way: way.kind, startedAt: at, verified: false };
      intent = backOf(intent);
      deadline = deadlineAfter(driving.rollbackTimeout, clock);
      history = { ...noHistory, groups: history.groups, bindings: history.bindings };
      known = { ...known, next: nextStep(known.snapshot, known.inspection, history, intent) };
      yield tell.phase(at, 'RollingBack', `${broken.why} It is taken back: ${way.why}.`);
      continue;
    }
    if (known.next.kind === 'stuck' || isOver) return ended();
    try {
      const away = await deadline.sleep(Math.max(1, Math.min(driving.interval, deadline.left())), awake());
      if (away > 0) yield slept(clock, away);
    } catch (error) {
      if (signal.aborted || !driving.abandon.aborted) throw error;
    }
  }
}

function decided(snapshot: Snapshot, intent: Intent, history: History): Known {
  const inspection = judge(snapshot);
  return {
    snapshot,
    inspection,
    next: nextStep(snapshot, inspection, remember(history, snapshot, inspection), intent),
  };
}

/** Why the way forward ends here, and whether the way back was asked for; null: it goes on, or the way back is its own end. */
function brokenOff(
  { abandon, timeout }: Driving,
  { next, snapshot }: Known,
  history: History,
  isOver: boolean,
  isGoingBack: boolean,
): { readonly why: string; readonly asked: boolean } | null {
  if (isGoingBack) return null;
  if (abandon.aborted) return { why: String(abandon.reason), asked: true };
  if (next.kind === 'stuck') return next.outcome === 'failing' ? { why: next.message, asked: false } : null;
  // What still moves may still come, and a time of 0 asks for one look alone.
  if (!isOver || timeout === 0 || next.kind !== 'wait' || next.moving) return null;
  if (idleSince(history, snapshot.at) === null) return null;
  return { why: `The time is up, and nothing moves any more. ${next.message}`, asked: false };
}
