import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { couldNotRead, differences } from '../../src/judge/differences.ts';
import { expectedOfGroup } from '../../src/judge/expected-of-group.ts';
import { targetKey } from '../../src/judge/expected-set.ts';
import { type ConditionKind, neededHealthy, type WaitGoal, type WaitVerdict } from '../../src/judge/goal.ts';
import { groupsOfPort } from '../../src/judge/groups-of-port.ts';
import { type History, noHistory } from '../../src/judge/history.ts';
import { judge } from '../../src/judge/inspection.ts';
import { phaseOf, phases } from '../../src/judge/migration-phase.ts';
import { refusalOf } from '../../src/judge/refusal.ts';
import { remember } from '../../src/judge/remember.ts';
import { isNotRegistered } from '../../src/judge/verdict.ts';
import { judgeWait } from '../../src/judge/waiting.ts';
import type { JudgedGroup } from '../../src/model/inspection.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { TargetHealth } from '../../src/model/target-health.ts';
import { anySnapshot, shuffled } from './arbitrary-snapshot.ts';
import {
  aGroup,
  aNode,
  anEndpoint,
  aService,
  aSlice,
  aTarget,
  checking,
  draining,
  healthy,
  instanceSnapshot,
  later,
  registering,
  unhealthy,
} from './snapshot-builder.ts';

const goals: fc.Arbitrary<WaitGoal> = fc.record({
  targetType: fc.constantFrom(null, 'ip' as const, 'instance' as const),
  minHealthy: fc.oneof(
    fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ count: fc.integer({ min: 1, max: 4 }) }),
  ),
  allowEmpty: fc.boolean(),
  stable: fc.oneof(
    fc.record({ looks: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ seconds: fc.integer({ min: 0, max: 60 }) }),
  ),
  oldGroupsGone: fc.boolean(),
});

const groupsIn = (snapshot: Snapshot): JudgedGroup[] =>
  judge(snapshot).ports.flatMap(({ targetGroups }) => targetGroups);
const getsTraffic = ({ weight }: JudgedGroup) => weight !== null && weight > 0;

function fold(snapshots: readonly Snapshot[]): { history: History; last: Snapshot } {
  const looks = snapshots.map((snapshot, index) => ({ ...snapshot, at: later(index * 20) }));
  const last = looks.at(-1);
  if (last === undefined) throw new Error('no look');
  return { history: looks.reduce((seen, look) => remember(seen, look, judge(look)), noHistory), last };
}

describe('judging any Snapshot', () => {
  test('counts add up to the rows', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        for (const { summary, targets } of groupsIn(snapshot)) {
          const of = (verdict: string) => targets.filter((target) => target.verdict === verdict).length;
          expect(summary).toMatchObject({
            missing: of('missing'),
            extra: of('extra'),
            stale: of('stale'),
            draining: of('draining'),
            unknown: of('unknown'),
            byDesign: of('by-design'),
          });
          const { missing, extra, stale, draining, unknown, byDesign } = summary;
          const rest = of('ok') + of('starting') + of('failing');
          expect(missing + extra + stale + draining + unknown + byDesign + rest).toBe(targets.length);
          expect(summary.requiredHealthy).toBeLessThanOrEqual(summary.required);
          expect(summary.required).toBeLessThanOrEqual(summary.expected);
          expect(summary.healthy).toBeLessThanOrEqual(summary.registered);
          expect(summary.registered).toBeLessThanOrEqual(targets.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the order of lists plays no part', () => {
    fc.assert(
      fc.property(anySnapshot, fc.integer(), (snapshot, seed) => {
        expect(judge(shuffled(snapshot, seed))).toEqual(judge(snapshot));
      }),
      { numRuns: 300 },
    );
  });

  test('the rows are the expected targets and the registered ones, each once', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        for (const { port, targetGroups } of judge(snapshot).ports) {
          const placed = groupsOfPort(snapshot, port);
          expect(targetGroups.map(({ arn }) => arn)).toEqual(placed.map(({ group }) => group.arn));
          targetGroups.forEach(({ targets }, index) => {
            const group = placed[index];
            if (group === undefined) throw new Error('no group');
            const set = expectedOfGroup(snapshot, group, port);
            const wanted = (set.known ? set.targets : []).map(targetKey);
            const present = (group.group.targets ?? []).filter((target) => !isNotRegistered(target)).map(targetKey);
            expect(targets.map(targetKey).sort()).toEqual([...new Set([...wanted, ...present])].sort());
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('nothing that was not read is healthy or ok', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        for (const group of groupsIn(snapshot)) {
          if (!group.targetsRead) {
            expect(group.targets.every(({ verdict, registered }) => verdict === 'unknown' && registered === null)).toBe(
              true,
            );
            expect(group.summary).toMatchObject({ healthy: 0, requiredHealthy: 0, registered: 0 });
          }
          if (!group.expectation.known) {
            expect(group.expectation.missing.length).toBeGreaterThan(0);
            expect(group.targets.every(({ verdict, expected }) => verdict === 'unknown' && expected === null)).toBe(
              true,
            );
          }
          for (const { verdict, health, expected, registered } of group.targets) {
            if (verdict === 'ok') expect([health?.state, expected, registered]).toEqual(['healthy', true, true]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('hiding a part makes no target ok that was not, and no wait ready that was not', () => {
    const hidden = fc.constantFrom('nodes', 'pods', 'endpointSlices', 'bindings', 'listeners', 'targetGroups' as const);
    fc.assert(
      fc.property(anySnapshot, hidden, goals, (snapshot, part, goal) => {
        const less = { ...snapshot, [part]: null };
        const ok = (of: Snapshot) =>
          groupsIn(of).flatMap(({ arn, targets }) =>
            targets.filter(({ verdict }) => verdict === 'ok').map((target) => `${arn} ${targetKey(target)}`),
          );
        // Without its binding a group may be held against another address family or node selector.
        if (part !== 'bindings') expect(ok(snapshot)).toEqual(expect.arrayContaining(ok(less)));
        const ready = (of: Snapshot) => judgeWait(of, judge(of), noHistory, goal).kind === 'ready';
        if (ready(less)) expect(part === 'bindings' || ready(snapshot)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('every line says why, in one line', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        for (const { why } of groupsIn(snapshot).flatMap(({ targets }) => targets)) {
          expect(why).toMatch(/^\S.*[^.\s]$/);
          expect(why).not.toMatch(/undefined|null|\[object/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('an Inspection is plain JSON', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const inspection = judge(snapshot);
        expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
        expect(JSON.parse(JSON.stringify(differences(inspection)))).toEqual(differences(inspection));
      }),
      { numRuns: 200 },
    );
  });

  test('differences are a part of the whole, and none of them is ok', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const inspection = judge(snapshot);
        const rows = (of: typeof inspection) =>
          of.ports.flatMap((port) => port.targetGroups).flatMap((group) => group.targets);
        const all = rows(inspection);
        const different = rows(differences(inspection));
        expect(different).toEqual(all.filter(({ verdict }) => verdict !== 'ok' && verdict !== 'by-design'));
        const unread = inspection.ports.some((port) => port.targetGroups.some(({ expectation }) => !expectation.known));
        if (unread) expect(couldNotRead(inspection).length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('waiting for any goal', () => {
  const looks = fc.array(anySnapshot, { minLength: 1, maxLength: 4 });

  test('remembering the same looks gives the same history, and nothing that is not JSON', () => {
    fc.assert(
      fc.property(looks, (snapshots) => {
        const { history } = fold(snapshots);
        expect(fold(snapshots).history).toEqual(history);
        expect(JSON.parse(JSON.stringify(history))).toEqual(history);
        expect(history.looks).toBe(snapshots.length);
        expect(history.runs.reduce((sum, run) => sum + run.looks, 0)).toBe(snapshots.length);
      }),
      { numRuns: 100 },
    );
  });

  test('ready means: every port forwards to the right type, nothing is missing, enough is healthy', () => {
    fc.assert(
      fc.property(anySnapshot, goals, (snapshot, goal) => {
        const inspection = judge(snapshot);
        if (judgeWait(snapshot, inspection, noHistory, goal).kind !== 'ready') return;
        const wanted = goal.targetType ?? inspection.service.targetType.effective;
        expect(['controller', 'auto-mode']).toContain(inspection.service.owner.kind);
        for (const { port } of snapshot.service.ports) {
          const groups = inspection.ports.find((entry) => entry.port === port)?.targetGroups.filter(getsTraffic) ?? [];
          expect(groups.length).toBeGreaterThan(0);
          for (const { type, summary, binding, expectation, targetsRead } of groups) {
            if (wanted !== null) expect(type).toBe(wanted);
            expect([summary.missing, expectation.known, targetsRead]).toEqual([0, true, true]);
            expect(binding?.terminating).toBe(false);
            expect(binding?.observedGeneration).toBe(binding?.generation);
            if (summary.required === 0) expect(goal.allowEmpty).toBe(true);
            else expect(summary.requiredHealthy).toBeGreaterThanOrEqual(neededHealthy(goal, summary.required));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('every verdict says what is lacking, in sentences, and every phase has a name', () => {
    fc.assert(
      fc.property(looks, goals, fc.constantFrom('ip' as const, 'instance' as const), (snapshots, goal, to) => {
        const { history, last } = fold(snapshots);
        const inspection = judge(last);
        const verdict = judgeWait(last, inspection, history, goal);
        const messages =
          verdict.kind === 'waiting'
            ? verdict.unmet.map(({ message }) => message)
            : verdict.kind === 'hopeless'
              ? [verdict.message]
              : [];
        if (verdict.kind !== 'ready') expect(messages.length).toBeGreaterThan(0);
        for (const message of messages) {
          expect(message).toMatch(/^\S.*\.$/);
          expect(message).not.toMatch(/undefined|NaN|\[object|\.\.$/);
        }
        if (verdict.kind === 'waiting') {
          for (const { since } of verdict.unmet) expect(Date.parse(since)).toBeLessThanOrEqual(Date.parse(last.at));
          if (verdict.earliestSeconds !== null) expect(verdict.earliestSeconds).toBeGreaterThanOrEqual(0);
        }
        const report = phaseOf(last, inspection, history, to, verdict);
        expect(phases).toContain(report.phase);
        expect(report.message).not.toMatch(/^\s|undefined|NaN|^$/);
        const refusal = refusalOf(last, inspection.service.owner, to);
        if (refusal !== null) expect([refusal.message.endsWith('.'), refusal.hint === '']).toEqual([true, false]);
      }),
      { numRuns: 300 },
    );
  });

  test('a healthy target more never makes a wait worse', () => {
    const states: fc.Arbitrary<TargetHealth> = fc.constantFrom(healthy, registering, checking, unhealthy, draining);
    const rank: Record<WaitVerdict['kind'], number> = { ready: 0, waiting: 1, hopeless: 2 };
    const policy = fc.constantFrom('Cluster', 'Local');
    fc.assert(
      fc.property(
        fc.array(states, { maxLength: 5 }),
        goals,
        policy,
        fc.integer({ min: 1, max: 4 }),
        (health, goal, externalTrafficPolicy, times) => {
          const withNodes = (all: readonly TargetHealth[]) =>
            instanceSnapshot({
              service: aService({ externalTrafficPolicy }),
              // Every other node runs a pod.
              endpointSlices: [
                aSlice(all.flatMap((_, index) => (index % 2 === 1 ? [] : [anEndpoint(0, { nodeName: `n${index}` })]))),
              ],
              nodes: all.map((_, index) => aNode({ name: `n${index}`, providerId: `aws:///us-west-2a/i-${index}` })),
              targetGroups: [
                aGroup(
                  'instance',
                  all.map((each, index) => aTarget(`i-${index}`, 31234, each)),
                ),
              ],
            });
          const verdictOf = (all: readonly TargetHealth[]) => {
            const { history, last } = fold(Array(times).fill(withNodes(all)));
            return judgeWait(last, judge(last), history, { ...goal, targetType: 'instance' });
          };
          const before = verdictOf(health);
          // A goal that takes an empty Service and a number of targets asks for more of one that is not empty.
          if (goal.allowEmpty && health.length === 0) return;
          const then = verdictOf([...health, healthy]);
          expect(rank[then.kind]).toBeLessThanOrEqual(rank[before.kind]);
          const kinds = (verdict: WaitVerdict): ConditionKind[] =>
            verdict.kind === 'waiting'
              ? verdict.unmet.map(({ what }) => what).filter((what) => what !== 'not-stable')
              : [];
          if (before.kind === 'waiting' && !kinds(before).includes('empty'))
            expect(kinds(before)).toEqual(expect.arrayContaining(kinds(then)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('the arbitrary meets every verdict, every role and every kind of end', () => {
  const seen = new Set<string>();
  for (const snapshot of fc.sample(anySnapshot, { numRuns: 1500, seed: 1 })) {
    const inspection = judge(snapshot);
    for (const { targets, weight } of inspection.ports.flatMap((port) => port.targetGroups)) {
      seen.add(weight === null ? 'left-over' : 'current');
      for (const { verdict } of targets) seen.add(verdict);
    }
    const goal: WaitGoal = {
      targetType: null,
      minHealthy: { percent: 1 },
      allowEmpty: true,
      stable: { looks: 1 },
      oldGroupsGone: false,
    };
    const verdict = judgeWait(snapshot, inspection, noHistory, goal);
    seen.add(verdict.kind === 'hopeless' ? verdict.outcome : verdict.kind);
  }
  expect([...seen].sort()).toEqual(
    [
      'by-design',
      'could-not-know',
      'current',
      'draining',
      'extra',
      'failing',
      'gone',
      'left-over',
      'missing',
      'not-managed',
      'ok',
      'ready',
      'stale',
      'starting',
      'unknown',
      'waiting',
    ].sort(),
  );
});
