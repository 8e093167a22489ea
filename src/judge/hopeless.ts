import type { Inspection, JudgedGroup, JudgedTarget } from '../model/inspection.ts';
import type { Service } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Hopeless, type HopelessOutcome, neededHealthy, type WaitGoal } from './goal.ts';
import { failingWindow } from './health-window.ts';
import { type History, historyKey } from './history.ts';
import { secondsBetween, spanOf } from './instants.ts';
import { unreadNeeds } from './needed-parts.ts';
import { clauseOf } from './not-read.ts';
import { notManaged } from './owner-words.ts';
import { getsTraffic, nameOf } from './standing.ts';

/** Why waiting cannot help; null: it may. */
export function hopelessOf(
  snapshot: Snapshot,
  inspection: Inspection,
  history: History,
  goal: WaitGoal,
): Hopeless | null {
  return (
    deleted(snapshot) ??
    unmanaged(snapshot, inspection) ??
    gone(snapshot, history) ??
    unreadable(snapshot, inspection, goal) ??
    failedLoadBalancer(snapshot) ??
    failingTargets(snapshot, inspection, history, goal)
  );
}

function hopeless(outcome: HopelessOutcome, message: string, next: readonly string[]): Hopeless {
  return { kind: 'hopeless', outcome, message, next };
}

function deleted({ service }: Snapshot): Hopeless | null {
  if (service.deletionTimestamp === null) return null;
  const message = `${told(service)} is being deleted (since ${service.deletionTimestamp}).`;
  return { ...hopeless('gone', message, [describeService(service)]), serviceGoes: true };
}

function unmanaged({ service }: Snapshot, { service: { owner } }: Inspection): Hopeless | null {
  const why = notManaged(service, owner);
  return why === null ? null : hopeless('not-managed', why.message, [describeService(service)]);
}

function gone({ service, lookup, loadBalancer }: Snapshot, history: History): Hopeless | null {
  if (loadBalancer !== null || lookup.by !== 'none') return null;
  const next = [describeService(service)];
  // A controller that replaces an NLB deletes the old one first: a single look may fall in between.
  if (lookup.reason === 'gone' && history.goneLooks >= 2)
    return hopeless(
      'gone',
      `The NLB of ${told(service)} is gone: its status still names ${lookup.hostname}, but AWS has no such load balancer.`,
      next,
    );
  if (lookup.reason === 'no-hostname' && history.loadBalancerArn !== null)
    return hopeless(
      'gone',
      `The NLB of ${told(service)} is gone: ${history.loadBalancerArn} was deleted during the wait, and the Service's status names no other.`,
      next,
    );
  return null;
}

function unreadable(snapshot: Snapshot, inspection: Inspection, goal: WaitGoal): Hopeless | null {
  const { service } = snapshot;
  const needs = unreadNeeds(snapshot, inspection, goal.targetType ?? inspection.service.targetType.effective);
  if (needs.length === 0) return null;
  const verbs = needs.flatMap(
    ({ permission }) =>
      /^(get|list|watch) (\S+)$/
        .exec(permission ?? '')
        ?.slice(1, 3)
        .join(' ') ?? [],
  );
  return hopeless(
    'could-not-know',
    `Whether ${told(service)} is ready cannot be known. ${needs.map((need) => sentence(clauseOf(need))).join(' ')}`,
    [
      ...verbs.map((verb) =>
        `kubectl auth can-i ${verb} ${verb.endsWith(' nodes') ? '' : `-n ${service.namespace}`}`.trim(),
      ),
      ...(needs.some(({ permission }) => permission?.startsWith('elasticloadbalancing:'))
        ? ['aws sts get-caller-identity']
        : []),
    ],
  );
}

function failedLoadBalancer({ service, loadBalancer }: Snapshot): Hopeless | null {
  if (loadBalancer?.state !== 'failed') return null;
  const reason = loadBalancer.stateReason === null ? '' : ` AWS says: ${sentence(loadBalancer.stateReason)}`;
  return hopeless('failing', `The NLB ${loadBalancer.name} of ${told(service)} could not be set up.${reason}`, [
    `aws elbv2 describe-load-balancers --names ${loadBalancer.name}`,
    describeService(service),
  ]);
}

/** A required target that failed for longer than its health check takes to notice, where the goal cannot do without it. */
function failingTargets(
  { at, service }: Snapshot,
  { ports, service: { targetType } }: Inspection,
  history: History,
  goal: WaitGoal,
): Hopeless | null {
  const wanted = goal.targetType ?? targetType.effective;
  for (const { port, targetGroups } of ports) {
    for (const group of targetGroups) {
      if (!getsTraffic(group) || (wanted !== null && group.type !== wanted)) continue;
      const lost = group.targets.filter((target) => isLost(target, group, history, at));
      const possible = group.summary.required - lost.length;
      if (lost.length === 0 || possible >= neededHealthy(goal, group.summary.required)) continue;
      return hopeless('failing', failingMessage(port, group, lost, history, at), nextFor(service, lost));
    }
  }
  return null;
}

function isLost(target: JudgedTarget, group: JudgedGroup, history: History, at: string): boolean {
  if (!target.required || target.verdict !== 'failing') return false;
  const before = history.targets[historyKey(group.arn, target)];
  if (before === undefined || before.looks < 2) return false;
  return secondsBetween(before.since, at) >= failingWindow(group.healthCheck);
}

function failingMessage(
  port: number,
  group: JudgedGroup,
  lost: readonly JudgedTarget[],
  history: History,
  at: string,
): string {
  const shown = lost.slice(0, 5).map((target) => {
    const since = history.targets[historyKey(group.arn, target)]?.since ?? at;
    return `${nameOf(target)} ${target.why}, for ${spanOf(secondsBetween(since, at))}`;
  });
  const more = lost.length > 5 ? `; and ${lost.length - 5} more` : '';
  const keep = lost.length === 1 ? 'keeps' : 'keep';
  const targets = group.summary.required === 1 ? 'target' : 'targets';
  return `Port ${port}: ${lost.length} of ${group.summary.required} required ${targets} ${keep} failing in target group ${group.name}: ${shown.join('; ')}${more}. That is longer than the health check's own ${spanOf(failingWindow(group.healthCheck))}.`;
}

function nextFor(service: Service, lost: readonly JudgedTarget[]): string[] {
  const reasons = new Set(lost.flatMap(({ health }) => health?.reason ?? []));
  return [
    `nlbctl inspect ${service.name} -n ${service.namespace}`,
    ...[...reasons].map((reason) => `nlbctl explain ${reason}`),
  ];
}

function told({ namespace, name }: Service): string {
  return `Service ${namespace}/${name}`;
}

function describeService({ namespace, name }: Service): string {
  return `kubectl describe service/${name} -n ${namespace}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
