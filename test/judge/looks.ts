import type { WaitGoal, WaitVerdict } from '../../src/judge/goal.ts';
import { type History, noHistory } from '../../src/judge/history.ts';
import { judge } from '../../src/judge/inspection.ts';
import { remember } from '../../src/judge/remember.ts';
import { judgeWait } from '../../src/judge/waiting.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { later } from './snapshot-builder.ts';

export const plainGoal: WaitGoal = {
  targetType: null,
  minHealthy: { percent: 100 },
  allowEmpty: false,
  stable: { looks: 1 },
  oldGroupsGone: false,
};

/** Looks one after another, `interval` seconds apart, folded. */
export function historyOf(snapshots: readonly Snapshot[], interval = 10): { history: History; last: Snapshot } {
  const looks = snapshots.map((snapshot, index) => ({ ...snapshot, at: later(index * interval) }));
  const history = looks.reduce((seen, snapshot) => remember(seen, snapshot, judge(snapshot)), noHistory);
  const last = looks.at(-1);
  if (last === undefined) throw new Error('no look');
  return { history, last };
}

/** The verdict of a wait after looks one after another. */
export function waitAfter(snapshots: readonly Snapshot[], goal: Partial<WaitGoal> = {}, interval = 10): WaitVerdict {
  const { history, last } = historyOf(snapshots, interval);
  return judgeWait(last, judge(last), history, { ...plainGoal, ...goal });
}

/** What a wait still lacks, as `port kind: message`. */
export function lacks(verdict: WaitVerdict): string[] {
  if (verdict.kind !== 'waiting') return [verdict.kind];
  return verdict.unmet.map(({ what, message }) => `${what}: ${message}`);
}
