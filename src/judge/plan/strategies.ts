import type { Inspection } from '../../model/inspection.ts';
import type { Strategy, WeightedSettings } from '../../model/migration.ts';
import type { PlannedStep, StrategyOption, Window } from '../../model/plan.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';
import { weightedCautions } from '../weighted/cautions.ts';
import { weightedPorts } from '../weighted/ports.ts';
import { weightedRefusals } from '../weighted/refusals.ts';
import { weightedSeconds, weightedSteps } from '../weighted/weighted-steps.ts';

/** How the weighted strategy would be used, and what of its permissions is missing. */
export interface WeightedAsk {
  readonly settings: WeightedSettings;
  /** In the words of RBAC; null: it was not asked, as of a file. */
  readonly denied: readonly string[] | null;
}

interface InPlace {
  readonly steps: readonly PlannedStep[];
  readonly window: Window | null;
}

/** Both ways to make the change, with what each costs. */
export function strategyOptions(
  snapshot: Snapshot,
  inspection: Inspection,
  to: TargetType,
  inPlace: InPlace,
  { settings, denied }: WeightedAsk,
): StrategyOption[] {
  const ports = weightedPorts(snapshot, inspection);
  const refusals = weightedRefusals({ snapshot, inspection, to, denied: denied ?? [] });
  return [
    {
      strategy: 'in-place',
      refusals: [],
      cautions: [],
      window: inPlace.window === null ? null : rangeOf(inPlace.window),
      takes: inPlace.window === null ? { minSeconds: 60, maxSeconds: 420 } : rangeOf(inPlace.window),
      steps: inPlace.steps,
    },
    {
      strategy: 'weighted',
      refusals,
      cautions: weightedCautions({ snapshot, inspection, to }),
      window: null,
      takes: weightedSeconds(settings),
      steps: refusals.length > 0 ? [] : weightedSteps(snapshot, ports, to, settings),
    },
  ];
}

const rangeOf = ({ minSeconds, maxSeconds }: Window) => ({ minSeconds, maxSeconds });

/** The one without a window, where there would be one and it can be used. */
export function recommendedOf([inPlace, weighted]: readonly StrategyOption[]): Strategy | null {
  if (inPlace === undefined || inPlace.steps.length === 0) return null;
  return inPlace.window !== null && weighted?.refusals.length === 0 ? 'weighted' : 'in-place';
}
