import { newestWarning, warningWords } from '../../events.ts';
import type { Check } from '../finding.ts';
import { controllersOf } from './controllers.ts';
import { controllersEvents } from './controllers-events.ts';

/** The controller's newest Warning on the Service or one of its bindings, where no success has followed. */
export const lastReconcileFailed: Check<'NLB0112'> = (subject) => {
  const { snapshot, inspection } = subject;
  if (inspection.service.owner.kind !== 'controller') return [];
  const warning = newestWarning({ events: controllersEvents(snapshot) }, null);
  if (warning === null) return [];
  const { namespace, name } = snapshot.service;
  const { kind, name: of } = warning.object;
  const [controller] = controllersOf(subject)?.working ?? [];
  const logs =
    controller === undefined
      ? ''
      : `; kubectl logs deployment/${controller.name} -n ${controller.namespace} --since=1h | grep ${name} shows each attempt`;
  return [
    {
      code: 'NLB0112',
      object: `${kind} ${namespace}/${of}`,
      message: `The controller’s last reconcile of ${kind} ${of} failed: ${warningWords(warning)}`,
      remedy: `mend what it names, and wait for SuccessfullyReconciled: kubectl get events -n ${namespace} --field-selector involvedObject.name=${of}${logs}`,
    },
  ];
};
