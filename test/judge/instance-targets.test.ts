import { describe, expect, test } from 'vitest';
import { expectedTargets } from '../../src/judge/expected.ts';
import { annotation } from '../../src/model/annotations.ts';
import type { LabelSelector } from '../../src/model/binding.ts';
import type { ServicePort } from '../../src/model/service.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Node } from '../../src/model/workload.ts';
import {
  aBinding,
  aGroup,
  aLoadBalancer,
  aNode,
  anEndpoint,
  aPod,
  aService,
  aSlice,
  condition,
  denied,
  instanceSnapshot,
  instances,
  nodeTargets,
  threeNodes,
} from './snapshot-builder.ts';

const http: ServicePort = { name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 31234 };

function expectedOf(overrides: Partial<Snapshot>, binding = aBinding('instance'), port = http) {
  const set = expectedTargets(instanceSnapshot(overrides), port, 'instance', binding);
  if (!set.known) throw new Error('the set should be known');
  return set;
}

const keyed = (set: ReturnType<typeof expectedOf>) => set.targets.map(({ id, port }) => `${id}:${port}`);
const second = (overrides: Partial<Node> & { ready?: string }) =>
  aNode({ name: 'second', providerId: 'aws:///us-west-2b/i-second', ...overrides });
const selector = (
  matchLabels: Record<string, string>,
  matchExpressions: LabelSelector['matchExpressions'] = [],
): LabelSelector => ({ matchLabels, matchExpressions });

describe('which nodes are targets', () => {
  test('all three of the story, by node port', () => {
    expect(keyed(expectedOf({}))).toEqual(instances.map((id) => `${id}:31234`));
  });

  const rows: readonly (readonly [string, Partial<Node> & { ready?: string }, string | null])[] = [
    ['a plain Ready node', {}, null],
    ['a cordoned node', { unschedulable: true }, null],
    ['a control plane node', { labels: { 'node-role.kubernetes.io/control-plane': '' } }, null],
    ['a node with another taint', { taints: [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }] }, null],
    ['a node on EC2 by its label', { labels: { 'eks.amazonaws.com/compute-type': 'ec2' } }, null],
    ['a master', { labels: { 'node-role.kubernetes.io/master': '' } }, 'has the label node-role.kubernetes.io/master'],
    [
      'an excluded node, even with "false"',
      { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'false' } },
      'has the label node.kubernetes.io/exclude-from-external-load-balancers',
    ],
    [
      'a node excluded the old way',
      { labels: { 'alpha.service-controller.kubernetes.io/exclude-balancer': '' } },
      'has the label alpha.service-controller.kubernetes.io/exclude-balancer',
    ],
    [
      'a Fargate node',
      { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } },
      'is a Fargate node, which has no instance',
    ],
    [
      'a node that the autoscaler deletes, any effect',
      { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', value: '1', effect: 'PreferNoSchedule' }] },
      'has the taint ToBeDeletedByClusterAutoscaler: it is about to be removed',
    ],
    [
      'a node that Karpenter disrupts',
      { taints: [{ key: 'karpenter.sh/disrupted', value: null, effect: 'NoSchedule' }] },
      'has the taint karpenter.sh/disrupted: it is about to be removed',
    ],
    [
      'Karpenter’s taint with another effect',
      { taints: [{ key: 'karpenter.sh/disrupted', value: null, effect: 'NoExecute' }] },
      null,
    ],
    ['a node that is not Ready', { ready: 'False' }, 'is not Ready'],
    [
      'a node of unknown readiness beside a Ready one',
      { ready: 'Unknown' },
      'is of unknown readiness (its kubelet does not report) while other nodes are Ready',
    ],
    ['a node without conditions', { conditions: [] }, 'has no Ready condition'],
  ];
  test.each(rows)('%s', (_, overrides, why) => {
    const set = expectedOf({ nodes: [aNode(), second(overrides)] });
    expect(set.targets.some(({ node }) => node === 'second')).toBe(why === null);
    expect(set.skipped).toEqual(why === null ? [] : [{ name: 'second', why }]);
  });

  test('while no node is Ready, those of unknown readiness are', () => {
    const set = expectedOf({ nodes: [aNode({ ready: 'Unknown' }), second({ ready: 'False' })] });
    expect(set.targets.map(({ node }) => node)).toEqual(['ip-10-42-101-7']);
    expect(set.skipped).toEqual([{ name: 'second', why: 'is not Ready' }]);
  });

  test('an excluded Ready node does not count as Ready for that', () => {
    const excluded = aNode({ labels: { 'node-role.kubernetes.io/master': '' } });
    expect(expectedOf({ nodes: [excluded, second({ ready: 'Unknown' })] }).targets.map(({ node }) => node)).toEqual([
      'second',
    ]);
  });

  test('no node at all', () => {
    expect(expectedOf({ nodes: [] })).toEqual({ known: true, targets: [], problems: [], skipped: [] });
  });
});

describe('the node selector', () => {
  const web = second({ labels: { role: 'web', tier: 'front' } });
  const chosen = (nodeSelector: LabelSelector | null, text?: string) => {
    const annotations = text === undefined ? {} : { [annotation.targetNodeLabels]: text };
    return expectedOf(
      { nodes: [aNode({ labels: { role: 'batch' } }), web], service: aService({ annotations }) },
      aBinding('instance', { nodeSelector }),
    );
  };
  const named = (...args: Parameters<typeof chosen>) => chosen(...args).targets.map(({ node }) => node);

  test.each<[string, LabelSelector, readonly string[]]>([
    ['labels', selector({ role: 'web' }), ['second']],
    ['two labels, both', selector({ role: 'web', tier: 'back' }), []],
    ['In', selector({}, [{ key: 'role', operator: 'In', values: ['web', 'api'] }]), ['second']],
    ['NotIn', selector({}, [{ key: 'role', operator: 'NotIn', values: ['web'] }]), ['ip-10-42-101-7']],
    [
      'NotIn of an absent label',
      selector({}, [{ key: 'none', operator: 'NotIn', values: ['x'] }]),
      ['ip-10-42-101-7', 'second'],
    ],
    ['In of an absent label', selector({}, [{ key: 'none', operator: 'In', values: ['x'] }]), []],
    ['Exists', selector({}, [{ key: 'tier', operator: 'Exists', values: [] }]), ['second']],
    ['DoesNotExist', selector({}, [{ key: 'tier', operator: 'DoesNotExist', values: [] }]), ['ip-10-42-101-7']],
    ['an operator that the API does not know', selector({}, [{ key: 'tier', operator: 'Gt', values: ['1'] }]), []],
    ['empty', selector({}), ['ip-10-42-101-7', 'second']],
  ])('of the binding: %s', (_, nodeSelector, names) => {
    expect(named(nodeSelector)).toEqual(names);
  });

  test.each([
    ['role=web', ['second']],
    ['role=web, tier=front', ['second']],
    ['role=web,tier=back', []],
    ['', ['ip-10-42-101-7', 'second']],
  ])('of the annotation %j, before there is a binding’s', (text, names) => {
    expect(named(null, text)).toEqual(names);
  });

  test('of the binding comes before the annotation', () => {
    expect(named(selector({ role: 'batch' }), 'role=web')).toEqual(['ip-10-42-101-7']);
  });

  test('a node that lacks a label is told so', () => {
    expect(chosen(selector({ role: 'web' })).skipped).toEqual([
      { name: 'ip-10-42-101-7', why: "lacks the label role=web, which the binding's node selector asks for" },
    ]);
    expect(chosen(selector({}, [{ key: 'tier', operator: 'In', values: ['a', 'b'] }])).skipped).toContainEqual({
      name: 'second',
      why: "does not match tier In a b, which the binding's node selector asks for",
    });
  });

  test.each(['role', '=web', 'a=b=c'])('a malformed annotation %j is a problem, and nothing is expected', (text) => {
    const set = chosen(null, text);
    expect(set.targets).toEqual([]);
    expect(set.problems).toEqual([
      `Annotation ${annotation.targetNodeLabels} is "${text}": it must be KEY=VALUE[,KEY=VALUE...], and the controller registers nothing until it is.`,
    ]);
  });
});

describe('the id of a node', () => {
  test.each([
    ['empty', '', 'provider id ""'],
    ['absent', null, 'no provider id'],
    ['of a hybrid node', 'eks-hybrid:///us-west-2/c/mi-0123', 'provider id "eks-hybrid:///us-west-2/c/mi-0123"'],
    ['with a blank end', 'aws:///us-west-2a/', 'provider id "aws:///us-west-2a/"'],
  ])('%s: a problem of the whole set', (_, providerId, told) => {
    const set = expectedOf({ nodes: [aNode(), second({ providerId })] });
    expect(keyed(set)).toEqual(['i-0a1b2c3d4e5f60001:31234']);
    expect(set.problems).toHaveLength(1);
    expect(set.problems[0]).toContain(`Node second has ${told}, which names no EC2 instance`);
  });

  test('of a node that is left out plays no part', () => {
    expect(expectedOf({ nodes: [aNode(), second({ providerId: null, ready: 'False' })] }).problems).toEqual([]);
  });

  test('two nodes of one instance are one target', () => {
    const twin = aNode({ name: 'twin' });
    expect(keyed(expectedOf({ nodes: [twin, aNode()] }))).toEqual(['i-0a1b2c3d4e5f60001:31234']);
  });
});

describe('what instance targets cannot do without', () => {
  test('node ports', () => {
    const set = expectedOf({}, aBinding('instance'), { ...http, nodePort: null });
    expect(set.targets).toEqual([]);
    expect(set.problems).toEqual(['Port 80 of the Service has no node port, so that no node can be a target.']);
  });

  test('a type of Service that has them', () => {
    expect(expectedOf({ service: aService({ type: 'ClusterIP' }) }).problems).toEqual([
      'A Service of type ClusterIP has no node ports, so that no node can be a target.',
    ]);
    expect(expectedOf({ service: aService({ type: 'NodePort' }) }).targets).toHaveLength(3);
  });

  test('nodes that may be listed', () => {
    const list = denied('nodes', 'list nodes');
    const snapshot = instanceSnapshot({ nodes: null, notRead: [denied('pods', 'list pods'), list] });
    expect(expectedTargets(snapshot, http, 'instance', null)).toEqual({ known: false, missing: [list] });
  });

  test('a Snapshot that does not say why still names the permission', () => {
    expect(expectedTargets(instanceSnapshot({ nodes: null }), http, 'instance', null)).toEqual({
      known: false,
      missing: [{ what: 'nodes', permission: 'list nodes', reason: 'nodes were not read' }],
    });
  });
});

describe('which instance targets are required', () => {
  const local = aService({ externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 });
  const required = (overrides: Partial<Snapshot>) =>
    expectedOf(overrides).targets.map(({ required, byDesign }) => (required ? byDesign : (byDesign ?? 'no reason')));

  test('all, with externalTrafficPolicy: Cluster', () => {
    expect(required({})).toEqual([null, null, null]);
  });

  test('with Local, the nodes with a ready pod', () => {
    const why = 'no ready pod of ui on this node, and externalTrafficPolicy is Local';
    expect(required({ service: local })).toEqual([null, why, why]);
  });

  test.each<[string, Partial<Parameters<typeof anEndpoint>[1] & object>, boolean]>([
    ['ready left out', { ready: null }, true],
    ['not ready', { ready: false }, false],
    ['on no node', { nodeName: null }, false],
    ['without an address', { addresses: [] }, false],
    ['that is no pod', { targetRef: null }, true],
  ])('with Local, an endpoint %s', (_, overrides, counts) => {
    const set = expectedOf({ service: local, endpointSlices: [aSlice([anEndpoint(0, overrides)])] });
    expect(set.targets[0]?.required).toBe(counts);
  });

  test('Local counts for a Service of type LoadBalancer only', () => {
    expect(required({ service: { ...local, type: 'NodePort' } })).toEqual([null, null, null]);
  });

  test('with Local and slices that may not be read, nobody knows', () => {
    const [first] = expectedOf({
      service: local,
      endpointSlices: null,
      notRead: [denied('endpoint slices', 'list endpointslices')],
    }).targets;
    expect(first).toMatchObject({ required: true, byDesign: null, readyPods: null });
    expect(first?.doubt).toBe(
      'with externalTrafficPolicy: Local it should be healthy only where a pod is ready, and the endpoint slices could not be read (list endpointslices is not allowed)',
    );
  });

  test('slices that are absent for another reason name no permission', () => {
    const set = expectedOf({ service: local, endpointSlices: null, notRead: [denied('endpoint slices', null)] });
    expect(set.targets[0]?.doubt).toMatch(/could not be read$/);
  });
});

describe('zones that the NLB does not have', () => {
  const twoZones = aLoadBalancer({ zones: ['us-west-2a', 'us-west-2b'] });
  const on = 'true';
  const off = 'false';
  const lb = 'use_load_balancer_configuration';
  const third = (balancer: string | null | undefined, group: string | null | undefined) => {
    const attributes = (value: string | null | undefined) =>
      value === null ? null : value === undefined ? {} : { 'load_balancing.cross_zone.enabled': value };
    const set = expectedOf({
      loadBalancer: { ...twoZones, attributes: attributes(balancer) },
      targetGroups: [aGroup('instance', nodeTargets(), { attributes: attributes(group) })],
    });
    const target = set.targets[2];
    return target?.byDesign !== null ? 'by design' : target.doubt === null ? 'required' : 'in doubt';
  };

  test.each([
    ['off, the group leaves it to the NLB', off, lb, 'by design'],
    ['on, the group leaves it to the NLB', on, lb, 'required'],
    ['unset is off', undefined, undefined, 'by design'],
    ['the group overrides with on', off, on, 'required'],
    ['the group overrides with off', on, off, 'by design'],
    ['the NLB’s is not read', null, lb, 'in doubt'],
    ['the group’s is not read', off, null, 'in doubt'],
    ['the group’s own decides, whatever the NLB’s', null, off, 'by design'],
  ] as const)('cross-zone %s', (_, balancer, group, outcome) => {
    expect(third(balancer, group)).toBe(outcome);
  });

  test('the reason names the zone', () => {
    const set = expectedOf({ loadBalancer: twoZones });
    expect(set.targets[2]).toMatchObject({
      required: false,
      byDesign: 'zone us-west-2c is not enabled on the NLB, and cross-zone load balancing is off',
    });
  });

  test('before there is a group, the NLB’s attribute counts', () => {
    const snapshot = instanceSnapshot({ loadBalancer: twoZones });
    const set = expectedTargets(snapshot, http, 'instance', null);
    expect(set.known && set.targets.map(({ required }) => required)).toEqual([true, true, false]);
  });

  test.each([
    ['no NLB yet', null],
    ['an NLB that names no zones', aLoadBalancer({ zones: [] })],
  ])('%s: every zone will do', (_, loadBalancer) => {
    expect(expectedOf({ loadBalancer }).targets.every(({ required }) => required)).toBe(true);
  });

  test.each([
    ['the old label', { labels: { 'failure-domain.beta.kubernetes.io/zone': 'us-west-2d' } }, 'us-west-2d'],
    ['the provider id', { labels: {} }, 'us-west-2a'],
    ['nothing', { labels: {}, providerId: 'i-1' }, null],
  ])('the zone of a node by %s', (_, overrides, zone) => {
    expect(expectedOf({ nodes: [aNode(overrides)] }).targets[0]?.zone).toBe(zone);
  });
});

describe('the way in', () => {
  const why = (overrides: Partial<Snapshot>) => expectedOf(overrides).targets.map((target) => target.why);
  const local = aService({ externalTrafficPolicy: 'Local' });

  test('of the story', () => {
    expect(why({})).toEqual(['1 pod of ui', 'by way of kube-proxy', 'by way of kube-proxy']);
    expect(expectedOf({}).targets.map(({ readyPods }) => readyPods)).toEqual([1, 0, 0]);
  });

  test('two pods on one node', () => {
    const endpoints = [anEndpoint(), anEndpoint(1, { nodeName: 'ip-10-42-101-7' })];
    expect(why({ endpointSlices: [aSlice(endpoints)], pods: [aPod(), aPod(1)] })[0]).toBe('2 pods of ui');
  });

  test('a pod of a dual-stack Service counts once', () => {
    const six = aSlice([anEndpoint(0, { addresses: ['fd00::1'] })], { addressType: 'IPv6' });
    expect(why({ endpointSlices: [aSlice([anEndpoint()]), six] })[0]).toBe('1 pod of ui');
  });

  test.each([
    ['pods of several workloads', [aPod(), aPod(1, { workload: 'ui-v2' })]],
    ['a pod without a workload', [aPod(0, { workload: null })]],
    ['pods that were not read', null],
  ])('%s go by the name of the Service', (_, pods) => {
    expect(why({ endpointSlices: [aSlice([anEndpoint(), anEndpoint(1)])], pods })[0]).toBe('1 pod of ui-nlb');
  });

  test('no ready pod anywhere', () => {
    expect(why({ endpointSlices: [] })).toEqual(Array(3).fill('no ready pod of ui-nlb on any node'));
    expect(why({ endpointSlices: [], service: local })[0]).toBe('no ready pod of ui-nlb here');
  });

  test('slices that were not read', () => {
    expect(why({ endpointSlices: null })[0]).toBe('node is eligible');
  });

  test('a node whose conditions hold more than Ready', () => {
    const node = aNode({ conditions: [condition('MemoryPressure', 'False'), condition('Ready', 'True')] });
    expect(expectedOf({ nodes: [node, ...threeNodes().slice(1)] }).targets).toHaveLength(3);
  });
});
