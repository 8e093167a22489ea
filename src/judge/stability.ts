import type { Unmet, WaitGoal } from './goal.ts';
import type { History, Run } from './history.ts';
import { secondsBetween, spanOf } from './instants.ts';
import { unmetOf } from './unmet.ts';

/** For how long, up to the last look, everything else that a goal asks for has held. */
export interface Held {
  readonly looks: number;
  readonly seconds: number;
  /** null: it does not hold. */
  readonly since: string | null;
}

export function heldFor(history: History, goal: WaitGoal): Held {
  const held = trailing(history.runs, (run) => unmetOf(run.standing, goal).length === 0);
  const first = held[0];
  if (first === undefined) return { looks: 0, seconds: 0, since: null };
  return {
    looks: held.reduce((sum, { looks }) => sum + looks, 0),
    seconds: secondsBetween(first.since, history.lastAt ?? first.since),
    since: first.since,
  };
}

/** Since when a condition has been unmet without a break; `at` if it was met at the look before. */
export function unmetSince(history: History, goal: WaitGoal, { port, what }: Unmet, at: string): string {
  const lacked = trailing(history.runs, ({ standing }) =>
    unmetOf(standing, goal).some((entry) => entry.port === port && entry.what === what),
  );
  return lacked[0]?.since ?? at;
}

/** What is still to come of the time for which the goal must hold; null: nothing. */
export function notStable(held: Held, { stable }: WaitGoal): Unmet | null {
  const long =
    'looks' in stable
      ? { enough: held.looks >= stable.looks, text: `${held.looks} of ${stable.looks} looks` }
      : { enough: held.seconds >= stable.seconds, text: `${spanOf(held.seconds)} of ${spanOf(stable.seconds)}` };
  if (long.enough) return null;
  return { port: null, what: 'not-stable', message: `Everything is ready, so far for ${long.text}.`, targets: [] };
}

/** How many more seconds the goal must hold, were everything ready from now on. */
export function secondsToHold(held: Held, { stable }: WaitGoal, history: History): number {
  if ('seconds' in stable) return Math.max(0, stable.seconds - held.seconds);
  const { firstAt, lastAt, looks } = history;
  const interval = firstAt === null || lastAt === null || looks < 2 ? 0 : secondsBetween(firstAt, lastAt) / (looks - 1);
  const missing = stable.looks - held.looks;
  // The look that first finds everything ready counts as one.
  return Math.max(0, held.looks > 0 ? missing : missing - 1) * interval;
}

function trailing(runs: readonly Run[], matches: (run: Run) => boolean): readonly Run[] {
  const last = runs.findLastIndex((run) => !matches(run));
  return runs.slice(last + 1);
}
