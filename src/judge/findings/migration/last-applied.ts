import { annotation } from '../../../model/annotations.ts';
import type { Check } from '../finding.ts';
import { keeperOf } from './keeper.ts';

/** A manifest that would change the target type when kubectl applies it again. */
export const appliedOtherwise: Check<'NLB0708'> = ({ snapshot: { service }, inspection, to }) => {
  const applied = service.lastApplied?.[annotation.targetType];
  const wanted = to ?? service.annotations[annotation.targetType];
  // Argo CD may use kubectl's annotation too: NLB0707 tells of it.
  if (inspection.service.owner.kind !== 'controller' || keeperOf(service) !== null) return [];
  if (applied === undefined || wanted === undefined || applied === wanted) return [];
  const { namespace, name } = service;
  return [
    {
      code: 'NLB0708',
      message:
        to === null
          ? `The manifest that kubectl applied last says "${applied}", and the target type is "${wanted}" now: applying it again changes the target type, with a window without healthy targets.`
          : `The manifest that kubectl applied last says "${applied}": applying it again takes the change to ${to} back.`,
      remedy: `in the manifest change the line "${annotation.targetType}: ${applied}" to "${annotation.targetType}: ${wanted}"; what was applied: kubectl apply view-last-applied service/${name} -n ${namespace}`,
    },
  ];
};
