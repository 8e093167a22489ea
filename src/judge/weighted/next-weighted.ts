import type { Inspection, JudgedGroup } from '../../model/inspection.ts';
import type { Intent } from '../../model/migration.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from '../history.ts';
import { hopelessOf } from '../hopeless.ts';
import { nextInPlace } from '../migration/in-place.ts';
import { type Next, stuck, waiting } from '../migration/next.ts';
import { takenBack } from '../migration/taken-back.ts';
import { clauseOf, whyNotRead } from '../not-read.ts';
import { plannedChange } from '../plan/change.ts';
import { afterFlip } from './after-flip.ts';
import { beforeFlip } from './before-flip.ts';
import { duringFlip } from './during-flip.ts';
import { bridgesOf, weightedPorts } from './ports.ts';
import type { Stage } from './stage.ts';
import { strandedWords } from './stranded-pods.ts';

/**
 * A migration over a bridge: a copy of the group that serves takes the traffic over, the controller replaces its own group
 * while that has none, and the traffic goes back to it step by step. Where it stands follows from the bridge groups, the
 * annotations, the weights of the listeners and the type of the controller's groups alone, and so does what comes next:
 * forward, or back, whichever of the two types is wanted.
 */
export function nextWeighted(snapshot: Snapshot, inspection: Inspection, history: History, intent: Intent): Next {
  const { service } = snapshot;
  const ports = weightedPorts(snapshot, inspection);
  const taken = takenBack(snapshot, history, intent);
  if (taken !== null) return { ...taken, phase: 'Failed' };
  const asks = !plannedChange(service, inspection.service.targetType.effective, intent.to).isNeeded;
  const hasBridge =
    bridgesOf(snapshot).length > 0 || ports.some(({ action }) => action !== null && action !== 'foreign');
  if (asks && !hasBridge) return withStranded(nextInPlace(snapshot, inspection, history, intent), snapshot);
  const foreign = ports.find(({ action }) => action === 'foreign');
  if (foreign !== undefined)
    return stuck(
      'taken-back',
      `The annotation ${foreign.key} of Service ${service.namespace}/${service.name} is not nlbctl’s own: somebody else shares the listener of port ${foreign.port}.`,
      [`kubectl get service ${service.name} -n ${service.namespace} -o yaml --show-managed-fields`],
    );
  const hopeless = hopelessOf(snapshot, inspection, history, blind);
  if (hopeless !== null) return { ...hopeless, kind: 'stuck', phase: 'Failed' };
  const unread = ports.flatMap(({ base, bridge }) => [base, bridge]).find((group) => group !== null && isUnread(group));
  if (unread != null)
    return stuck(
      'could-not-know',
      `How target group ${unread.name} is cannot be known: ${clauseOf(unread.expectation.missing[0] ?? whyNotRead(snapshot, 'target health'))}.`,
    );
  const unclear = ports.find(({ base }) => base === null);
  if (ports.length === 0 || unclear !== undefined)
    return waiting(
      'ControllerActing',
      unclear === undefined
        ? 'The NLB has no listener yet.'
        : `Port ${unclear.port}: the listener does not forward to one group of the controller’s own.`,
      { moving: false },
    );
  const stage: Stage = { snapshot, inspection, history, intent, ports };
  if (!asks) return beforeFlip(stage);
  return ports.every(({ base }) => base?.type === intent.to) ? afterFlip(stage) : duringFlip(stage);
}

const isUnread = ({ targetsRead, expectation }: JudgedGroup): boolean => !targetsRead || !expectation.known;

/** A goal that no target's health keeps from being reached: the stages look at the groups themselves. */
const blind = {
  targetType: null,
  minHealthy: { count: 0 },
  allowEmpty: true,
  stable: { looks: 1 },
  oldGroupsGone: false,
} as const;

/** A pod that waits for a gate of a bridge that is gone stays NotReady: the end is the place to say so. */
function withStranded(next: Next, snapshot: Snapshot): Next {
  const stranded = strandedWords(snapshot);
  return next.kind === 'done' && stranded !== null ? { ...next, message: `${next.message} ${stranded}` } : next;
}
