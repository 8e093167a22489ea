import type { Inspection } from '../model/inspection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Unmet, WaitGoal, WaitVerdict } from './goal.ts';
import { failingWindow, healthyWindow } from './health-window.ts';
import { type History, historyKey } from './history.ts';
import { hopelessOf } from './hopeless.ts';
import { secondsBetween } from './instants.ts';
import { remember } from './remember.ts';
import { heldFor, notStable, secondsToHold, unmetSince } from './stability.ts';
import { getsTraffic, standingOf } from './standing.ts';
import { unmetOf } from './unmet.ts';
import { differs } from './verdicts.ts';

/**
 * Whether a wait has come to its end, can still, or cannot.
 *
 * @param history with this look in it; where it lacks it, it is added here.
 */
export function judgeWait(snapshot: Snapshot, inspection: Inspection, history: History, goal: WaitGoal): WaitVerdict {
  const seen = history.lastAt === snapshot.at ? history : remember(history, snapshot, inspection);
  const hopeless = hopelessOf(snapshot, inspection, seen, goal);
  if (hopeless !== null) return hopeless;

  const unmet = unmetOf(standingOf(snapshot, inspection), goal);
  const held = heldFor(seen, goal);
  const unstable = unmet.length === 0 ? notStable(held, goal) : null;
  if (unmet.length === 0 && unstable === null) return { kind: 'ready' };

  const conditions = unmet.map((entry) => ({ ...entry, since: unmetSince(seen, goal, entry, snapshot.at) }));
  const unstables = unstable === null ? [] : [{ ...unstable, since: held.since ?? snapshot.at }];
  return {
    kind: 'waiting',
    unmet: [...conditions, ...unstables],
    moving: isMoving(snapshot, inspection, seen),
    earliestSeconds: earliest(unmet, inspection, seen, goal),
  };
}

/** Whether anything changed lately; before there is anything to compare with, whether anything is on its way. */
function isMoving({ at }: Snapshot, { ports }: Inspection, { looks, movedAt, movedLook }: History): boolean {
  const groups = ports.flatMap(({ targetGroups }) => targetGroups);
  if (looks < 3) {
    const onItsWay = groups.some(
      ({ targets, binding }) =>
        binding?.terminating === true ||
        targets.some(({ verdict }) => verdict === 'starting' || verdict === 'draining'),
    );
    if (onItsWay) return true;
  }
  if (movedAt === null || movedLook === null) return false;
  const window = Math.max(0, ...groups.filter(getsTraffic).map(({ healthCheck }) => failingWindow(healthCheck)));
  return looks - movedLook < 2 || secondsBetween(movedAt, at) <= 2 * window;
}

/**
 * The soonest end in whole seconds: registration takes as long as it takes, so that only the checks of targets that are
 * registered, or of a group that is there to register them in, and the time to hold are counted.
 */
function earliest(unmet: readonly Unmet[], inspection: Inspection, history: History, goal: WaitGoal): number | null {
  const toHold = secondsToHold(heldFor(history, goal), goal, history);
  if (unmet.length === 0) return Math.ceil(toHold);
  const waits = inspection.ports.flatMap(({ targetGroups }) =>
    targetGroups.filter(getsTraffic).flatMap((group) =>
      group.targets
        .filter(({ required, verdict }) => required && differs(verdict))
        .map((target) => {
          const began =
            target.verdict === 'starting' ? history.targets[historyKey(group.arn, target)]?.since : undefined;
          const passed = began === undefined ? 0 : secondsBetween(began, inspection.at);
          return Math.max(0, healthyWindow(group.healthCheck) - passed);
        }),
    ),
  );
  // A share of the targets may be enough: then the fastest of them count, and nothing is certain but the time to hold.
  const all = 'percent' in goal.minHealthy && goal.minHealthy.percent === 100;
  if (waits.length === 0) return null;
  return Math.ceil((all ? Math.max(...waits) : Math.min(...waits)) + toHold);
}
