import { annotation } from '../../model/annotations.ts';
import type { Inspection } from '../../model/inspection.ts';
import type { Intent } from '../../model/migration.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { WaitGoal } from '../goal.ts';
import type { History } from '../history.ts';
import { phaseOf } from '../migration-phase.ts';
import { plannedChange } from '../plan/change.ts';
import { refusalOf } from '../refusal.ts';
import { judgeWait } from '../waiting.ts';
import { controllerFailing } from './controller-failing.ts';
import { groupsWithoutBinding } from './lost-binding.ts';
import type { Next, Stuck } from './next.ts';
import { takenBack } from './taken-back.ts';

/** What an in-place migration is for: every port served by targets of the type, and nothing left over of the other. */
function goalOf({ to, stable }: Intent): WaitGoal {
  return { targetType: to, minHealthy: { percent: 100 }, allowEmpty: false, stable, oldGroupsGone: true };
}

/** One annotation is written, and the rest is the controller's and ELBv2's; what they do is waited for. */
export function nextInPlace(snapshot: Snapshot, inspection: Inspection, history: History, intent: Intent): Next {
  const { to } = intent;
  const { service } = snapshot;
  const taken = takenBack(snapshot, history, intent);
  if (taken !== null) return failed(taken);
  if (plannedChange(service, inspection.service.targetType.effective, to).isNeeded) {
    const refusal = refusalOf(snapshot, inspection.service.owner, to);
    if (refusal !== null) return failed({ kind: 'stuck', outcome: 'not-managed', message: refusal.message, next: [] });
    return {
      kind: 'step',
      phase: 'Preflight',
      message: `The annotation ${annotation.targetType} is set to "${to}".`,
      step: { kind: 'set-target-type', to },
    };
  }
  const lost = groupsWithoutBinding(snapshot, inspection, history, intent);
  if (lost.length > 0)
    return {
      kind: 'step',
      phase: 'ControllerActing',
      message: `Nothing fills target group ${lost.join(', ')}: its TargetGroupBinding is gone, and the controller makes it again only when the Service changes.`,
      step: { kind: 'touch-service' },
    };
  const verdict = judgeWait(snapshot, inspection, history, goalOf(intent));
  const { phase, message } = phaseOf(snapshot, inspection, history, to, verdict);
  switch (verdict.kind) {
    case 'ready':
      return { kind: 'done', phase, message };
    case 'hopeless':
      return failed({ ...verdict, kind: 'stuck' });
    case 'waiting': {
      const failing = verdict.moving ? null : controllerFailing(snapshot, history);
      return failing === null ? { ...verdict, kind: 'wait', phase, message } : failed(failing);
    }
  }
}

const failed = (stuck: Stuck): Next => ({ ...stuck, phase: 'Failed' });
