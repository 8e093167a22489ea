import type { TargetType } from '../../../model/target-type.ts';
import { rangeWords, windowOf } from '../../plan/window.ts';
import { getsTraffic } from '../../standing.ts';
import type { Check } from '../finding.ts';

/** For each port that serves now: how long it would not, if the target type were changed in place. */
export const windowWithoutTargets: Check<'NLB0701'> = ({ inspection, to, weighted }) => {
  if (weighted !== undefined) return [];
  if (inspection.service.owner.kind !== 'controller') return [];
  const now = inspection.service.targetType.effective;
  const other: TargetType = to ?? (now === 'ip' ? 'instance' : 'ip');
  return inspection.ports.flatMap(({ port, targetGroups }) =>
    targetGroups
      .filter((group) => getsTraffic(group) && group.type !== other && group.summary.healthy > 0)
      .map((group) => ({
        code: 'NLB0701' as const,
        message: `An in-place migration to ${other} ${to === null ? 'would leave' : 'leaves'} port ${port} without a healthy target for about ${rangeWords(windowOf(group.healthCheck))}.`,
      })),
  );
};
