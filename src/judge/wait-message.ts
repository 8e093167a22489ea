import type { Snapshot } from '../model/snapshot.ts';
import { stuckWarning } from './events.ts';
import type { WaitVerdict } from './goal.ts';
import type { History } from './history.ts';

/** What a wait is at, in sentences: what it lacks and, where nothing moves, the warning that may say why. */
export function waitMessage(snapshot: Snapshot, history: History, verdict: WaitVerdict): string {
  if (verdict.kind === 'ready') return 'Every expected target is registered, and every required one is healthy.';
  if (verdict.kind === 'hopeless') return verdict.message;
  const stuck = verdict.moving ? null : stuckWarning(snapshot, history);
  return [...verdict.unmet.map(({ message }) => message), ...(stuck === null ? [] : [stuck])].join(' ');
}
