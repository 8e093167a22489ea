import { describe, expect, test } from 'vitest';
import { type History, noHistory } from '../../../src/judge/history.ts';
import { judge } from '../../../src/judge/inspection.ts';
import type { Next } from '../../../src/judge/migration/next.ts';
import { nextStep } from '../../../src/judge/migration/next-step.ts';
import { remember } from '../../../src/judge/remember.ts';
import { forgetStep, rememberStep } from '../../../src/judge/remember-step.ts';
import { readAction } from '../../../src/judge/weighted/actions.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { Intent } from '../../../src/model/migration.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import {
  aBinding,
  aGroup,
  anEvent,
  aPod,
  aTarget,
  checking,
  condition,
  healthy,
  later,
  nodeTargets,
  podTargetsOf,
  registering,
  start,
  unhealthy,
} from '../snapshot-builder.ts';
import { bridgeArn, bridgeBinding, bridgeName, type Crossing, crossing, key } from './crossing.ts';

const toIp: Intent = {
  to: 'ip',
  from: 'instance',
  strategy: 'weighted',
  rollingBack: false,
  stable: { looks: 1 },
  weighted: { weights: [10, 50, 100], settleSeconds: 600, drainSeconds: 300, canary: false, isGated: false },
};
const toInstance: Intent = { ...toIp, to: 'instance', from: 'ip' };
const canary = (intent: Intent): Intent => ({ ...intent, weighted: { ...intent.weighted, canary: true } });
const gated = (intent: Intent): Intent => ({ ...intent, weighted: { ...intent.weighted, isGated: true } });

/** What comes next after looks at the same state, ten seconds apart. */
function next(where: Crossing | Snapshot, intent: Intent, { looks = 3, before = noHistory, seconds = 10 } = {}): Next {
  const snapshot = 'apiVersion' in where ? where : crossing(where);
  let history: History = before;
  let last = snapshot;
  for (let look = 0; look < looks; look++) {
    last = { ...snapshot, at: later(look * seconds) };
    history = remember(history, last, judge(last));
  }
  return nextStep(last, judge(last), history, intent);
}

/** The same in a few words. */
function words(decided: Next): string {
  switch (decided.kind) {
    case 'wait':
      return `wait ${decided.phase}`;
    case 'stuck':
      return `stuck ${decided.outcome}`;
    case 'done':
      return `done ${decided.phase}`;
    case 'step': {
      const { step } = decided;
      if (step.kind !== 'set-weights') return step.kind === 'set-target-type' ? `${step.kind} ${step.to}` : step.kind;
      const [text] = Object.values(step.annotations);
      const action = text == null ? null : readAction(text);
      return `set-weights ${action === null ? 'gone' : `${action.base}:${action.bridge}`}`;
    }
  }
}

const unused = { state: 'unused', reason: 'Target.NotInUse', description: null } as const;
const settled = { service: { ownWriteAt: '2026-08-20T09:00:00Z' } } as const;
const ended = { ...settled };

describe('forward, from instance to ip', () => {
  test.each<[string, Crossing, Intent, string]>([
    ['nothing is there', { bridge: null }, toIp, 'create-bridge-groups'],
    [
      'the group that serves is not whole',
      { bridge: null, baseGroup: { targets: nodeTargets([checking, checking, checking]) } },
      toIp,
      'wait Preflight',
    ],
    [
      'a creation was cut off before the attributes',
      { bound: false, bridgeGroup: { attributes: { 'load_balancing.cross_zone.enabled': 'true' } } },
      toIp,
      'create-bridge-groups',
    ],
    [
      'attributes could not be read',
      { bound: false, bridgeGroup: { attributes: null } },
      toIp,
      'create-bridge-bindings',
    ],
    [
      'a creation was cut off before the tags',
      { bound: false, bridgeGroup: { tags: {} } },
      toIp,
      'create-bridge-bindings',
    ],
    ['the group is there', { bound: false }, toIp, 'create-bridge-bindings'],
    ['its binding is not observed', { bridgeBound: { observedGeneration: null } }, toIp, 'wait Bridging'],
    ['its binding is going', { bridgeBound: { deletionTimestamp: start } }, toIp, 'wait Bridging'],
    ['nothing is registered yet', { bridgeGroup: { targets: [] } }, toIp, 'wait Bridging'],
    ['it is filled', {}, toIp, 'set-weights 100:0'],
    ['the listener does not share yet', { action: [100, 0], shown: null }, toIp, 'wait Bridging'],
    [
      'the bridge is not healthy yet',
      { action: [100, 0], bridgeGroup: { targets: nodeTargets([registering, registering, registering]) } },
      toIp,
      'wait Bridging',
    ],
    ['the bridge is healthy', { action: [100, 0] }, toIp, 'set-weights 0:100'],
    [
      'the bridge stays unchecked, with a canary',
      { action: [100, 0], bridgeGroup: { targets: nodeTargets([unused, unused, unused]) } },
      canary(toIp),
      'set-weights 999:1',
    ],
    ['the canary is healthy', { action: [999, 1] }, canary(toIp), 'set-weights 0:100'],
    ['the bridge has all, and there was no time yet', { action: [0, 100] }, toIp, 'wait Draining'],
    ['there was time', { action: [0, 100], ...settled }, toIp, 'set-target-type ip'],
    ['asked for, and the controller has not begun', { asked: 'ip', action: [0, 100] }, toIp, 'wait ControllerActing'],
    [
      'asked for, and somebody took the weights away',
      { asked: 'ip', action: null, shown: null },
      toIp,
      'set-weights 0:100',
    ],
    [
      'the new group is not healthy yet',
      { asked: 'ip', base: 'ip', action: [0, 100], baseGroup: { targets: [] } },
      toIp,
      'wait Registering',
    ],
    [
      'the new group is checked',
      {
        asked: 'ip',
        base: 'ip',
        action: [0, 100],
        baseGroup: {
          targets: [aTarget('10.42.180.181', 8080, checking)],
        },
      },
      toIp,
      'wait HealthChecking',
    ],
    ['the new group is healthy', { asked: 'ip', base: 'ip', action: [0, 100] }, toIp, 'set-weights 10:90'],
    [
      'the new group stays unchecked, with a canary',
      {
        asked: 'ip',
        base: 'ip',
        action: [0, 100],
        baseGroup: { targets: [aTarget('10.42.180.181', 8080, unused)] },
      },
      canary(toIp),
      'set-weights 1:999',
    ],
    [
      'its canary is healthy: no time is needed',
      { asked: 'ip', base: 'ip', action: [1, 999] },
      canary(toIp),
      'set-weights 10:90',
    ],
    ['the first share has had no time', { asked: 'ip', base: 'ip', action: [10, 90] }, toIp, 'wait Shifting'],
    ['it has', { asked: 'ip', base: 'ip', action: [10, 90], ...settled }, toIp, 'set-weights 50:50'],
    ['the next one', { asked: 'ip', base: 'ip', action: [50, 50], ...settled }, toIp, 'set-weights 100:0'],
    [
      'a share of before, with other weights now',
      { asked: 'ip', base: 'ip', action: [30, 70], ...settled },
      toIp,
      'set-weights 50:50',
    ],
    [
      'the new group has all, and there was no time yet',
      { asked: 'ip', base: 'ip', action: [100, 0] },
      toIp,
      'wait Draining',
    ],
    [
      'the new group fails with all connections',
      { asked: 'ip', base: 'ip', action: [100, 0], ...ended, baseGroup: { targets: [] } },
      toIp,
      'set-weights 0:100',
    ],
    [
      'the new group fails with some',
      { asked: 'ip', base: 'ip', action: [10, 90], baseGroup: { targets: podTargetsOf([unhealthy]) } },
      toIp,
      'set-weights 0:100',
    ],
    [
      'the bridge fails while it has some',
      {
        ...{ asked: 'ip', base: 'ip', action: [10, 90] },
        bridgeGroup: { targets: nodeTargets([unhealthy, unhealthy, unhealthy]) },
      },
      toIp,
      'set-weights 100:0',
    ],
    [
      'the new group fails with a canary, which is no loss',
      { asked: 'ip', base: 'ip', action: [1, 999], baseGroup: { targets: podTargetsOf([unhealthy]) } },
      canary(toIp),
      'wait HealthChecking',
    ],
    [
      'both groups fail',
      {
        ...{ asked: 'ip', base: 'ip', action: [50, 50] },
        baseGroup: { targets: podTargetsOf([unhealthy]) },
        bridgeGroup: { targets: nodeTargets([unhealthy, unhealthy, unhealthy]) },
      },
      toIp,
      'wait HealthChecking',
    ],
    [
      'the new group fails, and somebody has taken the weights away: AWS does not check the bridge any more',
      {
        ...{ asked: 'ip', base: 'ip', action: null },
        baseGroup: { targets: podTargetsOf([unhealthy]) },
        bridgeGroup: { targets: nodeTargets([unused, unused, unused]) },
      },
      toIp,
      'set-weights 0:100',
    ],
    [
      'the bridge fails with all connections',
      { action: [0, 100], bridgeGroup: { targets: nodeTargets([unhealthy, unhealthy, unhealthy]) } },
      toIp,
      'set-weights 100:0',
    ],
    [
      'the bridge fails in part',
      { action: [0, 100], bridgeGroup: { targets: nodeTargets([unhealthy, unhealthy, healthy]) } },
      toIp,
      'wait Bridging',
    ],
    [
      'the bridge fails, and the group of before cannot carry either',
      {
        action: [0, 100],
        baseGroup: { targets: nodeTargets([unhealthy, unhealthy, unhealthy]) },
        bridgeGroup: { targets: nodeTargets([unhealthy, unhealthy, unhealthy]) },
      },
      toIp,
      'wait Bridging',
    ],
    [
      'somebody has changed the type while the group of before had connections',
      { asked: 'ip', action: [50, 50] },
      toIp,
      'set-weights 0:100',
    ],
    ['there was time for the drain', { asked: 'ip', base: 'ip', action: [100, 0], ...ended }, toIp, 'set-weights gone'],
    [
      'the listener still names the bridge',
      { asked: 'ip', base: 'ip', action: null, shown: [100, 0] },
      toIp,
      'wait CleaningUp',
    ],
    ['it does not', { asked: 'ip', base: 'ip' }, toIp, 'delete-bridge-bindings'],
    [
      'the binding goes',
      { asked: 'ip', base: 'ip', bridgeBound: { deletionTimestamp: start } },
      toIp,
      'wait CleaningUp',
    ],
    [
      'AWS still counts the group as used',
      { asked: 'ip', base: 'ip', bound: false, bridgeGroup: { loadBalancerArns: aGroup('ip', []).loadBalancerArns } },
      toIp,
      'wait CleaningUp',
    ],
    ['the binding is gone', { asked: 'ip', base: 'ip', bound: false }, toIp, 'delete-bridge-groups'],
    ['nothing is left', { asked: 'ip', base: 'ip', bridge: null }, toIp, 'done Verified'],
  ])('%s', (_, where, intent, expected) => {
    expect(words(next(where, intent))).toBe(expected);
  });

  test('the old group and the old binding must be gone before traffic goes to the new one', () => {
    const where: Crossing = { asked: 'ip', base: 'ip', action: [0, 100] };
    const there = crossing(where);
    const oldBinding = { ...there, bindings: [...(there.bindings ?? []), aBinding('instance')] };
    expect(next(oldBinding, toIp)).toMatchObject({ kind: 'wait', phase: 'ControllerActing' });
    const oldGroup = {
      ...there,
      targetGroups: [...(there.targetGroups ?? []), aGroup('instance', nodeTargets(), { loadBalancerArns: [] })],
    };
    expect(next(oldGroup, toIp)).toMatchObject({ kind: 'wait', phase: 'ControllerActing' });
  });

  test('one look is not enough to build on', () => {
    expect(words(next({ action: [100, 0] }, toIp, { looks: 1 }))).toBe('wait Bridging');
  });

  test('a change of the weights that was seen begins the time anew, whatever the Service says', () => {
    const before = remember(noHistory, crossing({ action: [100, 0] }), judge(crossing({ action: [100, 0] })));
    expect(words(next({ action: [0, 100], ...settled }, toIp, { before }))).toBe('wait Draining');
    expect(words(next({ action: [0, 100] }, toIp, { before, looks: 4, seconds: 400 }))).toBe('set-target-type ip');
  });
});

describe('with readiness gates, from ip to instance', () => {
  const bridge = 'ip' as const;
  const carrier = { more: { pods: [aPod(0, { readinessGates: [`target-health.elbv2.k8s.aws/${bridgeBinding}`] })] } };
  test.each<[string, Crossing, string]>([
    ['the annotation comes before the binding', { asked: 'ip', base: 'ip', bridge, bound: false }, 'set-weights 100:0'],
    ['then the binding', { asked: 'ip', base: 'ip', bridge, bound: false, action: [100, 0] }, 'create-bridge-bindings'],
    [
      'the binding goes before the annotation',
      { base: 'instance', bridge, action: [100, 0], ...ended },
      'delete-bridge-bindings',
    ],
    [
      'and is waited for',
      { base: 'instance', bridge, action: [100, 0], ...ended, bridgeBound: { deletionTimestamp: start } },
      'wait CleaningUp',
    ],
    [
      'then the annotation goes',
      { base: 'instance', bridge, action: [100, 0], ...ended, bound: false },
      'set-weights gone',
    ],
  ])('%s', (_, where, expected) => {
    expect(words(next(where, gated(toInstance)))).toBe(expected);
  });

  test('a pod that carries the gate is enough for that order', () => {
    const where: Crossing = { base: 'instance', bridge, action: [100, 0], ...ended, ...carrier };
    expect(words(next(where, toInstance))).toBe('delete-bridge-bindings');
  });

  test('a pod that is left with the gate of a bridge that is gone is named at the end', () => {
    const where: Crossing = { base: 'instance', bridge: null, ...carrier };
    const end = next(where, toInstance);
    expect(end).toMatchObject({
      kind: 'done',
      message: expect.stringContaining('kubectl delete pod ui-6c9d8f5b7-pod1 -n ui'),
    });
    const two = [0, 1].map((index) =>
      aPod(index, { readinessGates: [`target-health.elbv2.k8s.aws/${bridgeBinding}`] }),
    );
    const both = crossing({ base: 'instance', bridge: null, more: { pods: two } });
    expect(next(both, toInstance)).toMatchObject({ message: expect.stringContaining('2 pods wait') });
    const opened = aPod(0, {
      readinessGates: [`target-health.elbv2.k8s.aws/${bridgeBinding}`],
      conditions: [condition(`target-health.elbv2.k8s.aws/${bridgeBinding}`, 'True')],
    });
    expect(next(crossing({ base: 'instance', bridge: null, more: { pods: [opened] } }), toInstance)).not.toMatchObject({
      message: expect.stringContaining('waits'),
    });
  });
});

describe('taken back', () => {
  test.each<[string, Crossing, Intent, string]>([
    ['before anything was shared', { bound: false }, toInstance, 'delete-bridge-groups'],
    ['before the listener moved', { action: [100, 0], ...ended }, toInstance, 'set-weights gone'],
    [
      'while the bridge has all: the group of before has served already',
      { action: [0, 100] },
      toInstance,
      'set-weights 100:0',
    ],
    [
      'after the flip: first all to the bridge',
      { asked: 'ip', base: 'ip', action: [50, 50] },
      toInstance,
      'set-weights 0:100',
    ],
    ['then the time for it', { asked: 'ip', base: 'ip', action: [0, 100] }, toInstance, 'wait Draining'],
    [
      'then the type',
      { asked: 'ip', base: 'ip', action: [0, 100], ...settled },
      toInstance,
      'set-target-type instance',
    ],
    [
      'in a rollback one look is enough',
      { asked: 'ip', base: 'ip', action: [50, 50] },
      { ...toInstance, rollingBack: true },
      'set-weights 0:100',
    ],
    [
      'and the group of before gets all at once',
      { action: [0, 100] },
      { ...toInstance, rollingBack: true },
      'set-weights 100:0',
    ],
  ])('%s', (_, where, intent, expected) => {
    expect(words(next(where, intent))).toBe(expected);
  });

  test('the phases of a rollback are its own', () => {
    expect(next({ action: [0, 100] }, { ...toInstance, rollingBack: true })).toMatchObject({ phase: 'RollingBack' });
    expect(next({ bridge: null }, { ...toInstance, rollingBack: true })).toMatchObject({ phase: 'RolledBack' });
  });
});

describe('stuck', () => {
  const idle = { looks: 20 };
  const failing = [anEvent({ reason: 'FailedDeployModel', count: 7, lastTimestamp: later(1000) })];
  test.each<[string, Crossing, Intent, string, RegExp]>([
    [
      'the controller does not share the listener',
      { action: [100, 0], shown: null },
      toIp,
      'stuck failing',
      /Controllers before v2\.16\.0/,
    ],
    [
      'the bridge stays unchecked',
      { action: [100, 0], bridgeGroup: { targets: nodeTargets([unused, unused, unused]) } },
      toIp,
      'stuck failing',
      /--canary/,
    ],
    [
      'the new group stays unchecked',
      {
        asked: 'ip',
        base: 'ip',
        action: [0, 100],
        baseGroup: { targets: [aTarget('10.42.180.181', 8080, unused)] },
      },
      toIp,
      'stuck failing',
      /--canary/,
    ],
    [
      'the new group fails',
      {
        asked: 'ip',
        base: 'ip',
        action: [0, 100],
        baseGroup: { targets: [aTarget('10.42.180.181', 8080, unhealthy)] },
      },
      toIp,
      'stuck failing',
      /0 of 1 required targets are healthy\. Nothing has moved/,
    ],
    [
      'the controller fails',
      { asked: 'ip', action: [0, 100], more: { events: failing } },
      toIp,
      'stuck failing',
      /cannot make the change/,
    ],
    [
      'the controller fails while targets come up',
      {
        action: [100, 0],
        bridgeGroup: { targets: nodeTargets([registering, registering, registering]) },
        more: { events: failing },
      },
      toIp,
      'stuck failing',
      /cannot make the change/,
    ],
    [
      'an annotation of somebody else',
      { service: { annotations: { ...crossing({}).service.annotations, [key]: '{"type":"forward"}' } } },
      toIp,
      'stuck taken-back',
      /is not nlbctl’s own/,
    ],
    [
      'what cannot be seen',
      {
        action: [100, 0],
        more: {
          listeners: null,
          notRead: [{ what: 'listeners', permission: 'elasticloadbalancing:DescribeListeners', reason: 'denied' }],
        },
      },
      toIp,
      'stuck could-not-know',
      /cannot be known/,
    ],
    [
      'a group whose targets may not be read',
      { asked: 'ip', base: 'ip', action: [0, 100], baseGroup: { targets: null } },
      toIp,
      'stuck could-not-know',
      /target health could not be read: elasticloadbalancing:DescribeTargetHealth is not allowed/,
    ],
    [
      'a Service that goes',
      { action: [100, 0], service: { deletionTimestamp: start } },
      toIp,
      'stuck gone',
      /is being deleted/,
    ],
    [
      'a type that is refused',
      {
        base: 'ip',
        asked: 'ip',
        bridge: null,
        service: { ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: null }] },
      },
      toInstance,
      'stuck not-managed',
      /node port/,
    ],
  ])('%s', (_, where, intent, expected, says) => {
    const decided = next(where, intent, idle);
    expect(words(decided)).toBe(expected);
    expect(decided.message).toMatch(says);
  });

  test('targets that come up are waited for as long as it takes', () => {
    const where: Crossing = {
      action: [100, 0],
      bridgeGroup: { targets: nodeTargets([registering, registering, registering]) },
    };
    expect(words(next(where, toIp, { looks: 100 }))).toBe('wait Bridging');
  });

  test('without a listener, or with two groups of the controller’s, it waits', () => {
    expect(words(next(crossing({ more: { listeners: [] } }), toIp))).toBe('wait ControllerActing');
    const there = crossing({});
    const [listener] = there.listeners ?? [];
    const other = aGroup('instance', nodeTargets(), { arn: `${bridgeArn}x`, name: 'k8s-ui-uinlb-aaaaaaaaaa' });
    const two = {
      ...there,
      targetGroups: [...(there.targetGroups ?? []), other],
      listeners:
        listener === undefined
          ? []
          : [{ ...listener, forwards: [...listener.forwards, { targetGroupArn: other.arn, weight: 1 }] }],
    };
    expect(words(next(two, toIp))).toBe('wait ControllerActing');
  });
});

describe('what this process wrote', () => {
  const seen = crossing({ action: [100, 0] });
  const history = (step: Parameters<typeof rememberStep>[1]) =>
    rememberStep(remember(noHistory, seen, judge(seen)), step, seen);
  const shared = history({
    kind: 'set-weights',
    annotations: { [key]: crossing({ action: [0, 100] }).service.annotations[key] ?? null },
  });

  test('is not written again after somebody changed it', () => {
    const changed = crossing({
      action: [70, 30],
      service: { resourceVersion: '1002', annotationManagers: { [key]: ['flagger', 'nlbctl'] } },
    });
    const where = {
      ...changed,
      service: { ...changed.service, annotations: crossing({ action: [70, 30] }).service.annotations },
    };
    expect(next(where, toIp, { before: shared })).toMatchObject({
      kind: 'stuck',
      outcome: 'taken-back',
      message: expect.stringContaining('by flagger'),
    });
    const removed = crossing({ service: { resourceVersion: '1002' } });
    expect(
      next({ ...removed, service: { ...removed.service, annotations: crossing({}).service.annotations } }, toIp, {
        before: shared,
      }),
    ).toMatchObject({
      outcome: 'taken-back',
      message: expect.stringContaining('was removed by somebody else'),
    });
  });

  test('nor is what may have been written before the answer was lost', () => {
    const lost = forgetStep(shared, { kind: 'set-weights', annotations: { [key]: 'anything' } });
    expect(
      words(next(crossing({ action: [100, 0], service: { resourceVersion: '1002' } }), toIp, { before: lost })),
    ).toBe('set-weights 0:100');
    const typed = forgetStep(history({ kind: 'set-target-type', to: 'ip' }), { kind: 'set-target-type', to: 'ip' });
    expect(typed.written).toEqual({});
    expect(forgetStep(shared, { kind: 'touch-service' })).toEqual(shared);
  });

  test('and an answer from before the write is no answer', () => {
    expect(next(seen, toIp, { before: shared })).toMatchObject({
      kind: 'wait',
      phase: 'Patched',
      message: expect.stringContaining('as it was before the last write'),
    });
    const flipped = history({ kind: 'set-target-type', to: 'ip' });
    expect(flipped.written).toEqual({ [annotation.targetType]: 'ip' });
    expect(next(seen, { ...toIp, rollingBack: true }, { before: flipped })).toMatchObject({ phase: 'RollingBack' });
  });
});

test('names fit into AWS’s 32 characters, for any port', () => {
  expect(bridgeName).toBe('nlbctl-7c9a0f3e00004000-80');
  expect(`${bridgeName}`.replace(/80$/, '65535').length).toBeLessThanOrEqual(32);
});
