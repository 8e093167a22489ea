import type { JudgedGroup } from '../../model/inspection.ts';
import type { Next } from '../migration/next.ts';
import type { WeightedPort } from './ports.ts';
import { baseShare, shownBy } from './shares.ts';
import type { Stage } from './stage.ts';
import { isFilled, isUnused, isWhole } from './whole.ts';
import { share } from './write.ts';

/** The least percentage of the connections that is more than a canary, which is there for the health checks. */
const worthMoving = 1;

/**
 * All connections to the groups of the other side, at once, where one that gets some has no healthy target left: nothing
 * says that AWS would send them elsewhere by itself. null: none is so, or the others could not carry them either.
 */
export function divert(
  stage: Stage,
  ports: readonly WeightedPort[],
  from: 'base' | 'bridge',
  message: string,
): Next | null {
  const to = from === 'base' ? 'bridge' : 'base';
  const isNeeded = ports.some((port) => shareOf(port, from) >= worthMoving && isDown(port[from]));
  if (!isNeeded || !ports.every((port) => couldCarry(port[to]))) return null;
  const [base, bridge] = from === 'base' ? [0, 100] : [100, 0];
  return share(stage, ports, base, bridge, 'Shifting', message);
}

/** As the listener has it, in percent. */
function shareOf(port: WeightedPort, side: 'base' | 'bridge'): number {
  const base = baseShare(shownBy(port));
  return side === 'base' ? base : 100 - base;
}

/** What could not be read has ended the migration before. */
const isDown = (group: JudgedGroup | null): boolean =>
  group !== null && group.summary.required > 0 && group.summary.requiredHealthy === 0;

/** It is healthy, or AWS left it unchecked as long as it got no connections. */
const couldCarry = (group: JudgedGroup | null): boolean =>
  group !== null && (isWhole(group) || (isFilled(group) && isUnused(group)));
