import { describe, expect, test } from 'vitest';
import { comparisonOf, couldNotRead, differences } from '../../src/judge/differences.ts';
import { judge, liveTargetType } from '../../src/judge/inspection.ts';
import { bindingLabel, tag } from '../../src/model/annotations.ts';
import type { JudgedGroup } from '../../src/model/inspection.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import {
  aBinding,
  aGroup,
  aListener,
  aLoadBalancer,
  aNode,
  aService,
  aTarget,
  classService,
  clusterTags,
  denied,
  healthy,
  instanceGroupArn,
  instanceSnapshot,
  ipGroupArn,
  ipSnapshot,
  nodeTargets,
  podTargetsOf,
  registering,
  serviceOfType,
  start,
  unhealthy,
} from './snapshot-builder.ts';

const groupsOf = (snapshot: Snapshot, port = 80) =>
  judge(snapshot).ports.find((entry) => entry.port === port)?.targetGroups ?? [];
const placed = (groups: readonly JudgedGroup[]) => groups.map(({ type, weight }) => [type, weight]);
const https = { name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 32443 };

describe('the story before the change', () => {
  const inspection = judge(instanceSnapshot());

  test('the Service, its controller and its NLB', () => {
    expect(inspection).toMatchObject({
      at: start,
      lookup: { by: 'hostname' },
      service: {
        namespace: 'ui',
        name: 'ui-nlb',
        resourceVersion: '1000',
        owner: { kind: 'controller', by: 'annotations' },
        targetType: { annotation: 'instance', effective: 'instance' },
        externalTrafficPolicy: 'Cluster',
      },
      loadBalancer: { name: 'k8s-ui-uinlb-45617409e2', state: 'active', scheme: 'internet-facing' },
    });
  });

  test('three targets for one pod', () => {
    const [group] = inspection.ports[0]?.targetGroups ?? [];
    expect(group).toMatchObject({
      name: 'k8s-ui-uinlb-fa38096dd9',
      weight: 1,
      binding: { name: 'k8s-ui-uinlb-fa38096dd9', generation: 1, observedGeneration: 1, terminating: false },
      expectation: { known: true, missing: [], problems: [], skipped: [] },
      targetsRead: true,
    });
    expect(group?.summary).toEqual({
      expected: 3,
      registered: 3,
      healthy: 3,
      required: 3,
      requiredHealthy: 3,
      byDesign: 0,
      missing: 0,
      extra: 0,
      stale: 0,
      draining: 0,
      unknown: 0,
    });
    expect(group?.targets.map(({ id, zone, node, why }) => [id, zone, node, why])).toEqual([
      ['i-0a1b2c3d4e5f60001', 'us-west-2a', 'ip-10-42-101-7', '1 pod of ui'],
      ['i-0a1b2c3d4e5f60002', 'us-west-2b', 'ip-10-42-139-20', 'by way of kube-proxy'],
      ['i-0a1b2c3d4e5f60003', 'us-west-2c', 'ip-10-42-171-4', 'by way of kube-proxy'],
    ]);
  });

  test('no difference', () => {
    expect(differences(inspection).ports).toEqual([]);
    expect(couldNotRead(inspection)).toEqual([]);
  });
});

describe('which groups a port shows', () => {
  const current = aGroup('instance', nodeTargets());
  const both = [current, aGroup('ip', podTargetsOf())];

  test('those that the listener forwards to, with their weights, weight 0 among them', () => {
    const listeners = [aListener({ [instanceGroupArn]: 1, [ipGroupArn]: 0 })];
    expect(placed(groupsOf(instanceSnapshot({ listeners, targetGroups: both })))).toEqual([
      ['ip', 0],
      ['instance', 1],
    ]);
  });

  test.each([
    [0, 5],
    [5, 0],
  ])('those of rules, with the greater weight of the two: %d and %d', (weight, ofRule) => {
    const ruleForwards = [{ targetGroupArn: instanceGroupArn, weight: ofRule }];
    const listeners = [aListener({ [instanceGroupArn]: weight }, { ruleForwards })];
    expect(placed(groupsOf(instanceSnapshot({ listeners })))).toEqual([['instance', 5]]);
  });

  test.each<[string, Partial<Snapshot>, readonly (readonly [string, number | null])[]]>([
    [
      'by a binding with the controller’s labels',
      { bindings: [aBinding('ip')] },
      [
        ['instance', 1],
        ['ip', null],
      ],
    ],
    [
      'by a binding that names the port',
      {
        bindings: [aBinding('ip', { servicePort: 'http' })],
        targetGroups: [current, aGroup('ip', [], { tags: null })],
      },
      [
        ['instance', 1],
        ['ip', null],
      ],
    ],
    [
      'by its tags',
      { bindings: [] },
      [
        ['instance', 1],
        ['ip', null],
      ],
    ],
    [
      'by the tags of Auto Mode',
      { targetGroups: [current, aGroup('ip', [], { tags: { [tag.autoModeResource]: 'ui/ui-nlb:80' } })] },
      [
        ['instance', 1],
        ['ip', null],
      ],
    ],
    [
      'without binding or tags, while the Service has one port only',
      { bindings: [], targetGroups: [current, aGroup('ip', [], { tags: null })] },
      [
        ['instance', 1],
        ['ip', null],
      ],
    ],
    [
      'without binding or tags, and several ports',
      {
        bindings: [],
        targetGroups: [current, aGroup('ip', [], { tags: null })],
        service: aService({ ports: [...aService().ports, https] }),
      },
      [['instance', 1]],
    ],
    [
      'of another cluster, by its tag',
      {
        targetGroups: [
          current,
          aGroup('ip', [], {
            loadBalancerArns: [],
            tags: { ...clusterTags, [tag.cluster]: 'other', [tag.resource]: 'ui/ui-nlb:80' },
          }),
        ],
      },
      [['instance', 1]],
    ],
    [
      'of another load balancer',
      { targetGroups: [current, aGroup('ip', [], { loadBalancerArns: ['arn:other'] })] },
      [['instance', 1]],
    ],
    [
      'of another load balancer, by a binding that a user wrote',
      {
        bindings: [aBinding('ip', { labels: {} })],
        targetGroups: [current, aGroup('ip', [], { loadBalancerArns: ['arn:other'] })],
      },
      [['instance', 1]],
    ],
    [
      'of another load balancer, by a binding of the controller',
      { bindings: [aBinding('ip')], targetGroups: [current, aGroup('ip', [], { loadBalancerArns: ['arn:other'] })] },
      [
        ['instance', 1],
        ['ip', null],
      ],
    ],
  ])('left over %s', (_, overrides, expected) => {
    expect(placed(groupsOf(instanceSnapshot({ targetGroups: both, ...overrides })))).toEqual(expected);
  });

  test('a group of another port is shown there, also where neither listener nor Service has the port', () => {
    const tags = { ...clusterTags, [tag.resource]: 'ui/ui-nlb:8443' };
    const snapshot = instanceSnapshot({
      targetGroups: [current, aGroup('ip', [], { tags })],
    });
    expect(
      judge(snapshot).ports.map(({ port, listenerArn, protocol, name }) => [
        port,
        listenerArn !== null,
        protocol,
        name,
      ]),
    ).toEqual([
      [80, true, 'TCP', 'http'],
      [8443, false, 'TCP', null],
    ]);
    expect(placed(groupsOf(snapshot, 8443))).toEqual([['ip', null]]);
    const bound = instanceSnapshot({
      targetGroups: both,
      bindings: [aBinding('instance'), aBinding('ip', { servicePort: 9000 })],
    });
    expect(placed(groupsOf(bound, 9000))).toEqual([['ip', null]]);
  });

  test.each(['ui/ui-nlb:x', 'ui/other:80', 'LoadBalancer'])('a resource tag %s names no port', (resource) => {
    const tags = { ...clusterTags, [tag.resource]: resource };
    const service = aService({ ports: [...aService().ports, https] });
    const snapshot = instanceSnapshot({ service, targetGroups: [current, aGroup('ip', [], { tags })] });
    expect(judge(snapshot).ports.flatMap(({ targetGroups }) => targetGroups)).toHaveLength(1);
  });

  test('a Service port without a listener, and a listener without a Service port', () => {
    const snapshot = instanceSnapshot({
      service: aService({ ports: [https] }),
      bindings: [],
    });
    expect(judge(snapshot).ports.map(({ port, listenerArn, name }) => [port, listenerArn !== null, name])).toEqual([
      [80, true, null],
      [443, false, 'https'],
    ]);
    const [old] = groupsOf(snapshot, 80);
    expect(old?.summary).toMatchObject({ expected: 0, registered: 3, extra: 3 });
    expect(old?.expectation.problems).toEqual(['The Service has no port 80: the controller registers nothing.']);
  });

  test('a binding that names a port which the Service does not have', () => {
    const [group] = groupsOf(instanceSnapshot({ bindings: [aBinding('instance', { servicePort: 'web' })] }));
    expect(group?.expectation.problems).toEqual([
      'The Service has no port web, which TargetGroupBinding k8s-ui-uinlb-fa38096dd9 names: the controller registers nothing.',
    ]);
  });

  test('of several bindings of one group, the one that stays', () => {
    const bindings = [
      aBinding('instance', { name: 'a', deletionTimestamp: start }),
      aBinding('instance', { name: 'b' }),
    ];
    expect(groupsOf(instanceSnapshot({ bindings }))[0]?.binding?.name).toBe('b');
  });

  test('a weighted group of another Service, known by its tag only', () => {
    const tags = { ...clusterTags, [tag.resource]: 'ui/ui-v2:80' };
    const [group] = groupsOf(
      instanceSnapshot({ bindings: null, targetGroups: [aGroup('instance', nodeTargets(), { tags })] }),
    );
    expect(group?.expectation).toMatchObject({
      known: false,
      missing: [{ reason: 'it belongs to Service ui/ui-v2, which was not read' }],
    });
  });

  test('each group is held against the set of its own type', () => {
    const snapshot = instanceSnapshot({ service: serviceOfType('ip') });
    expect(groupsOf(snapshot)[0]?.summary).toMatchObject({ expected: 3, registered: 3, extra: 0 });
  });

  test('no load balancer, nothing but the Service’s ports', () => {
    const snapshot = instanceSnapshot({
      loadBalancer: null,
      lookup: { by: 'none', reason: 'no-hostname' },
      listeners: null,
      targetGroups: [],
      bindings: [],
    });
    expect(judge(snapshot)).toMatchObject({
      loadBalancer: null,
      ports: [{ port: 80, protocol: 'TCP', listenerArn: null, targetGroups: [] }],
    });
  });

  test('groups that could not be read', () => {
    expect(groupsOf(instanceSnapshot({ targetGroups: null }))).toEqual([]);
  });

  test('two listeners on one port, which AWS does not have, are no accident', () => {
    const listeners = [aListener({}, { arn: 'b' }), aListener({ [instanceGroupArn]: 1 }, { arn: 'a' })];
    expect(placed(groupsOf(instanceSnapshot({ listeners })))).toEqual([['instance', 1]]);
  });
});

describe('the live target type', () => {
  const both = [aGroup('instance', nodeTargets()), aGroup('ip', podTargetsOf())];
  test.each<[string, Record<string, number>, string | null]>([
    ['one group', { [instanceGroupArn]: 1 }, 'instance'],
    ['two types', { [instanceGroupArn]: 1, [ipGroupArn]: 1 }, null],
    ['a group of weight 0 does not count', { [instanceGroupArn]: 0, [ipGroupArn]: 1 }, 'ip'],
    ['none', {}, null],
  ])('%s', (_, forwards, type) => {
    expect(liveTargetType(instanceSnapshot({ listeners: [aListener(forwards)], targetGroups: both }))).toBe(type);
  });

  test('another type of group is none', () => {
    expect(liveTargetType(instanceSnapshot({ targetGroups: [aGroup('instance', [], { targetType: 'alb' })] }))).toBe(
      null,
    );
  });

  test('decides for a Service with a class and without the annotation', () => {
    expect(judge(ipSnapshot([healthy], { service: classService(null) })).service.targetType).toEqual({
      annotation: null,
      effective: 'ip',
    });
  });
});

describe('rows', () => {
  test('are ordered by zone, id and port, unknown zones last', () => {
    const targets = [aTarget('i-c', 2), aTarget('i-b', 1), aTarget('i-a', 1), aTarget('i-a', 0), aTarget('i-z', 1)];
    const nodes = [
      aNode({ name: 'z', providerId: 'aws:///us-west-2a/i-z' }),
      aNode({ name: 'b', providerId: 'aws:///us-west-2b/i-b', labels: {} }),
    ];
    const [group] = groupsOf(instanceSnapshot({ nodes, targetGroups: [aGroup('instance', targets)] }));
    expect(group?.targets.map(({ zone, id, port }) => `${zone} ${id}:${port}`)).toEqual([
      'us-west-2a i-z:1',
      'us-west-2a i-z:31234',
      'us-west-2b i-b:1',
      'us-west-2b i-b:31234',
      'null i-a:0',
      'null i-a:1',
      'null i-c:2',
    ]);
  });

  test('a zone that the cluster does not know is AWS’s', () => {
    const targets = [{ ...aTarget('i-x', 31234), zone: 'us-west-2d' }];
    const [group] = groupsOf(instanceSnapshot({ nodes: [], targetGroups: [aGroup('instance', targets)] }));
    expect(group?.targets[0]?.zone).toBe('us-west-2d');
  });
});

describe('differences', () => {
  test('hold only what is neither ok nor so by design, under whole summaries', () => {
    const targetGroups = [aGroup('instance', nodeTargets([healthy, unhealthy, registering]))];
    const local = aService({ externalTrafficPolicy: 'Local' });
    const diff = differences(judge(instanceSnapshot({ service: local, targetGroups })));
    const [group] = diff.ports[0]?.targetGroups ?? [];
    expect(group?.targets.map(({ verdict }) => verdict)).toEqual(['starting']);
    expect(group?.summary).toMatchObject({ expected: 3, registered: 3, byDesign: 1 });
  });

  test('a port without a listener is one', () => {
    const snapshot = instanceSnapshot({ service: aService({ ports: [...aService().ports, https] }) });
    expect(differences(judge(snapshot)).ports.map(({ port }) => port)).toEqual([443]);
  });

  test('a port of which the listeners may not be read is none, but it could not be read', () => {
    const listeners = denied('listeners', 'elasticloadbalancing:DescribeListeners');
    const inspection = judge(instanceSnapshot({ listeners: null, targetGroups: [], notRead: [listeners] }));
    expect(differences(inspection).ports).toEqual([]);
    expect(couldNotRead(inspection)).toEqual([listeners]);
  });

  test('a group of another type than the wanted one is one, though its targets are as they should be', () => {
    const diff = differences(judge(instanceSnapshot({ service: serviceOfType('ip') })));
    expect(diff.ports[0]?.targetGroups.map(({ type, targets }) => [type, targets])).toEqual([['instance', []]]);
  });

  test('a left-over group without targets is none', () => {
    const targetGroups = [aGroup('instance', nodeTargets()), aGroup('ip', [])];
    expect(differences(judge(instanceSnapshot({ targetGroups }))).ports).toEqual([]);
  });
});

describe('how a comparison comes out', () => {
  const nodes = denied('nodes', 'list nodes');
  const health = denied('target health', 'elasticloadbalancing:DescribeTargetHealth');
  const unavailable = { state: 'unavailable', reason: null, description: null };
  const local = aService({ externalTrafficPolicy: 'Local' });
  const instancesIn = (...states: Parameters<typeof nodeTargets>) => [aGroup('instance', nodeTargets(...states))];

  test.each<[string, Snapshot, string]>([
    ['all is well', instanceSnapshot(), 'same'],
    [
      'unhealthy by design',
      instanceSnapshot({ service: local, targetGroups: instancesIn([healthy, unhealthy, unhealthy]) }),
      'same',
    ],
    [
      'a target that is starting',
      instanceSnapshot({ targetGroups: instancesIn([healthy, healthy, registering]) }),
      'different',
    ],
    ['another type', instanceSnapshot({ service: serviceOfType('ip') }), 'different'],
    ['no listener', instanceSnapshot({ listeners: [], targetGroups: [] }), 'different'],
    ['nodes may not be listed', instanceSnapshot({ nodes: null, notRead: [nodes] }), 'unknown'],
    [
      'the same, and nothing is registered',
      instanceSnapshot({ nodes: null, notRead: [nodes], targetGroups: [aGroup('instance', [])] }),
      'unknown',
    ],
    [
      'target health may not be read',
      instanceSnapshot({ targetGroups: [aGroup('instance', null)], notRead: [health] }),
      'unknown',
    ],
    ['AWS does not know', instanceSnapshot({ targetGroups: instancesIn([healthy, healthy, unavailable]) }), 'unknown'],
    [
      'AWS does not know of one, and another fails',
      instanceSnapshot({ targetGroups: instancesIn([healthy, unhealthy, unavailable]) }),
      'different',
    ],
    [
      'Local, and slices may not be listed',
      instanceSnapshot({
        service: local,
        targetGroups: instancesIn([healthy, unhealthy, unhealthy]),
        endpointSlices: null,
        notRead: [denied('endpoint slices', 'list endpointslices')],
      }),
      'unknown',
    ],
  ])('%s', (_, snapshot, outcome) => {
    expect(comparisonOf(judge(snapshot))).toBe(outcome);
  });
});

describe('what could not be read and matters', () => {
  const nodes = denied('nodes', 'list nodes');
  const health = denied('target health', 'elasticloadbalancing:DescribeTargetHealth');
  const events = denied('events', 'list events');
  const tags = denied('tags', 'elasticloadbalancing:DescribeTags');

  test('nodes, for instance targets only', () => {
    const notRead = [events, nodes, tags];
    expect(couldNotRead(judge(instanceSnapshot({ nodes: null, notRead })))).toEqual([nodes]);
    expect(couldNotRead(judge(ipSnapshot([healthy], { nodes: null, notRead })))).toEqual([]);
  });

  test('target health, always, and each thing once', () => {
    const targetGroups = [aGroup('instance', null)];
    const inspection = judge(instanceSnapshot({ nodes: null, targetGroups, notRead: [health, nodes, health] }));
    expect(couldNotRead(inspection)).toEqual([health, nodes]);
  });
});

test('an NLB found through a binding of a user does not make the group a user’s', () => {
  const labels = { [bindingLabel.name]: 'ui-nlb', [bindingLabel.namespace]: 'ui' };
  const snapshot = instanceSnapshot({
    loadBalancer: aLoadBalancer({ tags: null }),
    bindings: [aBinding('instance', { labels })],
  });
  expect(groupsOf(snapshot)[0]?.binding?.name).toBe('k8s-ui-uinlb-fa38096dd9');
});
