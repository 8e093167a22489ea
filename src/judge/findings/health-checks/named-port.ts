import { healthCheckAfter } from '../../plan/health-check-after.ts';
import type { Check } from '../finding.ts';
import { askTrafficPort } from './port-number.ts';

/** A health check port by name, of which the controller can make no number. */
export const namedPort: Check<'NLB0403'> = ({ snapshot: { service }, inspection, to }) => {
  const type = to ?? inspection.service.targetType.effective;
  if (type === null || inspection.service.owner.kind !== 'controller') return [];
  const after = healthCheckAfter(service, type);
  return after.built
    ? []
    : [
        {
          code: 'NLB0403',
          message: `The controller ${to === null ? 'refuses' : 'would refuse'} the health check port of the Service with ${type} targets: ${after.problem}.`,
          remedy: askTrafficPort(service),
        },
      ];
};
