import { describe, expect, test } from 'vitest';
import { newestWarning } from '../../src/judge/events.ts';
import { noHistory } from '../../src/judge/history.ts';
import { judge } from '../../src/judge/inspection.ts';
import { phaseOf, phases } from '../../src/judge/migration-phase.ts';
import { judgeWait } from '../../src/judge/waiting.ts';
import type { ControllerEvent } from '../../src/model/event.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { historyOf, plainGoal } from './looks.ts';
import {
  aBinding,
  aGroup,
  aListener,
  anEvent,
  aService,
  checking,
  denied,
  draining,
  healthy,
  instanceGroupArn,
  instanceSnapshot,
  ipGroupArn,
  ipSnapshot,
  later,
  nodeTargets,
  podTargetsOf,
  registering,
  serviceOfType,
  start,
  unhealthy,
} from './snapshot-builder.ts';

function reportOf(looks: readonly Snapshot[], to: TargetType = 'ip', stable = 1) {
  const { history, last } = historyOf(looks);
  const inspection = judge(last);
  const goal = { ...plainGoal, targetType: to, oldGroupsGone: true, stable: { looks: stable } };
  return phaseOf(last, inspection, history, to, judgeWait(last, inspection, history, goal));
}

const patched = instanceSnapshot({ service: serviceOfType('ip') });
const old = aGroup('instance', nodeTargets());
const oldBinding = aBinding('instance');
const during = (health: Parameters<typeof podTargetsOf>[0], overrides: Partial<Snapshot> = {}) =>
  ipSnapshot([healthy, healthy], {
    targetGroups: [aGroup('ip', podTargetsOf(health)), old],
    bindings: [aBinding('ip'), oldBinding],
    ...overrides,
  });

describe('the story of a flip, phase by phase', () => {
  const rows: readonly (readonly [string, Snapshot, string, string])[] = [
    [
      'before the patch',
      instanceSnapshot(),
      'Preflight',
      'Service ui/ui-nlb has target type annotation "instance"; it does not ask for ip yet.',
    ],
    [
      'patched, nothing done',
      patched,
      'Patched',
      'The Service asks for ip; the controller has not changed anything in AWS yet. Port 80: the listener forwards to target group k8s-ui-uinlb-fa38096dd9 of type instance, not yet to one of type ip.',
    ],
    [
      'a new group',
      { ...patched, targetGroups: [old, aGroup('ip', [])] },
      'ControllerActing',
      'The controller is changing target groups, listeners and bindings.',
    ],
    [
      'the listener switched, no binding yet',
      during([], { bindings: [oldBinding] }),
      'ControllerActing',
      'k8s-ui-uinlb-908febdef8 has no TargetGroupBinding, so that nothing fills it.',
    ],
    [
      'bound, nothing registered',
      during([]),
      'Switched',
      'Every listener forwards to a target group of type ip; no target is registered in it yet.',
    ],
    ['one of two registered', during([checking]), 'Registering', 'Port 80: 1 expected target is not registered'],
    ['both being registered', during([registering, registering]), 'Registering', '0 of 2 required targets are healthy'],
    ['both being checked', during([checking, healthy]), 'HealthChecking', '1 of 2 required targets are healthy'],
    ['one unhealthy', during([unhealthy, healthy]), 'HealthChecking', 'fails its health check'],
    [
      'healthy, the old ones still there',
      during([healthy, healthy]),
      'Stabilizing',
      'TargetGroupBinding k8s-ui-uinlb-fa38096dd9 is still there',
    ],
    [
      'healthy, the old ones gone',
      ipSnapshot([healthy, healthy]),
      'Verified',
      'Every listener forwards to targets of type ip: 2 of 2 required targets are healthy.',
    ],
    ['no pod', ipSnapshot([]), 'Switched', 'no pod of the Service is ready'],
    [
      'denied',
      { ...patched, pods: null, notRead: [denied('pods', 'list pods')] },
      'Failed',
      'list pods is not allowed',
    ],
  ];
  test.each(rows)('%s', (_, snapshot, phase, text) => {
    const report = reportOf([snapshot]);
    expect(report.phase).toBe(phase);
    expect(report.message).toContain(text);
  });

  test('one look after another, it never goes back', () => {
    const story = rows.slice(0, 11).map(([, snapshot]) => snapshot);
    const met = story.map((_, index) =>
      phases.indexOf(reportOf(story.slice(0, index + 1)).phase as (typeof phases)[number]),
    );
    expect(met).toEqual([...met].sort((a, b) => a - b));
    expect(met.at(-1)).toBe(phases.indexOf('Verified'));
  });

  test('every phase is met', () => {
    expect(new Set(rows.map(([, , phase]) => phase))).toEqual(new Set(phases));
  });

  test('not long enough', () => {
    expect(reportOf([ipSnapshot([healthy])], 'ip', 2)).toEqual({
      phase: 'Stabilizing',
      message: 'Everything is ready, so far for 1 of 2 looks.',
    });
    expect(reportOf([ipSnapshot([healthy]), ipSnapshot([healthy])], 'ip', 2)).toEqual({
      phase: 'Verified',
      message: 'Every listener forwards to targets of type ip: 1 of 1 required target is healthy.',
    });
  });

  test('the way back', () => {
    expect(reportOf([ipSnapshot([healthy])], 'instance').phase).toBe('Preflight');
    expect(reportOf([ipSnapshot([healthy], { service: aService() })], 'instance').phase).toBe('Patched');
    expect(reportOf([instanceSnapshot()], 'instance').phase).toBe('Verified');
  });

  test('a Service without the annotation', () => {
    const service = aService({ loadBalancerClass: 'service.k8s.aws/nlb', annotations: {} });
    expect(reportOf([instanceSnapshot({ service })]).message).toContain('has no target type annotation');
  });

  test('a binding that is being deleted under its group is no switch', () => {
    const bindings = [aBinding('ip', { deletionTimestamp: start })];
    expect(reportOf([ipSnapshot([healthy], { bindings })]).phase).toBe('ControllerActing');
  });

  test('one port of two switched', () => {
    const https = { name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 32443 };
    const service = serviceOfType('ip', { ports: [...aService().ports, https] });
    const listeners = [
      aListener({ [ipGroupArn]: 1 }),
      aListener({ [instanceGroupArn]: 1 }, { arn: 'arn:443', port: 443 }),
    ];
    expect(reportOf([during([], { service, listeners })]).phase).toBe('ControllerActing');
  });

  test('both weights', () => {
    const listeners = [aListener({ [ipGroupArn]: 1, [instanceGroupArn]: 1 })];
    expect(reportOf([during([healthy, healthy], { listeners })]).phase).toBe('ControllerActing');
  });

  test('expected targets that are draining are in the group: it is their health that is waited for', () => {
    expect(reportOf([during([draining, draining])]).phase).toBe('HealthChecking');
  });
});

describe('the newest warning', () => {
  const stuck = (events: readonly ControllerEvent[] | null) => Array<Snapshot>(3).fill({ ...patched, events });

  test('is told while nothing moves', () => {
    const event = anEvent({ count: 4, lastTimestamp: later(5) });
    expect(reportOf(stuck([event])).message).toMatch(
      / Warning FailedBuildModel of Service ui-nlb, 4 times, last at 2026-08-20T10:00:05.000Z: Failed build model due to no subnets\.$/,
    );
    expect(reportOf(stuck([anEvent({ lastTimestamp: null })])).message).toMatch(
      / Warning FailedBuildModel of Service ui-nlb: Failed/,
    );
  });

  test('is not told while something moves, nor if it is long over', () => {
    const events = [anEvent()];
    expect(reportOf([patched, { ...patched, targetGroups: [old, aGroup('ip', [])], events }]).message).not.toContain(
      'Warning',
    );
    expect(reportOf(stuck([anEvent({ lastTimestamp: later(-3600) })])).message).not.toContain('Warning');
    expect(reportOf(stuck(null)).message).not.toContain('Warning');
  });

  test('a history without a look sets no limit', () => {
    const snapshot = { ...patched, events: [anEvent({ lastTimestamp: later(-3600) })] };
    const inspection = judge(snapshot);
    const verdict = judgeWait(snapshot, inspection, noHistory, { ...plainGoal, targetType: 'ip' });
    expect(phaseOf(snapshot, inspection, noHistory, 'ip', verdict).message).toContain('Warning FailedBuildModel');
  });

  const success = (at: string, name = 'ui-nlb') =>
    anEvent({ type: 'Normal', reason: 'SuccessfullyReconciled', lastTimestamp: at, object: { kind: 'Service', name } });
  const rows: readonly (readonly [string, readonly ControllerEvent[] | null, number | null, string | null])[] = [
    ['none read', null, null, null],
    ['none', [], null, null],
    ['normal ones only', [success(start)], null, null],
    [
      'the newest of two',
      [anEvent({ message: 'old', lastTimestamp: later(-5) }), anEvent({ message: 'new' })],
      null,
      'new',
    ],
    ['of two at one instant, always the same', [anEvent({ message: 'b' }), anEvent({ message: 'a' })], null, 'a'],
    [
      'without a last time, the first counts',
      [anEvent({ message: 'x', lastTimestamp: null, firstTimestamp: later(9) }), anEvent()],
      null,
      'x',
    ],
    [
      'without any time, it is the oldest',
      [anEvent({ message: 'x', lastTimestamp: null, firstTimestamp: null }), anEvent({ message: 'y' })],
      null,
      'y',
    ],
    ['older than asked for', [anEvent()], Date.parse(later(1)), null],
    ['as old as asked for', [anEvent({ message: 'x' })], Date.parse(start), 'x'],
    ['got over since', [anEvent(), success(later(1))], null, null],
    ['success before it', [anEvent({ message: 'x' }), success(later(-1))], null, 'x'],
    ['success of another object', [anEvent({ message: 'x' }), success(later(1), 'other')], null, 'x'],
  ];
  test.each(rows)('%s', (_, events, since, message) => {
    expect(newestWarning({ events }, since)?.message ?? null).toBe(message);
  });
});
