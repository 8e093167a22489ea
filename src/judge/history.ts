import { annotation } from '../model/annotations.ts';
import type { Inspection, Verdict } from '../model/inspection.ts';
import type { Step } from '../model/migration.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { targetKey } from './expected-set.ts';
import { orderedBy } from './order.ts';
import { type Standing, standingOf } from './standing.ts';
import { isWhole } from './weighted/whole.ts';

/** What a process has seen of one Service, folded: plain JSON, never saved. */
export interface History {
  readonly looks: number;
  /** RFC 3339, as every instant here; null before the first look. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** When anything in AWS or the bindings last differed from the look before; null: not since the first look. */
  readonly movedAt: string | null;
  /** The number of that look, from 1. */
  readonly movedLook: number | null;
  /** What is compared to tell. */
  readonly movement: string | null;
  /** By `ARN id:port`: since when each target has its verdict and its state. Targets that are gone are forgotten. */
  readonly targets: Readonly<Record<string, TargetHistory>>;
  /** Looks one after another with the same Standing, oldest first; only the last ones are kept. */
  readonly runs: readonly Run[];
  /** Every target group seen so far, by ARN, also those that are gone. */
  readonly groups: Readonly<Record<string, SeenGroup>>;
  /** Every binding seen so far, by name, also those that are gone. */
  readonly bindings: Readonly<Record<string, SeenBinding>>;
  /** Since when each group, by ARN, has been able to carry all of the traffic; one that cannot is not in it. */
  readonly whole: Readonly<Record<string, Since>>;
  /** Since when each listener, by port, has shared its connections as it does. */
  readonly shares: Readonly<Record<string, Share>>;
  /** Every target type that the annotation was seen to have, exactly as written, in the order of their first look. */
  readonly asked: readonly string[];
  /** What this process last wrote to each annotation; null: it took the annotation away. */
  readonly written: Readonly<Record<string, string | null>>;
  /** The version of the Service that this process last wrote over: to see it again is to read what is old. */
  readonly writtenOver: string | null;
  /** When this process last touched the Service; null: never. */
  readonly touchedAt: string | null;
  /** The NLB seen last; null: never one. */
  readonly loadBalancerArn: string | null;
  /** How many looks in a row found an NLB in the status that AWS does not have. */
  readonly goneLooks: number;
}

export interface TargetHistory {
  readonly verdict: Verdict;
  readonly since: string;
  readonly looks: number;
  /** State and reason as ELBv2 spells them. */
  readonly state: string;
  readonly stateSince: string;
}

export interface Run {
  readonly standing: Standing;
  readonly since: string;
  readonly until: string;
  readonly looks: number;
}

/** Since when, and for how many looks one after another. */
export interface Since {
  readonly since: string;
  readonly looks: number;
}

export interface Share {
  /** The weights by ARN, as one text to compare. */
  readonly text: string;
  readonly since: string;
  /** Whether this process saw it become so; else it may have been so for long. */
  readonly wasSeen: boolean;
}

export interface SeenGroup {
  readonly name: string;
  readonly type: string;
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface SeenBinding {
  readonly targetGroupArn: string | null;
  readonly targetType: string | null;
  readonly firstAt: string;
  readonly lastAt: string;
}

export const noHistory: History = {
  looks: 0,
  firstAt: null,
  lastAt: null,
  movedAt: null,
  movedLook: null,
  movement: null,
  targets: {},
  runs: [],
  groups: {},
  bindings: {},
  whole: {},
  shares: {},
  asked: [],
  written: {},
  writtenOver: null,
  touchedAt: null,
  loadBalancerArn: null,
  goneLooks: 0,
};

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

/** The key of a target in a history. */
export function historyKey(groupArn: string, target: { readonly id: string; readonly port: number }): string {
  return `${groupArn} ${targetKey(target)}`;
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

/** Adds a write that was made: what it asked for was asked for, even if somebody takes it back before the next look. */
export function rememberStep(history: History, step: Step, { at, service }: Snapshot): History {
  // A write is a move too: what follows from it is given its time.
  const moved = { ...history, movedAt: at, movedLook: history.looks };
  const over = { ...moved, writtenOver: service.resourceVersion };
  switch (step.kind) {
    case 'touch-service':
      return { ...over, touchedAt: at };
    case 'set-target-type':
      return { ...over, written: { ...history.written, [annotation.targetType]: step.to } };
    case 'set-weights':
      return { ...over, written: { ...history.written, ...step.annotations } };
    default:
      return moved;
  }
}

/** Takes back what was remembered of annotations whose last write has an unknown fate: neither value is somebody else's. */
export function forgetStep(history: History, step: Step): History {
  const keys = new Set(
    step.kind === 'set-weights'
      ? Object.keys(step.annotations)
      : step.kind === 'set-target-type'
        ? [annotation.targetType]
        : [],
  );
  return { ...history, written: Object.fromEntries(Object.entries(history.written).filter(([key]) => !keys.has(key))) };
}
