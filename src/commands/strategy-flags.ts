import type { Session } from '../cli/session.ts';
import { injectionOf } from '../judge/findings/readiness-gates/gates.ts';
import { bridgesOf } from '../judge/weighted/ports.ts';
import { weightedSeconds } from '../judge/weighted/weighted-steps.ts';
import type { Intent, Strategy, WeightedSettings } from '../model/migration.ts';
import { clusterPermissions } from '../model/permissions.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import type { Examination } from './examining.ts';
import type { SavedPlan } from './plan-file.ts';

/** How a migration is to be made; durations in milliseconds. */
export interface StrategyFlags {
  readonly strategy: Strategy;
  readonly weights: readonly number[];
  readonly settle: number;
  readonly drain: number;
  readonly canary?: boolean;
}

/** The flags of a plan that was saved: it is carried out as it was made. */
export function savedStrategy<Flags extends StrategyFlags>(flags: Flags, saved: SavedPlan | null): Flags {
  if (saved === null) return flags;
  const { weights, settleSeconds, drainSeconds, canary } = saved.weighted;
  return {
    ...flags,
    strategy: saved.strategy,
    weights,
    settle: settleSeconds * 1000,
    drain: drainSeconds * 1000,
    canary,
  };
}

export function weightedSettings(
  { weights, settle, drain, canary }: StrategyFlags,
  { snapshot, inspection }: Pick<Examination, 'snapshot' | 'inspection'>,
  to: TargetType,
): WeightedSettings {
  return {
    weights,
    settleSeconds: settle / 1000,
    drainSeconds: drain / 1000,
    canary: canary === true,
    isGated: injectionOf({ snapshot, inspection, to }) === 'on',
  };
}

/** A bridge that is there is gone over to its end, whatever is asked for: in place it would be left behind. */
export const strategyOf = ({ strategy }: Pick<StrategyFlags, 'strategy'>, snapshot: Snapshot): Strategy =>
  bridgesOf(snapshot).length > 0 ? 'weighted' : strategy;

const minute = 60_000;

/** For how long a migration, and its way back, are seen through where that is not said; milliseconds. */
export function usualTimes({ strategy, weighted }: Pick<Intent, 'strategy' | 'weighted'>) {
  if (strategy === 'in-place') return { timeout: 15 * minute, rollbackTimeout: 10 * minute };
  const waits = weightedSeconds(weighted).minSeconds * 1000 + 30 * minute;
  return { timeout: waits, rollbackTimeout: waits };
}

/** What a migration over a bridge does in the cluster beside reading and patching the Service. */
const attempts = clusterPermissions.filter(({ need }) => need === 'weighted');

/** What of that the API server would not allow; null: it was not asked, since the Snapshot comes from a file. */
export async function deniedTo(session: Session, { namespace }: ServiceRef): Promise<string[] | null> {
  if (session.flags.from !== undefined) return null;
  const kubernetes = await session.kubernetes();
  return kubernetes.deniedOf(
    attempts.map(({ verb, group, resource }) => ({ verb, group, resource, namespace })),
    session.signal,
  );
}
