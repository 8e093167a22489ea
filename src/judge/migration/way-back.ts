import type { Inspection, JudgedGroup } from '../../model/inspection.ts';
import type { Intent } from '../../model/migration.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** What going back to the old target type would take. */
export interface WayBack {
  /** `cheap`: the old target groups are still there with their targets, and the listener only has to point at them again. */
  readonly kind: 'cheap' | 'costly';
  /** Why: a sentence. */
  readonly why: string;
}

/**
 * Whether the Service can go back without a second window. Once the controller has deleted the old groups, the way back is
 * a migration of its own (AWS Load Balancer Controller: a group that was deleted is made anew, empty, under another ARN).
 * A binding that is being deleted takes its targets with it, so that its group counts as gone.
 */
export function wayBack(snapshot: Snapshot, { ports }: Inspection, { from }: Pick<Intent, 'from'>): WayBack {
  const inService = new Set(snapshot.service.ports.map(({ port }) => port));
  const lost = ports
    .filter(({ port }) => inService.has(port))
    .filter(({ targetGroups }) => !targetGroups.some((group) => group.type === from && isWhole(group)))
    .map(({ port }) => port);
  if (lost.length === 0)
    return { kind: 'cheap', why: `the target groups of type ${from} are still there with their targets` };
  const where = lost.length === 1 ? `port ${lost[0]}` : `ports ${lost.join(', ')}`;
  return {
    kind: 'costly',
    why: `the target group of type ${from} for ${where} is gone or has lost targets, so that going back is a second switch with a window of its own`,
  };
}

/** Every expected target is registered, and something keeps it so. */
function isWhole({ binding, expectation, summary }: JudgedGroup): boolean {
  return (
    binding !== null &&
    !binding.terminating &&
    expectation.known &&
    summary.registered > summary.draining &&
    summary.missing === 0
  );
}

/** The intent of going back. */
export const backOf = (intent: Intent): Intent => ({
  ...intent,
  to: intent.from,
  from: intent.to,
  rollingBack: true,
});
