import { alarmsNotChecked } from './alarms.ts';
import { keptByTool } from './delivery.ts';
import { delayNotHonoured } from './deregistration-delay.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { appliedOtherwise } from './last-applied.ts';
import { rolloutUnderWay } from './rollout.ts';
import { setByHand } from './set-by-hand.ts';
import { singlePod } from './single-pod.ts';
import { weightedRefused } from './weighted-refused.ts';
import { windowWithoutTargets } from './window.ts';

export const migrationChecks = [
  windowWithoutTargets,
  weightedRefused,
  singlePod,
  disruptionBudget,
  rolloutUnderWay,
  delayNotHonoured,
  setByHand,
  alarmsNotChecked,
  keptByTool,
  appliedOtherwise,
] as const;
