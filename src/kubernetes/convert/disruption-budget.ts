import type { DisruptionBudget } from '../../model/surroundings.ts';
import { numberOf, type Raw, recordOf, textMapOf, textOf } from '../raw.ts';
import { metadataOf } from './metadata.ts';

export function disruptionBudgetOf(object: Raw): DisruptionBudget {
  const spec = recordOf(object['spec']);
  const selector = textMapOf(recordOf(spec['selector'])['matchLabels']);
  return {
    name: metadataOf(object).name,
    selector: Object.keys(selector).length === 0 ? null : selector,
    minAvailable: textOf(spec['minAvailable']),
    maxUnavailable: textOf(spec['maxUnavailable']),
    disruptionsAllowed: numberOf(recordOf(object['status'])['disruptionsAllowed']),
  };
}
