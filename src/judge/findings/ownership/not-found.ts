import type { ControllerEvent } from '../../../model/event.ts';
import type { Check } from '../finding.ts';
import { controllersOf } from './controllers.ts';
import { controllersEvents } from './controllers-events.ts';

/**
 * The controller's Deployment was looked for, and there is none. It may run under other labels, or outside of the cluster:
 * what it has said of the Service lately tells whether it is at work.
 */
export const controllerNotFound: Check<'NLB0108'> = (subject) => {
  if (controllersOf(subject)?.found.length !== 0) return [];
  const { namespace, name } = subject.snapshot.service;
  return [
    {
      code: 'NLB0108',
      message: `No Deployment in the cluster has the label app.kubernetes.io/name=aws-load-balancer-controller${signOfLife(controllersEvents(subject.snapshot))}`,
      remedy: `see whether it runs under another name: kubectl get deployments -A -o wide | grep load-balancer-controller; kubectl get events -n ${namespace} --field-selector involvedObject.name=${name} shows what it said last`,
    },
  ];
};

function signOfLife(events: readonly ControllerEvent[] | null): string {
  if (events === null) return ', and its events could not be read: nothing shows that a change would be acted on.';
  const newest = events.reduce<ControllerEvent | null>(
    (best, event) => (best === null || timeOf(event) > timeOf(best) ? event : best),
    null,
  );
  if (newest === null)
    return ', and there is no event of the controller on the Service or its bindings: nothing shows that a change would be acted on.';
  const { reason, object } = newest;
  return `, though the controller reported ${reason} on ${object.kind} ${object.name} at ${timeOf(newest) || 'a time that is not known'}: it runs in another way, or was removed since.`;
}

const timeOf = ({ lastTimestamp, firstTimestamp }: ControllerEvent): string => lastTimestamp ?? firstTimestamp ?? '';
