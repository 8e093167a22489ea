import { describe, expect, test } from 'vitest';
import { hopelessExitCodes, neededHealthy, type WaitGoal } from '../../src/judge/goal.ts';
import { noHistory } from '../../src/judge/history.ts';
import { judge } from '../../src/judge/inspection.ts';
import { judgeWait } from '../../src/judge/waiting.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { TargetHealth } from '../../src/model/target-health.ts';
import { lacks, plainGoal, waitAfter } from './looks.ts';
import {
  aBinding,
  addresses,
  aGroup,
  aListener,
  aLoadBalancer,
  aNode,
  aService,
  aSlice,
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
  podNames,
  podTargetsOf,
  registering,
  serviceOfType,
  start,
  unhealthy,
} from './snapshot-builder.ts';

const once = (snapshot: Snapshot, goal: Partial<WaitGoal> = {}) => waitAfter([snapshot], goal);
const local = aService({ externalTrafficPolicy: 'Local' });
const pod = (index: number) => `${addresses[index]}:8080 (pod ${podNames[index]})`;

describe('ready', () => {
  test.each<[string, Snapshot, Partial<WaitGoal>]>([
    ['the story before', instanceSnapshot(), {}],
    ['the story after', ipSnapshot([healthy, healthy, healthy]), { targetType: 'ip' }],
    [
      'externalTrafficPolicy: Local with one pod',
      instanceSnapshot({
        service: local,
        targetGroups: [aGroup('instance', nodeTargets([healthy, unhealthy, unhealthy]))],
      }),
      {},
    ],
    ['no pod, where none is asked for', ipSnapshot([]), { allowEmpty: true }],
    ['half of the targets, where half is enough', ipSnapshot([healthy, unhealthy]), { minHealthy: { percent: 50 } }],
    ['one target, where one is enough', ipSnapshot([healthy, checking, unhealthy]), { minHealthy: { count: 1 } }],
    ['an impaired NLB', instanceSnapshot({ loadBalancer: aLoadBalancer({ state: 'active_impaired' }) }), {}],
    [
      'a group of the other type that gets no traffic',
      ipSnapshot([healthy], {
        listeners: [aListener({ [ipGroupArn]: 1, [instanceGroupArn]: 0 })],
        targetGroups: [aGroup('ip', podTargetsOf()), aGroup('instance', nodeTargets())],
      }),
      {},
    ],
    ['targets that are registered beyond those expected', instanceSnapshot({ nodes: [aNode()] }), {}],
    [
      'a Service of EKS Auto Mode',
      instanceSnapshot({ service: aService({ loadBalancerClass: 'eks.amazonaws.com/nlb' }) }),
      {},
    ],
  ])('%s', (_, snapshot, goal) => {
    expect(once(snapshot, goal)).toEqual({ kind: 'ready' });
  });
});

describe('what is still to come', () => {
  const twoPorts = aService({
    ports: [...aService().ports, { name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 32443 }],
  });
  const gone: Snapshot['lookup'] = { by: 'none', reason: 'gone', hostname: 'k8s-x.elb.us-west-2.amazonaws.com' };
  const nothing = { loadBalancer: null, listeners: null, targetGroups: [], bindings: [] };
  const bindings = (overrides: Parameters<typeof aBinding>[1]) => ({ bindings: [aBinding('ip', overrides)] });

  const rows: readonly (readonly [string, Snapshot, Partial<WaitGoal>, readonly string[]])[] = [
    [
      'no NLB',
      instanceSnapshot({ ...nothing, lookup: { by: 'none', reason: 'no-hostname' } }),
      {},
      ['no-load-balancer: The Service has no NLB yet: its status names no hostname, and no NLB in AWS belongs to it.'],
    ],
    [
      'an NLB that AWS does not have, at first sight',
      instanceSnapshot({ ...nothing, lookup: gone }),
      {},
      [
        "no-load-balancer: The Service's status names k8s-x.elb.us-west-2.amazonaws.com, but AWS has no such load balancer.",
      ],
    ],
    [
      'provisioning',
      instanceSnapshot({ loadBalancer: aLoadBalancer({ state: 'provisioning' }) }),
      {},
      ['provisioning: The NLB is being provisioned; it takes a few minutes before it serves.'],
    ],
    [
      'a port without a listener',
      instanceSnapshot({ service: twoPorts }),
      {},
      ['no-listener: Port 443: the NLB has no listener on this port yet.'],
    ],
    [
      'a listener without a group',
      instanceSnapshot({ listeners: [aListener({})] }),
      {},
      ['no-group: Port 80: the listener forwards to no target group of this Service.'],
    ],
    [
      'the other type, by the goal',
      instanceSnapshot(),
      { targetType: 'ip' },
      [
        'wrong-type: Port 80: the listener forwards to target group k8s-ui-uinlb-fa38096dd9 of type instance, not yet to one of type ip.',
      ],
    ],
    [
      'the other type, by the Service',
      instanceSnapshot({ service: serviceOfType('ip') }),
      {},
      [
        'wrong-type: Port 80: the listener forwards to target group k8s-ui-uinlb-fa38096dd9 of type instance, not yet to one of type ip.',
      ],
    ],
    [
      'no binding',
      ipSnapshot([healthy], { bindings: [] }),
      {},
      [
        'no-binding: Port 80: target group k8s-ui-uinlb-908febdef8 has no TargetGroupBinding, so that nothing fills it.',
      ],
    ],
    [
      'a cluster without bindings',
      ipSnapshot([healthy], { bindings: null, notRead: [denied('targetgroupbindings.elbv2.k8s.aws', null)] }),
      {},
      [
        'no-binding: Port 80: target group k8s-ui-uinlb-908febdef8 has no TargetGroupBinding, so that nothing fills it (the cluster has no kind TargetGroupBinding: is the controller installed?).',
      ],
    ],
    [
      'a binding that is being deleted',
      ipSnapshot([healthy], bindings({ deletionTimestamp: start })),
      {},
      [
        'binding-terminating: Port 80: TargetGroupBinding k8s-ui-uinlb-908febdef8 of target group k8s-ui-uinlb-908febdef8 is being deleted, and its targets go with it.',
      ],
    ],
    [
      'a binding that is new',
      ipSnapshot([healthy], bindings({ observedGeneration: null })),
      {},
      [
        'binding-not-observed: Port 80: the controller has not finished with TargetGroupBinding k8s-ui-uinlb-908febdef8 yet.',
      ],
    ],
    [
      'a binding that was changed',
      ipSnapshot([healthy], bindings({ generation: 2 })),
      {},
      [
        'binding-not-observed: Port 80: the controller has not finished with TargetGroupBinding k8s-ui-uinlb-908febdef8 yet.',
      ],
    ],
    ['no pod', ipSnapshot([]), {}, ['empty: Port 80: no pod of the Service is ready, so that no target is expected.']],
    [
      'no node',
      instanceSnapshot({ nodes: [], targetGroups: [aGroup('instance', [])] }),
      {},
      ['empty: Port 80: no node is eligible, so that no target is expected.'],
    ],
    [
      'every target by design',
      instanceSnapshot({
        service: local,
        endpointSlices: [aSlice([])],
        targetGroups: [aGroup('instance', nodeTargets([unhealthy, unhealthy, unhealthy]))],
      }),
      {},
      ['empty: Port 80: 3 targets are expected, and all get no traffic by design, so that nothing serves.'],
    ],
    [
      'the only target by design',
      instanceSnapshot({
        nodes: [aNode()],
        service: local,
        endpointSlices: [aSlice([])],
        targetGroups: [aGroup('instance', nodeTargets([unhealthy]))],
      }),
      {},
      ['empty: Port 80: 1 target is expected, and it gets no traffic by design, so that nothing serves.'],
    ],
    [
      'a target that is not registered',
      ipSnapshot([healthy, healthy], { targetGroups: [aGroup('ip', podTargetsOf())] }),
      {},
      [`missing: Port 80: 1 expected target is not registered: ${pod(1)}.`],
    ],
    [
      'no target registered',
      ipSnapshot([healthy, healthy], { targetGroups: [aGroup('ip', [])] }),
      {},
      [`missing: Port 80: 2 expected targets are not registered: ${pod(0)}, ${pod(1)}.`],
    ],
    [
      'missing counts whatever the share',
      ipSnapshot([healthy, healthy], { targetGroups: [aGroup('ip', podTargetsOf())] }),
      { minHealthy: { percent: 50 } },
      [`missing: Port 80: 1 expected target is not registered: ${pod(1)}.`],
    ],
    [
      'targets that are starting',
      ipSnapshot([healthy, registering]),
      {},
      [
        `not-healthy: Port 80: 1 of 2 required targets are healthy; ${pod(1)}: registration is in progress (Elb.RegistrationInProgress).`,
      ],
    ],
    [
      'one target that is draining',
      ipSnapshot([draining]),
      {},
      [
        `not-healthy: Port 80: 0 of 1 required target is healthy; ${pod(0)}: draining, though it is expected: the controller registers it again (Target.DeregistrationInProgress).`,
      ],
    ],
    [
      'less than the share',
      ipSnapshot([checking, checking]),
      { minHealthy: { percent: 50 } },
      [
        `not-healthy: Port 80: 0 of 2 required targets are healthy, 1 must be; ${pod(0)}, ${pod(1)}: first health checks are running (Elb.InitialHealthChecking).`,
      ],
    ],
    [
      'a number that is not there',
      ipSnapshot([healthy]),
      { minHealthy: { count: 2 } },
      ['not-healthy: Port 80: 1 of 1 required target is healthy, 2 must be.'],
    ],
    [
      'health that AWS does not know',
      ipSnapshot([{ state: 'unavailable', reason: null, description: null }]),
      {},
      [`unknown: Port 80: 1 target of unknown health; ${pod(0)}: ELBv2 has no health information.`],
    ],
    [
      'some unknown, some not healthy',
      ipSnapshot([{ state: 'unavailable', reason: null, description: null }, checking]),
      {},
      [
        `not-healthy: Port 80: 0 of 2 required targets are healthy; ${pod(1)}: first health checks are running (Elb.InitialHealthChecking).`,
        `unknown: Port 80: 1 target of unknown health; ${pod(0)}: ELBv2 has no health information.`,
      ],
    ],
    [
      'an expected set with a problem',
      instanceSnapshot({
        nodes: [aNode(), aNode({ name: 'bad', providerId: null })],
        targetGroups: [aGroup('instance', nodeTargets([healthy]))],
      }),
      {},
      [
        'problem: Port 80: Node bad has no provider id, which names no EC2 instance: the controller registers no target at all until this node is excluded (label node.kubernetes.io/exclude-from-external-load-balancers=true) or mended.',
      ],
    ],
    [
      'a problem that leaves nothing',
      instanceSnapshot({
        service: aService({ ports: [{ name: null, protocol: 'TCP', port: 80, targetPort: 80, nodePort: null }] }),
        targetGroups: [aGroup('instance', [])],
      }),
      {},
      ['problem: Port 80: Port 80 of the Service has no node port, so that no node can be a target.'],
    ],
  ];
  test.each(rows)('%s', (_, snapshot, goal, expected) => {
    expect(lacks(once(snapshot, goal)).sort()).toEqual([...expected].sort());
  });

  test('many targets are told in short, and all are listed', () => {
    const nodes = Array.from({ length: 8 }, (_, index) =>
      aNode({ name: `n${index}`, providerId: `aws:///us-west-2a/i-${index}` }),
    );
    const verdict = once(instanceSnapshot({ nodes, targetGroups: [aGroup('instance', [])] }));
    expect(lacks(verdict)[0]).toMatch(
      /^missing: Port 80: 8 expected targets are not registered: i-0:31234 \(node n0\), .*\(node n4\), and 3 more\.$/,
    );
    expect(verdict.kind === 'waiting' && verdict.unmet[0]?.targets).toHaveLength(8);
  });

  test('two groups that get traffic must both be of the wanted type', () => {
    const snapshot = ipSnapshot([healthy], {
      listeners: [aListener({ [ipGroupArn]: 9, [instanceGroupArn]: 1 })],
      targetGroups: [aGroup('ip', podTargetsOf()), aGroup('instance', nodeTargets())],
      bindings: [aBinding('ip'), aBinding('instance')],
    });
    expect(lacks(once(snapshot)).map((text) => text.split(':')[0])).toEqual(['wrong-type']);
  });

  test('where nothing says which type is wanted, any will do', () => {
    const service = aService({ loadBalancerClass: 'eks.amazonaws.com/nlb', annotations: {} });
    const snapshot = ipSnapshot([healthy], {
      service,
      listeners: [aListener({ [ipGroupArn]: 1, [instanceGroupArn]: 1 })],
      targetGroups: [aGroup('ip', podTargetsOf()), aGroup('instance', nodeTargets())],
      bindings: [aBinding('ip'), aBinding('instance')],
    });
    expect(once(snapshot)).toEqual({ kind: 'ready' });
  });
});

describe('what was before must be gone too', () => {
  const goal = { targetType: 'ip', oldGroupsGone: true } as const;

  test('an old binding and an old group', () => {
    const snapshot = ipSnapshot([healthy], {
      targetGroups: [aGroup('ip', podTargetsOf()), aGroup('instance', nodeTargets())],
      bindings: [aBinding('ip'), aBinding('instance')],
    });
    expect(lacks(once(snapshot, goal))).toEqual([
      'old-binding: TargetGroupBinding k8s-ui-uinlb-fa38096dd9 is still there, for a target group that gets no traffic.',
      'old-group: Port 80: target group k8s-ui-uinlb-fa38096dd9 of type instance is still there, without traffic.',
    ]);
    expect(once(snapshot, { targetType: 'ip' })).toEqual({ kind: 'ready' });
  });

  test('an old binding that is being deleted, its group gone', () => {
    const snapshot = ipSnapshot([healthy], {
      bindings: [aBinding('ip'), aBinding('instance', { deletionTimestamp: start })],
    });
    expect(lacks(once(snapshot, goal))).toEqual([
      'old-binding: TargetGroupBinding k8s-ui-uinlb-fa38096dd9 is still being deleted.',
    ]);
  });

  test('a binding that a user wrote stays', () => {
    const own = aBinding('instance', { name: 'own', labels: {}, targetGroupArn: 'arn:own' });
    expect(once(ipSnapshot([healthy], { bindings: [aBinding('ip'), own] }), goal)).toEqual({ kind: 'ready' });
    const leaving = { ...own, deletionTimestamp: start };
    expect(lacks(once(ipSnapshot([healthy], { bindings: [aBinding('ip'), leaving] }), goal))).toEqual([
      'old-binding: TargetGroupBinding own is still being deleted.',
    ]);
  });

  test('a binding without a group is old', () => {
    const broken = aBinding('instance', { name: 'broken', targetGroupArn: null });
    expect(lacks(once(ipSnapshot([healthy], { bindings: [aBinding('ip'), broken] }), goal))).toHaveLength(1);
  });
});

describe('for how long', () => {
  const good = ipSnapshot([healthy]);
  const bad = ipSnapshot([checking]);

  test.each<[string, readonly Snapshot[], WaitGoal['stable'], readonly string[]]>([
    ['two looks, the first', [good], { looks: 2 }, ['not-stable: Everything is ready, so far for 1 of 2 looks.']],
    ['two looks, both', [good, good], { looks: 2 }, ['ready']],
    [
      'a break begins anew',
      [good, bad, good],
      { looks: 2 },
      ['not-stable: Everything is ready, so far for 1 of 2 looks.'],
    ],
    ['no look at all', [good], { looks: 0 }, ['ready']],
    [
      '30 seconds, at 20',
      [bad, good, good, good],
      { seconds: 30 },
      ['not-stable: Everything is ready, so far for 20 s of 30 s.'],
    ],
    ['30 seconds, at 30', [good, good, good, good], { seconds: 30 }, ['ready']],
    ['two minutes', [good], { seconds: 120 }, ['not-stable: Everything is ready, so far for 0 s of 2 min.']],
  ])('%s', (_, looks, stable, expected) => {
    expect(lacks(waitAfter(looks, { stable }))).toEqual(expected);
  });

  test('a change between two ready states is no break', () => {
    expect(waitAfter([good, ipSnapshot([healthy, healthy])], { stable: { looks: 2 } })).toEqual({ kind: 'ready' });
  });

  test('a look that the history lacks counts', () => {
    expect(judgeWait(good, judge(good), noHistory, plainGoal)).toEqual({ kind: 'ready' });
  });

  test('since when is told', () => {
    const verdict = waitAfter([good, bad, bad, bad]);
    expect(verdict).toMatchObject({ kind: 'waiting', unmet: [{ what: 'not-healthy', since: later(10) }] });
    const stable = waitAfter([bad, good, good], { stable: { looks: 5 } });
    expect(stable).toMatchObject({ kind: 'waiting', unmet: [{ what: 'not-stable', since: later(10) }] });
  });
});

describe('whether it moves, and how soon it can be done', () => {
  const of = (states: readonly (readonly TargetHealth[])[], goal: Partial<WaitGoal> = {}, interval = 10) => {
    const verdict = waitAfter(
      states.map((health) => ipSnapshot(health)),
      goal,
      interval,
    );
    return verdict.kind === 'waiting' ? { moving: verdict.moving, earliest: verdict.earliestSeconds } : verdict.kind;
  };

  test.each<[string, readonly (readonly TargetHealth[])[], boolean]>([
    ['first look, something starting', [[registering]], true],
    ['first look, something failing', [[unhealthy]], false],
    ['just now', [[registering], [checking]], true],
    ['within two windows', [[registering], [checking], [checking], [checking]], true],
    ['longer ago', [[registering], ...Array(12).fill([checking])], false],
    ['never', Array(5).fill([checking]), false],
  ])('%s', (_, states, moving) => {
    expect(of(states)).toMatchObject({ moving });
  });

  test('with long looks, two of them count', () => {
    expect(of([[registering], [checking], [checking], [checking]], {}, 600)).toMatchObject({ moving: false });
    expect(of([[registering], [checking], [checking]], {}, 600)).toMatchObject({ moving: true });
  });

  test('a binding that is being deleted moves', () => {
    const snapshot = ipSnapshot([healthy], { bindings: [aBinding('ip', { deletionTimestamp: start })] });
    expect(once(snapshot)).toMatchObject({ moving: true, earliestSeconds: null });
  });

  test.each<[string, readonly (readonly TargetHealth[])[], Partial<WaitGoal>, number | null]>([
    ['the checks of a target', [[registering]], {}, 30],
    ['less those that it had', [[registering], [checking]], {}, 20],
    ['never less than nothing', [[registering], ...Array(6).fill([checking])], {}, 0],
    ['all of a target that fails', [[unhealthy], [unhealthy]], {}, 30],
    [
      'the slowest, where all must be',
      [
        [registering, healthy],
        [checking, registering],
      ],
      {},
      30,
    ],
    [
      'the fastest, where some are enough',
      [
        [registering, healthy],
        [checking, registering],
      ],
      { minHealthy: { count: 2 } },
      20,
    ],
    ['and the time to hold', [[registering], [checking]], { stable: { looks: 3 } }, 40],
    ['and the seconds to hold', [[registering]], { stable: { seconds: 45 } }, 75],
    ['the time to hold alone', [[healthy], [healthy]], { stable: { looks: 5 } }, 30],
    ['of which nothing is known at the first look', [[healthy]], { stable: { looks: 5 } }, 0],
    ['the seconds to hold alone', [[healthy], [healthy]], { stable: { seconds: 25 } }, 15],
  ])('soonest: %s', (_, states, goal, earliest) => {
    expect(of(states, goal)).toMatchObject({ earliest });
  });

  test('nothing says how soon a group will come', () => {
    expect(once(instanceSnapshot({ service: serviceOfType('ip') }))).toMatchObject({ earliestSeconds: null });
  });
});

describe('how many must be healthy', () => {
  test.each([
    [{ percent: 100 }, 3, 3],
    [{ percent: 50 }, 3, 2],
    [{ percent: 7 }, 100, 7],
    [{ percent: 0 }, 3, 0],
    [{ percent: 1 }, 3, 1],
    [{ count: 2 }, 1, 2],
  ])('%j of %d: %d', (minHealthy, required, needed) => {
    expect(neededHealthy({ ...plainGoal, minHealthy }, required)).toBe(needed);
  });
});

describe('hopeless', () => {
  const outcome = (looks: readonly Snapshot[], goal: Partial<WaitGoal> = {}) => {
    const verdict = waitAfter(looks, goal);
    return verdict.kind === 'hopeless' ? [verdict.outcome, verdict.message, ...verdict.next] : [verdict.kind];
  };
  const nothing = { loadBalancer: null, listeners: null, targetGroups: [], bindings: [] };
  const describeService = 'kubectl describe service/ui-nlb -n ui';

  test('every outcome has an exit code', () => {
    expect(hopelessExitCodes).toEqual({ gone: 5, 'not-managed': 5, 'could-not-know': 6, failing: 3 });
  });

  test('the Service is being deleted', () => {
    expect(outcome([instanceSnapshot({ service: aService({ deletionTimestamp: '2026-08-20T09:59:00Z' }) })])).toEqual([
      'gone',
      'Service ui/ui-nlb is being deleted (since 2026-08-20T09:59:00Z).',
      describeService,
    ]);
  });

  test.each<[string, Partial<Snapshot>, string]>([
    [
      'the in-tree controller’s',
      { service: aService({ annotations: {} }) },
      "its load balancer is the in-tree controller's",
    ],
    [
      'of another class',
      { service: aService({ loadBalancerClass: 'x/y', finalizers: [] }) },
      'its spec.loadBalancerClass is "x/y"',
    ],
    ['nobody’s', { service: serviceOfType('IP') }, 'is managed by no controller'],
    ['no load balancer', { service: aService({ type: 'ClusterIP', finalizers: [] }) }, 'is of type ClusterIP'],
  ])('the Service is %s', (_, overrides, text) => {
    const [kind, message] = outcome([instanceSnapshot(overrides)]);
    expect(kind).toBe('not-managed');
    expect(message).toContain(text);
  });

  test('the NLB in the status is gone, seen twice', () => {
    const gone = instanceSnapshot({ ...nothing, lookup: { by: 'none', reason: 'gone', hostname: 'a.example' } });
    expect(outcome([gone])).toEqual(['waiting']);
    expect(outcome([gone, gone])).toEqual([
      'gone',
      'The NLB of Service ui/ui-nlb is gone: its status still names a.example, but AWS has no such load balancer.',
      describeService,
    ]);
    expect(outcome([gone, instanceSnapshot(), gone])).toEqual(['waiting']);
  });

  test('the NLB was there and is not any more', () => {
    const none = instanceSnapshot({ ...nothing, lookup: { by: 'none', reason: 'no-hostname' } });
    expect(outcome([none, none])).toEqual(['waiting']);
    const [kind, message] = outcome([instanceSnapshot(), none]);
    expect(kind).toBe('gone');
    expect(message).toContain('was deleted during the wait');
  });

  test('the NLB failed', () => {
    expect(
      outcome([instanceSnapshot({ loadBalancer: aLoadBalancer({ state: 'failed', stateReason: 'No addresses' }) })]),
    ).toEqual([
      'failing',
      'The NLB k8s-ui-uinlb-45617409e2 of Service ui/ui-nlb could not be set up. AWS says: No addresses.',
      'aws elbv2 describe-load-balancers --names k8s-ui-uinlb-45617409e2',
      describeService,
    ]);
    expect(outcome([instanceSnapshot({ loadBalancer: aLoadBalancer({ state: 'failed' }) })])[1]).toMatch(/set up\.$/);
  });

  describe('something needed may not be read', () => {
    const elb = 'elasticloadbalancing:';
    const asLocal = { service: local, endpointSlices: null };
    const rows: readonly (readonly [string, Snapshot, string, string])[] = [
      [
        'load balancers',
        instanceSnapshot({
          ...nothing,
          lookup: { by: 'none', reason: 'not-read' },
          notRead: [denied('load balancers', `${elb}DescribeLoadBalancers`)],
        }),
        `load balancers could not be read: ${elb}DescribeLoadBalancers is not allowed.`,
        'aws sts get-caller-identity',
      ],
      [
        'listeners',
        instanceSnapshot({ listeners: null, notRead: [denied('listeners', `${elb}DescribeListeners`)] }),
        `listeners could not be read: ${elb}DescribeListeners is not allowed.`,
        'aws sts get-caller-identity',
      ],
      [
        'target groups',
        instanceSnapshot({ targetGroups: null, notRead: [denied('target groups', `${elb}DescribeTargetGroups`)] }),
        `target groups could not be read: ${elb}DescribeTargetGroups is not allowed.`,
        'aws sts get-caller-identity',
      ],
      [
        'target health',
        instanceSnapshot({
          targetGroups: [aGroup('instance', null)],
          notRead: [denied('target health', `${elb}DescribeTargetHealth`)],
        }),
        `target health could not be read: ${elb}DescribeTargetHealth is not allowed.`,
        'aws sts get-caller-identity',
      ],
      [
        'bindings',
        instanceSnapshot({
          bindings: null,
          notRead: [denied('targetgroupbindings.elbv2.k8s.aws', 'list targetgroupbindings.elbv2.k8s.aws')],
        }),
        'targetgroupbindings.elbv2.k8s.aws could not be read: list targetgroupbindings.elbv2.k8s.aws is not allowed.',
        'kubectl auth can-i list targetgroupbindings.elbv2.k8s.aws -n ui',
      ],
      [
        'nodes',
        instanceSnapshot({ nodes: null, notRead: [denied('nodes', 'list nodes')] }),
        'nodes could not be read: list nodes is not allowed.',
        'kubectl auth can-i list nodes',
      ],
      [
        'pods',
        ipSnapshot([healthy], { pods: null, notRead: [denied('pods', 'list pods')] }),
        'pods could not be read: list pods is not allowed.',
        'kubectl auth can-i list pods -n ui',
      ],
      [
        'slices, for externalTrafficPolicy: Local',
        instanceSnapshot({ ...asLocal, notRead: [denied('endpoint slices', 'list endpointslices')] }),
        'endpoint slices could not be read: list endpointslices is not allowed.',
        'kubectl auth can-i list endpointslices -n ui',
      ],
    ];
    test.each(rows)('%s', (_, snapshot, clause, next) => {
      expect(outcome([snapshot])).toEqual([
        'could-not-know',
        `Whether Service ui/ui-nlb is ready cannot be known. ${clause}`,
        next,
      ]);
    });

    test('nothing of a group of the type that is on its way out', () => {
      const snapshot = instanceSnapshot({
        service: serviceOfType('ip'),
        nodes: null,
        targetGroups: [aGroup('instance', null)],
        notRead: [denied('nodes', 'list nodes'), denied('target health', `${elb}DescribeTargetHealth`)],
      });
      expect(outcome([snapshot])).toEqual(['waiting']);
    });

    test('pods, before there is any NLB to fill', () => {
      const snapshot = instanceSnapshot({
        ...nothing,
        lookup: { by: 'none', reason: 'no-hostname' },
        service: serviceOfType('ip'),
        pods: null,
        notRead: [denied('pods', 'list pods')],
      });
      expect(outcome([snapshot])[0]).toBe('could-not-know');
    });

    test('the Service behind a group that gets traffic', () => {
      const snapshot = instanceSnapshot({ bindings: [aBinding('instance', { serviceName: 'ui-v2' })] });
      expect(outcome([snapshot])).toEqual([
        'could-not-know',
        'Whether Service ui/ui-nlb is ready cannot be known. expected targets of k8s-ui-uinlb-fa38096dd9: it belongs to Service ui/ui-v2, which was not read.',
      ]);
    });

    test.each<[string, Snapshot]>([
      ['nodes, for ip targets', ipSnapshot([healthy], { nodes: null, notRead: [denied('nodes', 'list nodes')] })],
      [
        'events and tags',
        instanceSnapshot({ events: null, notRead: [denied('events', 'list events'), denied('tags', 'x')] }),
      ],
      [
        'slices, for externalTrafficPolicy: Cluster',
        instanceSnapshot({ endpointSlices: null, notRead: [denied('endpoint slices', 'list endpointslices')] }),
      ],
      [
        'health of a group without traffic',
        ipSnapshot([healthy], { targetGroups: [aGroup('ip', podTargetsOf()), aGroup('instance', null)] }),
      ],
    ])('but not %s', (_, snapshot) => {
      expect(outcome([snapshot])).toEqual(['ready']);
    });
  });

  describe('a required target keeps failing', () => {
    const good = ipSnapshot([healthy, healthy]);
    const bad = ipSnapshot([healthy, unhealthy]);
    const window = 40;
    const looks = (seconds: number) => Array<Snapshot>(seconds / 10 + 1).fill(bad);

    test('for longer than its health check takes to notice', () => {
      expect(outcome(looks(window - 10))).toEqual(['waiting']);
      expect(outcome(looks(window))).toEqual([
        'failing',
        `Port 80: 1 of 2 required targets keeps failing in target group k8s-ui-uinlb-908febdef8: ${pod(1)} fails its health check on port 8080 (Target.FailedHealthChecks), for 40 s. That is longer than the health check's own 40 s.`,
        'nlbctl inspect ui-nlb -n ui',
        'nlbctl explain Target.FailedHealthChecks',
      ]);
    });

    test('a healthy look in between begins anew', () => {
      expect(outcome([...looks(window), good, bad])).toEqual(['waiting']);
    });

    test('another reason does not begin anew', () => {
      const late = ipSnapshot([healthy, { ...unhealthy, reason: 'Target.Timeout' }]);
      expect(outcome([...looks(window - 10), late])[0]).toBe('failing');
    });

    test('one look is not enough, however long ago it may have begun', () => {
      expect(waitAfter([bad], {}, 600).kind).toBe('waiting');
      expect(waitAfter([bad, bad], {}, 600).kind).toBe('hopeless');
    });

    test('two looks it takes, however short the window', () => {
      const healthCheck = { ...aGroup('ip', []).healthCheck, intervalSeconds: 0, timeoutSeconds: 0 };
      const hasty = ipSnapshot([unhealthy], {
        targetGroups: [aGroup('ip', podTargetsOf([unhealthy]), { healthCheck })],
      });
      expect(outcome([hasty])).toEqual(['waiting']);
      expect(outcome([hasty, hasty])[0]).toBe('failing');
    });

    test('the goal can do without it', () => {
      expect(outcome(looks(window), { minHealthy: { percent: 50 } })).toEqual(['ready']);
      const rest = Array<Snapshot>(5).fill(ipSnapshot([checking, unhealthy]));
      expect(outcome(rest, { minHealthy: { count: 1 } })).toEqual(['waiting']);
      expect(outcome(rest, { minHealthy: { count: 2 } })[0]).toBe('failing');
    });

    test('in a group of another type than the wanted one it does not matter', () => {
      const snapshot = instanceSnapshot({
        service: serviceOfType('ip'),
        targetGroups: [aGroup('instance', nodeTargets([unhealthy, healthy, healthy]))],
      });
      expect(outcome(Array(6).fill(snapshot))).toEqual(['waiting']);
    });

    test('the only target, for a reason without a code', () => {
      const only = ipSnapshot([{ state: 'unhealthy', reason: null, description: null }]);
      const [, message, ...next] = outcome(Array(6).fill(only));
      expect(message).toMatch(
        /^Port 80: 1 of 1 required target keeps failing in .*: \S+ \(pod \S+\) unhealthy on port 8080, for 50 s\./,
      );
      expect(next).toEqual(['nlbctl inspect ui-nlb -n ui']);
    });

    test('by design it does not matter', () => {
      const snapshot = instanceSnapshot({
        service: local,
        targetGroups: [aGroup('instance', nodeTargets([healthy, unhealthy, unhealthy]))],
      });
      expect(outcome(Array(6).fill(snapshot))).toEqual(['ready']);
    });

    test('many of them are told in short', () => {
      const nodes = Array.from({ length: 7 }, (_, index) =>
        aNode({ name: `n${index}`, providerId: `aws:///us-west-2a/i-${index}` }),
      );
      const targets = nodes.map(
        (_, index) => ({ ...nodeTargets([unhealthy])[0], id: `i-${index}` }) as ReturnType<typeof nodeTargets>[number],
      );
      const [kind, message] = outcome(
        Array(6).fill(instanceSnapshot({ nodes, targetGroups: [aGroup('instance', targets)] })),
      );
      expect(kind).toBe('failing');
      expect(message).toContain('7 of 7 required targets keep failing');
      expect(message).toContain('; and 2 more. That is longer');
    });
  });
});
