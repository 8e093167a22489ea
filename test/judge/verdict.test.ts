import { describe, expect, test } from 'vitest';
import { judge } from '../../src/judge/inspection.ts';
import { verdicts } from '../../src/judge/verdicts.ts';
import type { JudgedTarget, Verdict } from '../../src/model/inspection.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { RegisteredTarget } from '../../src/model/target-group.ts';
import type { TargetHealth } from '../../src/model/target-health.ts';
import {
  aBinding,
  addresses,
  aGroup,
  aLoadBalancer,
  aNode,
  anEndpoint,
  aPod,
  aService,
  aSlice,
  aTarget,
  checking,
  denied,
  draining,
  healthy,
  instanceSnapshot,
  instances,
  ipSnapshot,
  nodeTargets,
  podNames,
  podTargetsOf,
  registering,
  threeNodes,
  unhealthy,
  unused,
} from './snapshot-builder.ts';

function rowOf(snapshot: Snapshot, id: string, group = 0): JudgedTarget {
  const row = judge(snapshot).ports[0]?.targetGroups[group]?.targets.find((target) => target.id === id);
  if (row === undefined) throw new Error(`no row for ${id}`);
  return row;
}

const pod = addresses[0] ?? '';
const lastNode = instances[2] ?? '';
const local = aService({ externalTrafficPolicy: 'Local' });

/** The last of three instance targets, in this state; its node runs no pod. */
const withLast = (health: TargetHealth, overrides: Partial<Snapshot> = {}) =>
  rowOf(
    instanceSnapshot({ targetGroups: [aGroup('instance', nodeTargets([healthy, healthy, health]))], ...overrides }),
    lastNode,
  );

const withPod = (target: Partial<RegisteredTarget>, overrides: Partial<Snapshot> = {}) =>
  rowOf(
    ipSnapshot([healthy], { targetGroups: [aGroup('ip', [{ ...aTarget(pod, 8080), ...target }])], ...overrides }),
    pod,
  );

describe('an expected target', () => {
  const inNoZone = 'Target is in an Availability Zone that is not enabled for the load balancer';
  const notAttached = 'Target group is not configured to receive traffic from the load balancer';
  const rows: readonly (readonly [string, TargetHealth, Verdict, string])[] = [
    ['healthy', healthy, 'ok', `pod ${podNames[0]} is ready`],
    ['initial, registering', registering, 'starting', 'registration is in progress (Elb.RegistrationInProgress)'],
    ['initial, checking', checking, 'starting', 'first health checks are running (Elb.InitialHealthChecking)'],
    [
      'initial without a reason',
      { state: 'initial', reason: null, description: null },
      'starting',
      'registration is in progress',
    ],
    ['unhealthy', unhealthy, 'failing', 'fails its health check on port 8080 (Target.FailedHealthChecks)'],
    [
      'timing out',
      { ...unhealthy, reason: 'Target.Timeout' },
      'failing',
      'does not answer its health check in time on port 8080 (Target.Timeout)',
    ],
    [
      'answering wrongly',
      { ...unhealthy, reason: 'Target.ResponseCodeMismatch' },
      'failing',
      'answers its health check with an unexpected status on port 8080 (Target.ResponseCodeMismatch)',
    ],
    [
      'unhealthy for a new reason',
      { ...unhealthy, reason: 'Target.New' },
      'failing',
      'unhealthy on port 8080 (Target.New)',
    ],
    ['unhealthy without a reason', { ...unhealthy, reason: null }, 'failing', 'unhealthy on port 8080'],
    [
      'unhealthy.draining',
      { ...unhealthy, state: 'unhealthy.draining' },
      'failing',
      'fails its health check on port 8080, open connections may finish (Target.FailedHealthChecks)',
    ],
    [
      'draining',
      draining,
      'draining',
      'draining, though it is expected: the controller registers it again (Target.DeregistrationInProgress)',
    ],
    [
      'unused, not registered',
      unused('Target.NotRegistered'),
      'missing',
      `not registered, though it should be: pod ${podNames[0]} is ready`,
    ],
    [
      'unused, not attached',
      unused('Target.NotInUse', notAttached),
      'starting',
      'the NLB has not begun to use the group (Target.NotInUse)',
    ],
    [
      'unused, no description',
      unused('Target.NotInUse'),
      'starting',
      'the NLB has not begun to use the group (Target.NotInUse)',
    ],
    [
      'unused, its zone',
      unused('Target.NotInUse', inNoZone),
      'by-design',
      'zone us-west-2a is not enabled on the NLB (Target.NotInUse)',
    ],
    [
      'unused, invalid state',
      unused('Target.InvalidState'),
      'failing',
      'its instance is stopped, terminated or in another state without traffic (Target.InvalidState)',
    ],
    [
      'unused, unusable',
      unused('Target.IpUnusable'),
      'failing',
      'its address is used by a load balancer and cannot be a target (Target.IpUnusable)',
    ],
    ['unused for a new reason', unused('Target.New', 'New.'), 'unknown', 'ELBv2 says unused: New. (Target.New)'],
    [
      'unavailable',
      { state: 'unavailable', reason: 'Elb.InternalError', description: 'Internal error' },
      'unknown',
      'ELBv2 has no health information: Internal error (Elb.InternalError)',
    ],
    ['a state that is new', { state: 'resting', reason: null, description: null }, 'unknown', 'ELBv2 says resting'],
    ['no state', { state: '', reason: null, description: null }, 'unknown', 'ELBv2 says nothing'],
  ];
  test.each(rows)('%s', (_, health, verdict, why) => {
    expect(withPod({ health })).toMatchObject({ expected: true, verdict, why, health });
  });

  test('that is not in the group is missing', () => {
    expect(rowOf(ipSnapshot([healthy], { targetGroups: [aGroup('ip', [])] }), pod)).toMatchObject({
      registered: false,
      health: null,
      verdict: 'missing',
      required: true,
    });
    expect(rowOf(instanceSnapshot({ targetGroups: [aGroup('instance', [])] }), lastNode).why).toBe(
      'not registered, though it should be: node ip-10-42-171-4 is eligible',
    );
  });

  test('of which ELBv2 says that it is not registered is not', () => {
    expect(withPod({ health: unused('Target.NotRegistered') }).registered).toBe(false);
  });

  test('without a health check port', () => {
    expect(withPod({ health: unhealthy, healthCheckPort: null }).why).toBe(
      'fails its health check (Target.FailedHealthChecks)',
    );
  });

  test.each([
    ['zonal_shift_active', 'healthy, but its zone is shifted away'],
    ['zonal_shift_delegated_to_dns', 'healthy, but its zone is shifted away'],
    ['no_override', `pod ${podNames[0]} is ready`],
    ['unknown', `pod ${podNames[0]} is ready`],
  ])('healthy under the administrative override %s', (administrativeOverride, why) => {
    expect(withPod({ administrativeOverride })).toMatchObject({ verdict: 'ok', why, administrativeOverride });
  });

  test('unused in a zone that is surely none of the NLB’s, though cross-zone is on', () => {
    const loadBalancer = aLoadBalancer({
      zones: ['us-west-2b'],
      attributes: { 'load_balancing.cross_zone.enabled': 'true' },
    });
    expect(withPod({ health: unused('Target.NotInUse') }, { loadBalancer })).toMatchObject({
      verdict: 'by-design',
      required: false,
    });
  });

  test('unused by its zone, where its zone is not known', () => {
    const overrides = { endpointSlices: [aSlice([anEndpoint(0, { zone: null })])], nodes: null };
    expect(withPod({ health: unused('Target.NotInUse', inNoZone) }, overrides).why).toBe(
      'its zone is not enabled on the NLB (Target.NotInUse)',
    );
  });
});

describe('externalTrafficPolicy: Local', () => {
  const why = 'no ready pod of ui on this node, and externalTrafficPolicy is Local';

  test.each([unhealthy, { ...unhealthy, state: 'unhealthy.draining' }])('no pod, $state: by design', (health) => {
    expect(withLast(health, { service: local })).toMatchObject({ verdict: 'by-design', why, required: false });
  });

  test.each<[TargetHealth, Verdict]>([
    [healthy, 'ok'],
    [registering, 'starting'],
    [unused('Target.InvalidState'), 'failing'],
  ])('no pod, $state: $1', (health, verdict) => {
    expect(withLast(health, { service: local })).toMatchObject({ verdict, required: false });
  });

  test('a ready pod, unhealthy: failing', () => {
    const slices = [aSlice([anEndpoint(2)])];
    expect(withLast(unhealthy, { service: local, endpointSlices: slices })).toMatchObject({
      verdict: 'failing',
      required: true,
    });
  });

  test('slices that may not be read: unhealthy is unknown, healthy is ok', () => {
    const unread = {
      service: local,
      endpointSlices: null,
      notRead: [denied('endpoint slices', 'list endpointslices')],
    };
    expect(withLast(unhealthy, unread)).toMatchObject({ verdict: 'unknown', required: true });
    expect(withLast(unhealthy, unread).why).toContain('list endpointslices is not allowed');
    expect(withLast(healthy, unread).verdict).toBe('ok');
  });
});

test('unhealthy because no pod is ready anywhere says so', () => {
  expect(withLast(unhealthy, { endpointSlices: [] }).why).toBe(
    'fails its health check on port 31234: no ready pod of ui-nlb on any node (Target.FailedHealthChecks)',
  );
});

describe('a target that is not expected', () => {
  const extraNode = (health: TargetHealth, overrides: Partial<Snapshot> = {}) =>
    rowOf(
      instanceSnapshot({
        targetGroups: [aGroup('instance', [...nodeTargets(), aTarget('i-other', 31234, health)])],
        ...overrides,
      }),
      'i-other',
    );
  const other = aNode({ name: 'other', providerId: 'aws:///us-west-2b/i-other' });
  const extraPod = (health: TargetHealth, overrides: Partial<Snapshot> = {}) =>
    rowOf(
      ipSnapshot([healthy], {
        targetGroups: [aGroup('ip', [aTarget(addresses[1] ?? '', 8080, health)])],
        ...overrides,
      }),
      addresses[1] ?? '',
    );

  test('draining is draining', () => {
    expect(extraNode(draining)).toMatchObject({
      expected: false,
      registered: true,
      required: false,
      verdict: 'draining',
      why: 'being deregistered (Target.DeregistrationInProgress)',
    });
  });

  test.each([healthy, unhealthy, registering])('$state, no such node: stale', (health) => {
    expect(extraNode(health)).toMatchObject({
      verdict: 'stale',
      why: 'no node has this instance id (any more)',
      node: null,
    });
  });

  test('no such pod: stale', () => {
    expect(extraPod(healthy)).toMatchObject({
      verdict: 'stale',
      why: 'no pod of the Service has this address (any more)',
    });
  });

  test('a node that is left out: extra, by the rule that leaves it out', () => {
    const leaving = {
      ...other,
      taints: [{ key: 'ToBeDeletedByClusterAutoscaler', value: '1', effect: 'NoSchedule' }],
    };
    expect(extraNode(healthy, { nodes: [...threeNodes(), leaving] })).toMatchObject({
      verdict: 'extra',
      node: 'other',
      zone: 'us-west-2a',
      why: 'node other has the taint ToBeDeletedByClusterAutoscaler: it is about to be removed',
    });
  });

  test.each<[string, Partial<Parameters<typeof aPod>[1] & object>, Partial<Snapshot>, string]>([
    ['without an endpoint', {}, {}, 'has no endpoint yet (Running)'],
    ['that is over', { phase: 'Failed' }, {}, 'is not in the set that the controller should register'],
    ['that terminates', { phase: 'Failed', deletionTimestamp: '2026-08-20T10:00:00Z' }, {}, 'is terminating'],
    [
      'that is not ready',
      { conditions: [] },
      { endpointSlices: [aSlice([anEndpoint(0), anEndpoint(1, { ready: false })])] },
      'its containers are not ready',
    ],
  ])('a pod %s: extra', (_, podOverrides, overrides, why) => {
    expect(extraPod(healthy, { pods: [aPod(), aPod(1, podOverrides)], ...overrides })).toMatchObject({
      verdict: 'extra',
      node: 'ip-10-42-139-20',
      zone: 'us-west-2b',
      pod: podNames[1],
      why: `pod ${podNames[1]} ${why}`,
    });
  });

  test('the right id with another port: extra, and the right port is told', () => {
    const targets = [...nodeTargets(), aTarget(lastNode, 30000)];
    const rows = judge(instanceSnapshot({ targetGroups: [aGroup('instance', targets)] })).ports[0]?.targetGroups[0]
      ?.targets;
    expect(rows?.filter(({ id }) => id === lastNode).map(({ port, verdict, why }) => [port, verdict, why])).toEqual([
      [30000, 'extra', 'should be registered with port 31234, not 30000'],
      [31234, 'ok', 'by way of kube-proxy'],
    ]);
  });

  test('in a group that is left over', () => {
    const snapshot = ipSnapshot([healthy], {
      targetGroups: [aGroup('ip', podTargetsOf()), aGroup('instance', nodeTargets([healthy, draining, healthy]))],
      bindings: [aBinding('ip'), aBinding('instance', { deletionTimestamp: '2026-08-20T10:00:00Z' })],
    });
    expect(rowOf(snapshot, lastNode, 1)).toMatchObject({
      expected: false,
      verdict: 'extra',
      why: 'the listener no longer forwards to this group; the controller removes it with its binding',
    });
    expect(rowOf(snapshot, instances[1] ?? '', 1).verdict).toBe('draining');
    const gone = rowOf({ ...snapshot, nodes: threeNodes().slice(0, 2) }, lastNode, 1);
    expect(gone.verdict).toBe('stale');
  });

  test('in a group that several clusters share: by design', () => {
    const bindings = [aBinding('instance', { multiCluster: true })];
    expect(extraNode(healthy, { bindings })).toMatchObject({
      verdict: 'by-design',
      why: 'may belong to another cluster: the binding is multi-cluster',
    });
    expect(extraNode(draining, { bindings }).verdict).toBe('draining');
  });

  test('that has just left the group has no row', () => {
    const targets = [...podTargetsOf(), aTarget('10.0.0.1', 8080, unused('Target.NotRegistered'))];
    const group = judge(ipSnapshot([healthy], { targetGroups: [aGroup('ip', targets)] })).ports[0]?.targetGroups[0];
    expect(group?.targets.map(({ id }) => id)).toEqual([pod]);
  });

  test('pods that may not be read, in a group left over: extra, not stale', () => {
    const snapshot = instanceSnapshot({
      pods: null,
      targetGroups: [aGroup('instance', nodeTargets()), aGroup('ip', podTargetsOf())],
      notRead: [denied('pods', 'list pods')],
    });
    expect(rowOf(snapshot, pod, 1).verdict).toBe('extra');
  });

  test('whose node may not be read although the set is known', () => {
    const snapshot = instanceSnapshot({
      service: aService({ type: 'ClusterIP' }),
      nodes: null,
      notRead: [denied('nodes', 'list nodes')],
    });
    expect(rowOf(snapshot, lastNode)).toMatchObject({
      verdict: 'extra',
      why: 'not in the set that the controller should register',
    });
  });
});

describe('what may not be read is unknown', () => {
  test('target health: every expected target', () => {
    const snapshot = ipSnapshot([healthy], {
      targetGroups: [aGroup('ip', null)],
      notRead: [denied('target health', 'elasticloadbalancing:DescribeTargetHealth')],
    });
    expect(rowOf(snapshot, pod)).toMatchObject({
      expected: true,
      registered: null,
      health: null,
      required: true,
      verdict: 'unknown',
      why: 'target health could not be read: elasticloadbalancing:DescribeTargetHealth is not allowed',
    });
  });

  test.each<[string, Partial<Snapshot>, string]>([
    [
      'nodes',
      { nodes: null, notRead: [denied('nodes', 'list nodes')] },
      'nodes could not be read: list nodes is not allowed',
    ],
    [
      'listeners',
      { listeners: null, notRead: [denied('listeners', 'elasticloadbalancing:DescribeListeners')] },
      'listeners could not be read: elasticloadbalancing:DescribeListeners is not allowed',
    ],
    [
      'load balancers',
      {
        loadBalancer: null,
        listeners: null,
        lookup: { by: 'none', reason: 'not-read' },
        notRead: [denied('load balancers', 'elasticloadbalancing:DescribeLoadBalancers')],
      },
      'load balancers could not be read: elasticloadbalancing:DescribeLoadBalancers is not allowed',
    ],
    [
      'the Service behind the group',
      { bindings: [aBinding('instance', { serviceName: 'ui-v2' })] },
      'expected targets of k8s-ui-uinlb-fa38096dd9: it belongs to Service ui/ui-v2, which was not read',
    ],
    [
      'a type of group that nlbctl does not know',
      { targetGroups: [aGroup('instance', nodeTargets(), { targetType: 'alb' })] },
      'expected targets of k8s-ui-uinlb-fa38096dd9: nlbctl does not know what a target group of type alb should hold',
    ],
  ])('%s: every registered target', (_, overrides, why) => {
    expect(rowOf(instanceSnapshot(overrides), lastNode)).toMatchObject({
      expected: null,
      registered: true,
      required: false,
      verdict: 'unknown',
      why,
    });
  });
});

test('every verdict has its words, and none but two mean that nothing is to be done', () => {
  const quiet = Object.entries(verdicts).filter(([, { severity }]) => severity === 0);
  expect(quiet.map(([verdict]) => verdict)).toEqual(['ok', 'by-design']);
});
