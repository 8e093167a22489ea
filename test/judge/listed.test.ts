import { describe, expect, test } from 'vitest';
import { judge } from '../../src/judge/inspection.ts';
import { listFailure } from '../../src/judge/list-failure.ts';
import { type Listed, listed, worstFirst } from '../../src/judge/listed.ts';
import type { ErrorCode } from '../../src/model/errors.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import {
  aGroup,
  aService,
  aTarget,
  denied,
  healthy,
  instanceSnapshot,
  ipSnapshot,
  nodeTargets,
  registering,
  unhealthy,
} from './snapshot-builder.ts';

const nothing = { loadBalancer: null, listeners: null, targetGroups: [], bindings: [] };

describe('a Service in one line', () => {
  const rows: readonly (readonly [string, Snapshot, Partial<Listed>])[] = [
    [
      'all well',
      instanceSnapshot(),
      { status: 'ok', severity: 0, requiredHealthy: 3, required: 3, targetType: 'instance' },
    ],
    [
      'by design is well',
      instanceSnapshot({
        service: aService({ externalTrafficPolicy: 'Local' }),
        targetGroups: [aGroup('instance', nodeTargets([healthy, unhealthy, unhealthy]))],
      }),
      { status: 'ok', severity: 0, requiredHealthy: 1, required: 1 },
    ],
    [
      'the worst of several',
      ipSnapshot([registering, unhealthy]),
      { status: 'failing', severity: 3, requiredHealthy: 0 },
    ],
    [
      'the worst, wherever it stands',
      instanceSnapshot({
        targetGroups: [aGroup('instance', [...nodeTargets([unhealthy, healthy, registering]), aTarget('i-9', 1)])],
      }),
      { status: 'failing', severity: 3, requiredHealthy: 1 },
    ],
    ['no targets', ipSnapshot([]), { status: 'no targets', severity: 2, requiredHealthy: 0, required: 0 }],
    [
      'no NLB',
      instanceSnapshot({ ...nothing, lookup: { by: 'none', reason: 'no-hostname' } }),
      { status: 'no NLB', severity: 2, required: null, loadBalancer: null },
    ],
    [
      'health that may not be read',
      instanceSnapshot({
        targetGroups: [{ ...aGroup('instance', []), targets: null }],
        notRead: [denied('target health', 'elasticloadbalancing:DescribeTargetHealth')],
      }),
      { status: 'unknown', severity: 2, requiredHealthy: null, required: 3 },
    ],
    [
      'listeners that may not be read',
      instanceSnapshot({
        listeners: null,
        notRead: [denied('listeners', 'elasticloadbalancing:DescribeListeners')],
      }),
      { status: 'unknown', severity: 2, requiredHealthy: null, required: null },
    ],
    [
      'target groups that may not be read',
      instanceSnapshot({
        targetGroups: null,
        notRead: [denied('target groups', 'elasticloadbalancing:DescribeTargetGroups')],
      }),
      { status: 'unknown', severity: 2, requiredHealthy: null, required: null },
    ],
    [
      'load balancers that may not be read',
      instanceSnapshot({
        ...nothing,
        lookup: { by: 'none', reason: 'not-read' },
        notRead: [denied('load balancers', 'elasticloadbalancing:DescribeLoadBalancers')],
      }),
      { status: 'unknown', severity: 2, required: null },
    ],
  ];
  test.each(rows)('%s', (_, snapshot, line) => {
    expect(listed(judge(snapshot))).toMatchObject({ namespace: 'ui', name: 'ui-nlb', ...line });
  });
});

test('the worst come first, equals by their names', () => {
  const line = (name: string, severity: Listed['severity']): Listed => ({
    ...listed(judge(instanceSnapshot())),
    name,
    severity,
  });
  const lines = [line('b', 0), line('c', 2), line('a', 0), line('d', 3)];
  expect(worstFirst(lines).map(({ name }) => name)).toEqual(['d', 'c', 'a', 'b']);
});

test.each<[ErrorCode, string, number]>([
  ['LoadBalancerAmbiguous', 'several NLBs fit', 2],
  ['NotANetworkLoadBalancer', 'not an NLB', 0],
  ['AwsAccessDenied', 'unknown', 2],
])('a Service that could not be observed: %s', (code, status, severity) => {
  expect(listFailure(aService(), { code })).toMatchObject({
    owner: { kind: 'controller' },
    status,
    severity,
    required: null,
  });
});
