import type { Inspection, JudgedGroup } from '../model/inspection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import { stuckWarning } from './events.ts';
import type { ConditionKind, WaitVerdict } from './goal.ts';
import type { History } from './history.ts';
import { getsTraffic } from './standing.ts';

/** The phases of an in-place migration, in their order; `Failed` may follow any. */
export const phases = [
  'Preflight',
  'Patched',
  'ControllerActing',
  'Switched',
  'Registering',
  'HealthChecking',
  'Stabilizing',
  'Verified',
  'Failed',
] as const;

export type Phase = (typeof phases)[number];

/** How far a migration has come, and what it waits for, as a sentence or two. */
export interface PhaseReport {
  readonly phase: Phase;
  readonly message: string;
}

/** The phase follows from what is there now alone: a migration that was interrupted is taken up where it stands. */
export function phaseOf(
  snapshot: Snapshot,
  inspection: Inspection,
  history: History,
  to: TargetType,
  verdict: WaitVerdict,
): PhaseReport {
  const phase = nameOfPhase(snapshot, inspection, to, verdict);
  return { phase, message: messageOf(phase, snapshot, inspection, history, to, verdict) };
}

function nameOfPhase(snapshot: Snapshot, inspection: Inspection, to: TargetType, verdict: WaitVerdict): Phase {
  if (verdict.kind === 'hopeless') return 'Failed';
  if (inspection.service.targetType.effective !== to) return 'Preflight';
  if (verdict.kind === 'ready') return 'Verified';
  if (verdict.unmet.every(({ what }) => afterHealth.has(what))) return 'Stabilizing';

  const inService = new Set(snapshot.service.ports.map(({ port }) => port));
  const ports = inspection.ports.filter(({ port }) => inService.has(port));
  const groups = ports.flatMap(({ targetGroups }) => targetGroups);
  if (!groups.some(({ type }) => type === to)) return 'Patched';
  const switched = ports.every(({ targetGroups }) => {
    const current = targetGroups.filter(getsTraffic);
    return current.length > 0 && current.every((group) => group.type === to && isBound(group));
  });
  if (!switched) return 'ControllerActing';

  const targets = groups.filter((group) => getsTraffic(group)).flatMap((group) => group.targets);
  if (!targets.some(({ registered }) => registered === true)) return 'Switched';
  const unregistered = targets.some(
    ({ expected, verdict: its, health }) =>
      its === 'missing' || (expected === true && health?.reason === 'Elb.RegistrationInProgress'),
  );
  return unregistered ? 'Registering' : 'HealthChecking';
}

const afterHealth: ReadonlySet<ConditionKind> = new Set<ConditionKind>(['not-stable', 'old-binding', 'old-group']);

function isBound({ binding }: JudgedGroup): boolean {
  return binding !== null && !binding.terminating;
}

function messageOf(
  phase: Phase,
  snapshot: Snapshot,
  inspection: Inspection,
  history: History,
  to: TargetType,
  verdict: WaitVerdict,
): string {
  const { namespace, name } = inspection.service;
  if (verdict.kind === 'hopeless') return verdict.message;
  if (phase === 'Preflight') {
    const { annotation } = inspection.service.targetType;
    const now = annotation === null ? 'no target type annotation' : `target type annotation "${annotation}"`;
    return `Service ${namespace}/${name} has ${now}; it does not ask for ${to} yet.`;
  }
  if (verdict.kind === 'ready') return verified(inspection, to);
  const stuck = verdict.moving ? null : stuckWarning(snapshot, history);
  return [lead(phase, to), ...verdict.unmet.map(({ message }) => message), ...(stuck === null ? [] : [stuck])]
    .filter((text) => text !== '')
    .join(' ');
}

function lead(phase: Phase, to: TargetType): string {
  switch (phase) {
    case 'Patched':
      return `The Service asks for ${to}; the controller has not changed anything in AWS yet.`;
    case 'ControllerActing':
      return 'The controller is changing target groups, listeners and bindings.';
    case 'Switched':
      return `Every listener forwards to a target group of type ${to}; no target is registered in it yet.`;
    default:
      return '';
  }
}

function verified(inspection: Inspection, to: TargetType): string {
  const current = inspection.ports.flatMap(({ targetGroups }) => targetGroups.filter(getsTraffic));
  const sum = (count: (group: JudgedGroup) => number) => current.reduce((total, group) => total + count(group), 0);
  const required = sum(({ summary }) => summary.required);
  const healthy = sum(({ summary }) => summary.requiredHealthy);
  return `Every listener forwards to targets of type ${to}: ${healthy} of ${required} required ${required === 1 ? 'target is' : 'targets are'} healthy.`;
}
