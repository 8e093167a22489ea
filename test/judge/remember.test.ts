import { describe, expect, test } from 'vitest';
import { noHistory } from '../../src/judge/history.ts';
import { judge } from '../../src/judge/inspection.ts';
import { remember } from '../../src/judge/remember.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { historyOf } from './looks.ts';
import {
  aBinding,
  aGroup,
  aListener,
  aLoadBalancer,
  checking,
  healthy,
  instanceGroupArn,
  instanceSnapshot,
  ipGroupArn,
  ipSnapshot,
  later,
  nodeTargets,
  podTargetsOf,
  registering,
  start,
  unhealthy,
} from './snapshot-builder.ts';

const key = `${ipGroupArn} 10.42.180.181:8080`;

test('nothing seen', () => {
  expect(noHistory).toMatchObject({ looks: 0, firstAt: null, lastAt: null, movedAt: null, runs: [] });
});

test('the first look', () => {
  const { history } = historyOf([ipSnapshot([checking])]);
  expect(history).toMatchObject({
    looks: 1,
    firstAt: start,
    lastAt: start,
    movedAt: null,
    movedLook: null,
    targets: { [key]: { verdict: 'starting', since: start, looks: 1, state: 'initial Elb.InitialHealthChecking' } },
    groups: { [ipGroupArn]: { name: 'k8s-ui-uinlb-908febdef8', type: 'ip', firstAt: start, lastAt: start } },
    bindings: { 'k8s-ui-uinlb-908febdef8': { targetGroupArn: ipGroupArn, targetType: 'ip', firstAt: start } },
    goneLooks: 0,
  });
});

test('since when a target has its verdict, and since when its state', () => {
  const { history } = historyOf([ipSnapshot([registering]), ipSnapshot([checking]), ipSnapshot([checking])]);
  expect(history.targets[key]).toEqual({
    verdict: 'starting',
    since: start,
    looks: 3,
    state: 'initial Elb.InitialHealthChecking',
    stateSince: later(10),
  });
  expect(historyOf([ipSnapshot([checking]), ipSnapshot([healthy])]).history.targets[key]).toMatchObject({
    verdict: 'ok',
    since: later(10),
    looks: 1,
    state: 'healthy',
  });
});

test('a target that is gone is forgotten, a group and a binding are not', () => {
  const { history } = historyOf([instanceSnapshot(), ipSnapshot([healthy])]);
  expect(Object.keys(history.targets)).toEqual([key]);
  expect(Object.values(history.groups).map(({ type, lastAt }) => [type, lastAt])).toEqual([
    ['instance', start],
    ['ip', later(10)],
  ]);
  expect(Object.keys(history.bindings)).toHaveLength(2);
});

describe('what counts as a move', () => {
  const before = instanceSnapshot();
  const rows: readonly (readonly [string, Partial<Snapshot>, boolean])[] = [
    ['nothing', {}, false],
    ['the order of things', { targetGroups: [aGroup('instance', nodeTargets().reverse())] }, false],
    ['a target’s health', { targetGroups: [aGroup('instance', nodeTargets([healthy, healthy, unhealthy]))] }, true],
    ['a target less', { targetGroups: [aGroup('instance', nodeTargets([healthy, healthy]))] }, true],
    ['another group', { targetGroups: [aGroup('instance', nodeTargets()), aGroup('ip', [])] }, true],
    ['targets that may not be read any more', { targetGroups: [aGroup('instance', null)] }, true],
    ['what the listener forwards to', { listeners: [aListener({ [ipGroupArn]: 1 })] }, true],
    ['a weight', { listeners: [aListener({ [instanceGroupArn]: 2 })] }, true],
    [
      'a rule',
      {
        listeners: [
          aListener({ [instanceGroupArn]: 1 }, { ruleForwards: [{ targetGroupArn: ipGroupArn, weight: 1 }] }),
        ],
      },
      true,
    ],
    ['a binding’s generation', { bindings: [aBinding('instance', { generation: 2 })] }, true],
    ['a binding’s end', { bindings: [aBinding('instance', { deletionTimestamp: start })] }, true],
    ['a binding made anew under its name', { bindings: [aBinding('instance', { uid: 'other' })] }, true],
    ['the NLB’s state', { loadBalancer: aLoadBalancer({ state: 'provisioning' }) }, true],
    ['no NLB any more', { loadBalancer: null }, true],
    ['lists that may not be read any more', { listeners: null, bindings: null, targetGroups: null }, true],
    ['events', { events: null }, false],
    ['pods', { pods: [] }, false],
  ];
  test.each(rows)('%s', (_, overrides, moved) => {
    const { history } = historyOf([before, { ...before, ...overrides }]);
    expect([history.movedAt, history.movedLook]).toEqual(moved ? [later(10), 2] : [null, null]);
  });
});

describe('runs of looks that are alike', () => {
  test('one after another', () => {
    const { history } = historyOf([ipSnapshot([checking]), ipSnapshot([healthy]), ipSnapshot([healthy])]);
    expect(history.runs.map(({ since, until, looks }) => [since, until, looks])).toEqual([
      [start, start, 1],
      [later(10), later(20), 2],
    ]);
  });

  test('only the last are kept', () => {
    const turns = Array.from({ length: 502 }, (_, index) => ipSnapshot([index % 2 === 0 ? healthy : checking]));
    const { history } = historyOf(turns);
    expect(history.runs).toHaveLength(500);
    expect(history.runs[0]?.since).toBe(later(20));
    expect(history.looks).toBe(502);
  });
});

test('the NLB seen last, and looks that found it gone', () => {
  const gone = instanceSnapshot({ loadBalancer: null, lookup: { by: 'none', reason: 'gone', hostname: 'a' } });
  expect(historyOf([gone]).history).toMatchObject({ loadBalancerArn: null, goneLooks: 1 });
  const { history } = historyOf([instanceSnapshot(), gone, gone]);
  expect(history).toMatchObject({ loadBalancerArn: aLoadBalancer().arn, goneLooks: 2 });
});

test('remembering changes nothing that is there', () => {
  const snapshot = ipSnapshot([healthy], { targetGroups: [aGroup('ip', podTargetsOf())] });
  const frozen = structuredClone(noHistory);
  remember(noHistory, snapshot, judge(snapshot));
  expect(noHistory).toEqual(frozen);
});
