import { annotation } from '../model/annotations.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { targetKey } from './expected-set.ts';
import {
  type History,
  historyKey,
  type Run,
  type SeenBinding,
  type SeenGroup,
  type Share,
  type Since,
  type TargetHistory,
} from './history.ts';
import { orderedBy } from './order.ts';
import { type Standing, standingOf } from './standing.ts';
import { isWhole } from './weighted/whole.ts';

/** A wait that changes its mind more often than this is not stable for any span that a goal asks for. */
const keptRuns = 500;

/** Adds one look. */
export function remember(history: History, snapshot: Snapshot, inspection: Inspection): History {
  const { at, loadBalancer, lookup } = snapshot;
  const looks = history.looks + 1;
  const movement = movementOf(snapshot);
  const moved = history.movement !== null && history.movement !== movement;
  return {
    looks,
    firstAt: history.firstAt ?? at,
    lastAt: at,
    movedAt: moved ? at : history.movedAt,
    movedLook: moved ? looks : history.movedLook,
    movement,
    targets: targetsOf(history, inspection),
    runs: withRun(history.runs, standingOf(snapshot, inspection), at),
    groups: { ...history.groups, ...groupsSeen(history, snapshot) },
    bindings: { ...history.bindings, ...bindingsSeen(history, snapshot) },
    whole: wholeGroups(history, inspection),
    shares: sharesOf(history, snapshot),
    asked: askedSoFar(history, snapshot),
    written: history.written,
    writtenOver: history.writtenOver,
    touchedAt: history.touchedAt,
    loadBalancerArn: loadBalancer?.arn ?? history.loadBalancerArn,
    goneLooks: lookup.by === 'none' && lookup.reason === 'gone' ? history.goneLooks + 1 : 0,
  };
}

/** Everything that moves while a controller and ELBv2 are at work, as one text to compare. */
function movementOf({ loadBalancer, listeners, targetGroups, bindings }: Snapshot): string {
  return JSON.stringify([
    loadBalancer === null ? null : [loadBalancer.arn, loadBalancer.state],
    orderedBy(listeners ?? [], ({ arn }) => arn).map(({ arn, forwards, ruleForwards }) => [
      arn,
      ...[...forwards, ...ruleForwards].map(({ targetGroupArn, weight }) => `${targetGroupArn} ${weight}`).sort(),
    ]),
    orderedBy(targetGroups ?? [], ({ arn }) => arn).map(({ arn, targets }) => [
      arn,
      ...(targets ?? []).map((target) => `${targetKey(target)} ${target.health.state} ${target.health.reason}`).sort(),
    ]),
    orderedBy(bindings ?? [], ({ uid, name }) => `${uid} ${name}`).map((binding) => [
      binding.uid,
      binding.generation,
      binding.observedGeneration,
      binding.deletionTimestamp,
    ]),
  ]);
}

function targetsOf(history: History, { at, ports }: Inspection): Record<string, TargetHistory> {
  const entries = ports.flatMap(({ targetGroups }) =>
    targetGroups.flatMap((group) =>
      group.targets.map((target) => {
        const key = historyKey(group.arn, target);
        const state = `${target.health?.state ?? ''} ${target.health?.reason ?? ''}`.trim();
        const before = history.targets[key];
        const same = before?.verdict === target.verdict;
        return [
          key,
          {
            verdict: target.verdict,
            since: same ? before.since : at,
            looks: same ? before.looks + 1 : 1,
            state,
            stateSince: before?.state === state ? before.stateSince : at,
          },
        ] as const;
      }),
    ),
  );
  return Object.fromEntries(entries);
}

function withRun(runs: readonly Run[], standing: Standing, at: string): Run[] {
  const last = runs.at(-1);
  if (last !== undefined && JSON.stringify(last.standing) === JSON.stringify(standing))
    return [...runs.slice(0, -1), { ...last, until: at, looks: last.looks + 1 }];
  return [...runs, { standing, since: at, until: at, looks: 1 }].slice(-keptRuns);
}

function wholeGroups({ whole }: History, { at, ports }: Inspection): Record<string, Since> {
  const groups = ports.flatMap(({ targetGroups }) => targetGroups.filter(isWhole));
  return Object.fromEntries(
    groups.map(({ arn }) => [arn, { since: whole[arn]?.since ?? at, looks: (whole[arn]?.looks ?? 0) + 1 }]),
  );
}

function sharesOf({ shares, looks }: History, { at, listeners }: Snapshot): Record<string, Share> {
  const entries = (listeners ?? []).map(({ port, forwards }) => {
    const text = forwards
      .map(({ targetGroupArn, weight }) => `${targetGroupArn} ${weight}`)
      .sort()
      .join(' ');
    const before = shares[port];
    return [String(port), before?.text === text ? before : { text, since: at, wasSeen: looks > 0 }] as const;
  });
  return Object.fromEntries(entries);
}

function askedSoFar({ asked }: History, { service }: Snapshot): readonly string[] {
  const now = service.annotations[annotation.targetType];
  return now === undefined || asked.includes(now) ? asked : [...asked, now];
}

function groupsSeen(history: History, { at, targetGroups }: Snapshot): Record<string, SeenGroup> {
  return Object.fromEntries(
    (targetGroups ?? []).map(({ arn, name, targetType }) => [
      arn,
      { name, type: targetType, firstAt: history.groups[arn]?.firstAt ?? at, lastAt: at },
    ]),
  );
}

function bindingsSeen(history: History, { at, bindings }: Snapshot): Record<string, SeenBinding> {
  return Object.fromEntries(
    (bindings ?? []).map(({ name, targetGroupArn, targetType }) => [
      name,
      { targetGroupArn, targetType, firstAt: history.bindings[name]?.firstAt ?? at, lastAt: at },
    ]),
  );
}
