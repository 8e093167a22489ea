import type { Inspection, JudgedGroup } from '../../model/inspection.ts';
import type { Intent } from '../../model/migration.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from '../history.ts';
import { controllerFailing } from '../migration/controller-failing.ts';
import { idleSince } from '../migration/idle.ts';
import { type Next, stuck, waiting } from '../migration/next.ts';
import type { WeightedPort } from './ports.ts';
import { isUnused, lackOf } from './whole.ts';

/** What a stage of a weighted migration decides on. */
export interface Stage {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  readonly history: History;
  readonly intent: Intent;
  readonly ports: readonly WeightedPort[];
}

/** Looks for which a group must have been whole before anything is built on it: one look may catch a passing moment. */
const enoughLooks = 2;

/** Whether a group has been able to carry all of the traffic for long enough. */
export function isReliable({ history, intent }: Stage, { arn }: JudgedGroup): boolean {
  return (history.whole[arn]?.looks ?? 0) >= (intent.rollingBack ? 1 : enoughLooks);
}

/** Waits for something that is in others' hands, until the controller fails at it, or nothing has moved for minutes. */
export function awaiting(stage: Stage, phase: string, message: string, hint = ''): Next {
  const { snapshot, history } = stage;
  const failing = controllerFailing(snapshot, history);
  if (failing !== null) return { ...failing, phase: 'Failed' };
  const since = idleSince(history, snapshot.at);
  const { namespace, name } = snapshot.service;
  if (since !== null)
    return stuck('failing', `${message} Nothing has moved since ${since}.${hint}`, [
      `kubectl describe service/${name} -n ${namespace}`,
    ]);
  return waiting(phase, message, { moving: true });
}

/** Waits for a group of a port to be whole. */
export function awaitingGroup(stage: Stage, phase: string, port: number, group: JudgedGroup, hint = ''): Next {
  const message = `Port ${port}: target group ${group.name} of type ${group.type}: ${lackOf(group)}.`;
  const failing = controllerFailing(stage.snapshot, stage.history);
  // ELBv2 takes a target up for minutes, and shows the same state all the while.
  const isStarting = group.targets.some(({ verdict }) => verdict === 'starting') && !isUnused(group);
  return isStarting && failing === null
    ? waiting(phase, message, { moving: true })
    : awaiting(stage, phase, message, hint);
}

/** Waits for a span of time that began with the last change of weights. */
export function awaitingClock(phase: string, what: string, passed: number, seconds: number): Next {
  const left = Math.max(1, Math.ceil(seconds - passed));
  return waiting(phase, what, { moving: true, earliestSeconds: left });
}

/** The first port for which something is not so. */
export function firstNot<Port>(ports: readonly Port[], isSo: (port: Port) => boolean): Port | null {
  return ports.find((port) => !isSo(port)) ?? null;
}
