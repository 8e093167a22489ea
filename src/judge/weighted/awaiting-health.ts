import type { JudgedGroup } from '../../model/inspection.ts';
import type { Next } from '../migration/next.ts';
import type { WeightedPort } from './ports.ts';
import { awaiting, awaitingGroup, type Stage } from './stage.ts';
import { isUnused } from './whole.ts';
import { share } from './write.ts';

/** What helps where a group of weight 0 stays unchecked. AWS's guide says that a group which a listener names is checked. */
const uncheckedHint =
  ' AWS does not check the health of a group that gets no connections here: --canary gives it one in a thousand.';

/** The least of the connections, so that a group's health is checked. */
interface Canary {
  readonly base: number;
  readonly bridge: number;
  readonly phase: string;
  readonly message: string;
}

/** Waits for a group to be healthy; one that gets no connections and that AWS leaves unchecked is given a canary, where that is allowed. */
export function awaitingHealth(
  stage: Stage,
  ports: readonly WeightedPort[],
  { port, group, phase }: { readonly port: number; readonly group: JudgedGroup; readonly phase: string },
  canary: Canary,
): Next {
  const isUnchecked = isUnused(group) && (group.weight ?? 0) === 0;
  if (isUnchecked && stage.intent.weighted.canary)
    return share(stage, ports, canary.base, canary.bridge, canary.phase, canary.message);
  return awaitingGroup(stage, phase, port, group, isUnchecked ? uncheckedHint : '');
}

/** Waits for the controller to share a listener as the annotation says. */
export function awaitingShare(stage: Stage, phase: string, { port, key }: WeightedPort, hint = ''): Next {
  return awaiting(stage, phase, `Port ${port}: the listener does not share its connections as ${key} says yet.`, hint);
}
