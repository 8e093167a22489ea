import type { DisruptionBudget } from '../../model/surroundings.ts';
import { numberOf, type Raw, recordOf, textOf } from '../raw.ts';
import { metadataOf } from './metadata.ts';
import { selectorOf } from './selector.ts';

export function disruptionBudgetOf(object: Raw): DisruptionBudget {
  const spec = recordOf(object['spec']);
  return {
    name: metadataOf(object).name,
    selector: selectorOf(spec['selector']),
    minAvailable: textOf(spec['minAvailable']),
    maxUnavailable: textOf(spec['maxUnavailable']),
    disruptionsAllowed: numberOf(recordOf(object['status'])['disruptionsAllowed']),
  };
}
