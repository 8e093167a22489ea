import { describe, expect, test } from 'vitest';
import type { FindingCode } from '../../../src/judge/findings/registry.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { TargetGroupBinding } from '../../../src/model/binding.ts';
import type { Service, ServicePort } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import type { Node } from '../../../src/model/workload.ts';
import {
  aBinding,
  addresses,
  aGroup,
  aLoadBalancer,
  aNode,
  anEndpoint,
  anEvent,
  aPod,
  aService,
  aSlice,
  aTarget,
  condition,
  draining,
  healthy,
  instanceSnapshot,
  ipSnapshot,
  later,
  nodeTargets,
  podTargetsOf,
  serviceOfType,
  start,
  threeNodes,
} from '../snapshot-builder.ts';
import { foundOf, quietSurroundings } from './subject.ts';

const nobody = { endpointSlices: [aSlice([])], pods: [] };
const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 };
const none = { nodes: [aNode({ ready: 'False' })] };
const withNode = (node: Partial<Node>) => ({ nodes: [...threeNodes(), aNode({ name: 'odd', ...node })] });
const hybrid = withNode({ providerId: 'eks-hybrid:///us-west-2/eks-workshop/mi-0a1b' });
const excluded = { 'node.kubernetes.io/exclude-from-external-load-balancers': '' };

const overlaid = {
  pods: [aPod(0, { podIPs: ['192.168.3.4'] })],
  endpointSlices: [aSlice([anEndpoint(0, { addresses: ['192.168.3.4'] })])],
  nodes: threeNodes().map((node) => ({ ...node, podCIDRs: ['192.168.3.0/24'] })),
};
const unresolved = anEvent({
  reason: 'FailedNetworkReconcile',
  message: 'cannot resolve pod ENI for pods: [ui/ui-1]',
  object: { kind: 'TargetGroupBinding', name: aBinding('ip').name },
});
const gotOver = { ...unresolved, type: 'Normal', reason: 'SuccessfullyReconciled', lastTimestamp: later(60) };

const onHost = { pods: [aPod(0, { hostNetwork: true })] };
const written = aSlice([anEndpoint(0), anEndpoint(1, { targetRef: null, addresses: ['10.9.8.7'] })]);

const [http] = aService().ports as [ServicePort];
const withoutPort = (overrides: Partial<Service> = {}) =>
  ipSnapshot([healthy], { service: serviceOfType('ip', { ports: [{ ...http, nodePort: null }], ...overrides }) });

const twoOfThree = { targetGroups: [aGroup('instance', nodeTargets().slice(1))] };
const missing = (overrides: Partial<Snapshot> = {}) => instanceSnapshot({ ...twoOfThree, ...overrides });
const bound = (overrides: Partial<TargetGroupBinding>) => ({ bindings: [aBinding('instance', overrides)] });
const capped = quietSurroundings({
  controllers: [
    {
      ...(quietSurroundings().controllers?.[0] as NonNullable<
        ReturnType<typeof quietSurroundings>['controllers']
      >[number]),
      arguments: ['--max-targets-per-target-group=2'],
    },
  ],
});
const failing = anEvent({
  reason: 'FailedReconcile',
  message: 'Failed reconcile due to AccessDenied',
  object: { kind: 'TargetGroupBinding', name: aBinding('instance').name },
});

const one = ipSnapshot();
const plus = (id: string, port: number) => ({ targetGroups: [aGroup('ip', [...podTargetsOf(), aTarget(id, port)])] });
const stale = ipSnapshot([healthy], plus('10.42.9.9', 8080));
const staleNode = instanceSnapshot({
  targetGroups: [aGroup('instance', [...nodeTargets(), aTarget('i-gone', 31234)])],
});
const extra = ipSnapshot([healthy], plus(addresses[0] ?? '', 9999));
const going = aPod(1, { deletionTimestamp: start });

const old = '2026-08-20T09:59:00Z';
const young = { nodes: threeNodes().map((node) => ({ ...node, creationTimestamp: old })) };
const justReady = {
  nodes: threeNodes().map((node) => ({
    ...node,
    conditions: [{ ...condition('Ready', 'True'), lastTransitionTime: old }],
  })),
};

const leftGroup = (overrides: Partial<Snapshot> = {}) =>
  ipSnapshot([healthy], {
    targetGroups: [aGroup('ip', podTargetsOf()), aGroup('instance', nodeTargets())],
    bindings: [aBinding('ip'), aBinding('instance', { deletionTimestamp: start })],
    ...overrides,
  });

const fires: [FindingCode, string, Snapshot, TargetType | null, string, RegExp][] = [
  [
    'NLB0301',
    'no ready pod',
    ipSnapshot([], nobody),
    null,
    'warning',
    /^No target can serve port 80: no pod of the Service is ready\.$/,
  ],
  [
    'NLB0301',
    'no ready pod after',
    instanceSnapshot({ ...nobody, pods: [aPod(0, { phase: 'Pending' })] }),
    'ip',
    'block',
    /^After a migration to ip no target could serve port 80: no pod of the Service is ready \(\S+ has no endpoint yet \(Pending\)\)\.$/,
  ],
  [
    'NLB0301',
    'no eligible node',
    instanceSnapshot(none),
    null,
    'warning',
    /no node is eligible \(\S+ is not Ready\)\.$/,
  ],
  ['NLB0301', 'no eligible node after', ipSnapshot([healthy], none), 'instance', 'block', /no node is eligible/],
  [
    'NLB0301',
    'nodes without a pod behind them',
    ipSnapshot([], nobody),
    'instance',
    'block',
    /no node could pass traffic on\.$/,
  ],
  [
    'NLB0301',
    'all pods in a zone that the NLB lacks',
    instanceSnapshot({ loadBalancer: aLoadBalancer({ zones: ['us-west-2b'] }) }),
    'ip',
    'block',
    /no traffic by design: zone us-west-2a is not enabled on the NLB/,
  ],
  [
    'NLB0301',
    'a malformed selector',
    ipSnapshot([healthy], {
      service: {
        ...serviceOfType('ip'),
        annotations: { ...serviceOfType('ip').annotations, [annotation.targetNodeLabels]: '=x' },
      },
    }),
    'instance',
    'block',
    /it must be KEY=VALUE/,
  ],
  [
    'NLB0302',
    'a node without a provider id',
    instanceSnapshot(withNode({ providerId: null })),
    null,
    'warning',
    /^odd has no provider id, and is no EC2 instance, but passes for a target: the controller registers no node/,
  ],
  [
    'NLB0302',
    'a node with another provider’s id',
    ipSnapshot([healthy], withNode({ providerId: 'kind://x' })),
    'instance',
    'block',
    /^odd has provider id "kind:\/\/x".*would register no node/,
  ],
  [
    'NLB0303',
    'a hybrid node',
    instanceSnapshot(hybrid),
    null,
    'warning',
    /^odd is a hybrid node \(eks-hybrid:\/\/\/us-west-2\/eks-workshop\/mi-0a1b\)/,
  ],
  ['NLB0303', 'a hybrid node, to instance', ipSnapshot([healthy], hybrid), 'instance', 'block', /hybrid/],
  [
    'NLB0304',
    'a pod of an overlay network',
    ipSnapshot([healthy], overlaid),
    null,
    'warning',
    /^1 pod of the Service \(\S+ 192\.168\.3\.4\) has its address from its node’s podCIDRs \(192\.168\.3\.0\/24\)/,
  ],
  [
    'NLB0304',
    'a pod of an overlay network, to ip',
    instanceSnapshot(overlaid),
    'ip',
    'block',
    /would not reach it as ip target/,
  ],
  [
    'NLB0304',
    'the controller’s word',
    ipSnapshot([healthy], { events: [unresolved] }),
    null,
    'warning',
    /FailedNetworkReconcile of TargetGroupBinding .*: cannot resolve pod ENI/,
  ],
  [
    'NLB0305',
    'a pod on its node’s network',
    instanceSnapshot(onHost),
    'ip',
    'warning',
    /^1 pod of the Service uses its node’s network \(\S+ 10\.42\.180\.181:8080\)/,
  ],
  [
    'NLB0306',
    'an address that somebody wrote',
    instanceSnapshot({ endpointSlices: [written] }),
    'ip',
    'warning',
    /^1 endpoint of the Service \(10\.9\.8\.7, in EndpointSlice ui-nlb-abcde\) names no pod/,
  ],
  [
    'NLB0307',
    'a ClusterIP',
    withoutPort({ type: 'ClusterIP' }),
    'instance',
    'block',
    /of type ClusterIP and has no node ports/,
  ],
  [
    'NLB0307',
    'a port without a node port',
    withoutPort({ allocateLoadBalancerNodePorts: false }),
    'instance',
    'block',
    /no node port for port 80 \(allocateLoadBalancerNodePorts is false\)/,
  ],
  [
    'NLB0308',
    'a target is missing',
    missing(),
    null,
    'warning',
    /^1 of 3 expected targets of port 80 is not registered: i-0a1b2c3d4e5f60001:31234 \(node ip-10-42-101-7\)\. Nothing says why/,
  ],
  [
    'NLB0308',
    'no binding',
    missing({ bindings: [] }),
    null,
    'warning',
    /No TargetGroupBinding names target group k8s-ui-uinlb-fa38096dd9/,
  ],
  [
    'NLB0308',
    'a binding that goes',
    missing(bound({ deletionTimestamp: start })),
    null,
    'warning',
    /is being deleted, and its targets go with it/,
  ],
  [
    'NLB0308',
    'a binding not observed',
    missing(bound({ generation: 2 })),
    'ip',
    'warning',
    /has not finished with TargetGroupBinding \S+ \(generation 2, observed 1\)/,
  ],
  [
    'NLB0308',
    'a failing binding',
    missing({ events: [failing] }),
    null,
    'warning',
    /reports FailedReconcile of TargetGroupBinding \S+: Failed reconcile due to AccessDenied\.$/,
  ],
  [
    'NLB0308',
    'a cap',
    missing({ surroundings: capped }),
    null,
    'warning',
    /--max-targets-per-target-group=2 and registers no more/,
  ],
  [
    'NLB0309',
    'a pod is gone',
    stale,
    null,
    'warning',
    /^1 target of port 80 is registered whose pod is gone: 10\.42\.9\.9:8080/,
  ],
  ['NLB0309', 'a node is gone', staleNode, 'ip', 'warning', /whose node is gone: i-gone:31234/],
  ['NLB0310', 'another port', extra, null, 'info', /:9999 \(pod \S+\): should be registered with port 8080, not 9999/],
  [
    'NLB0310',
    'another port, in a plan',
    extra,
    'instance',
    'warning',
    /The group of after the migration will not have it\.$/,
  ],
  [
    'NLB0311',
    'missing for an hour',
    missing(),
    null,
    'warning',
    /registered since 2026-08-20T09:00:30\.000Z \(59 min 30 s ago\) and warns of nothing, yet i-0a1b2c3d4e5f60001:31234 \(node ip-10-42-101-7\) is missing\. .* may also simply be under way/,
  ],
  ['NLB0311', 'extra for an hour', extra, 'instance', 'warning', /:9999 \(pod \S+\) should not be there/],
  [
    'NLB0312',
    'a group whose binding goes',
    leftGroup(),
    null,
    'info',
    /^No listener forwards to target group k8s-ui-uinlb-fa38096dd9 of type instance \(3 registered\), which was made for port 80: .* TargetGroupBinding \S+ is being deleted\.$/,
  ],
  [
    'NLB0312',
    'a group without a binding',
    leftGroup({ bindings: [aBinding('ip')] }),
    'instance',
    'info',
    /made for port 80: it is left over from a change, or about to be used\.$/,
  ],
  [
    'NLB0312',
    'a binding without a group',
    leftGroup({ targetGroups: [aGroup('ip', podTargetsOf())] }),
    null,
    'info',
    /^TargetGroupBinding k8s-ui-uinlb-fa38096dd9 is being deleted, for a target group that no listener/,
  ],
];

const silent: [FindingCode, string, Snapshot, TargetType | null][] = [
  ['NLB0301', 'a ready pod', instanceSnapshot(), 'ip'],
  ['NLB0301', 'nodes and pods', ipSnapshot(), 'instance'],
  ['NLB0301', 'endpoint slices could not be read', instanceSnapshot({ endpointSlices: null }), 'ip'],
  ['NLB0301', 'one local pod is enough', ipSnapshot([healthy], { service: serviceOfType('ip', local) }), 'instance'],
  ['NLB0301', 'no node port: NLB0307 says so', withoutPort(), 'instance'],
  ['NLB0302', 'every node is an instance', ipSnapshot(), 'instance'],
  ['NLB0302', 'the odd one is left out', instanceSnapshot(withNode({ providerId: null, labels: excluded })), null],
  ['NLB0302', 'ip targets', ipSnapshot([healthy], withNode({ providerId: null })), null],
  ['NLB0302', 'a hybrid node: NLB0303 says so', instanceSnapshot(hybrid), null],
  [
    'NLB0303',
    'a hybrid node is left out',
    ipSnapshot([healthy], withNode({ providerId: 'eks-hybrid:///a/b/mi-1', labels: excluded })),
    'instance',
  ],
  ['NLB0303', 'to ip', instanceSnapshot(hybrid), 'ip'],
  [
    'NLB0304',
    'addresses of the VPC, though nodes have podCIDRs',
    ipSnapshot([healthy], { nodes: overlaid.nodes }),
    'ip',
  ],
  ['NLB0304', 'instance targets', instanceSnapshot(overlaid), null],
  ['NLB0304', 'the controller got over it', ipSnapshot([healthy], { events: [unresolved, gotOver] }), null],
  [
    'NLB0304',
    'the network of the nodes',
    instanceSnapshot({ ...overlaid, pods: [aPod(0, { podIPs: ['192.168.3.4'], hostNetwork: true })] }),
    'ip',
  ],
  ['NLB0305', 'a pod with a network of its own', instanceSnapshot(), 'ip'],
  ['NLB0305', 'to instance', ipSnapshot([healthy], onHost), 'instance'],
  ['NLB0306', 'pods alone', instanceSnapshot(), 'ip'],
  ['NLB0306', 'to instance', ipSnapshot([healthy], { endpointSlices: [written] }), 'instance'],
  ['NLB0307', 'a node port', ipSnapshot(), 'instance'],
  ['NLB0307', 'to ip', withoutPort(), 'ip'],
  [
    'NLB0307',
    'node ports given by hand',
    ipSnapshot([healthy], { service: serviceOfType('ip', { allocateLoadBalancerNodePorts: false }) }),
    'instance',
  ],
  ['NLB0308', 'all are there', instanceSnapshot(), null],
  [
    'NLB0308',
    'one drains',
    instanceSnapshot({ targetGroups: [aGroup('instance', nodeTargets([draining, healthy, healthy]))] }),
    null,
  ],
  [
    'NLB0308',
    'what is registered could not be read',
    instanceSnapshot({ targetGroups: [aGroup('instance', null)] }),
    null,
  ],
  ['NLB0309', 'every pod is there', one, null],
  ['NLB0309', 'pods could not be read', { ...stale, pods: null }, null],
  ['NLB0310', 'none', one, null],
  [
    'NLB0310',
    'a pod that is just going',
    ipSnapshot([healthy], { ...plus(addresses[1] ?? '', 8080), pods: [aPod(0), going] }),
    null,
  ],
  [
    'NLB0310',
    'the targets of another cluster',
    ipSnapshot([healthy], { ...plus('10.42.9.9', 8080), bindings: [aBinding('ip', { multiCluster: true })] }),
    null,
  ],
  ['NLB0311', 'nothing differs', instanceSnapshot(), null],
  ['NLB0311', 'the checkpoint is new', missing(bound({ checkpointAt: later(-299) })), null],
  ['NLB0311', 'there is no checkpoint', missing(bound({ checkpointAt: null })), null],
  ['NLB0311', 'the binding is not observed', missing(bound({ observedGeneration: null })), null],
  ['NLB0311', 'the controller warns', missing({ events: [failing] }), null],
  ['NLB0311', 'the node is new', missing(young), null],
  ['NLB0311', 'the node has just become ready', missing(justReady), null],
  ['NLB0311', 'EKS Auto Mode, which has no such checkpoint', missing(bound({ apiGroup: 'eks.amazonaws.com' })), null],
  ['NLB0312', 'nothing is left', one, null],
  ['NLB0312', 'listeners could not be read', leftGroup({ listeners: null }), null],
  [
    'NLB0312',
    'a binding that somebody wrote',
    leftGroup({
      bindings: [aBinding('ip'), aBinding('instance', { labels: {} })],
      targetGroups: [aGroup('ip', podTargetsOf())],
    }),
    null,
  ],
];

describe.each(fires)('%s: %s', (code, _what, snapshot, to, severity, message) => {
  test(`is found${to === null ? '' : ` on the way to ${to}`}`, () => {
    const [first] = foundOf(code, snapshot, to);
    expect(first).toMatchObject({ severity, message: expect.stringMatching(message) });
    expect(first?.remedy?.length).toBeGreaterThan(20);
    expect(`${first?.message} ${first?.remedy}`).not.toMatch(/undefined|null|\[object|<service>|<namespace>/);
  });
});

test.each(silent)('%s is not found: %s', (code, _what, snapshot, to) => {
  expect(foundOf(code, snapshot, to)).toEqual([]);
});

test('a Service that another controller looks after has its own rules', () => {
  const service = { ...serviceOfType(null), annotations: {}, finalizers: [] };
  const snapshot = missing({ service, loadBalancer: aLoadBalancer({ tags: null }) });
  for (const code of ['NLB0201', 'NLB0301', 'NLB0308', 'NLB0312'] as const)
    for (const to of [null, 'ip', 'instance'] as const) expect(foundOf(code, snapshot, to)).toEqual([]);
});

describe('remedies', () => {
  test('name every node that is to be left out', () => {
    const nodes = ['a', 'b'].map((name) => aNode({ name, providerId: null }));
    const [found] = foundOf('NLB0302', instanceSnapshot({ nodes }));
    expect(found?.remedy).toBe(
      'leave them out: kubectl label node a b node.kubernetes.io/exclude-from-external-load-balancers=true',
    );
  });
  test('give the command that makes the controller look again', () => {
    expect(foundOf('NLB0311', missing())[0]).toMatchObject({
      object: 'TargetGroupBinding k8s-ui-uinlb-fa38096dd9',
      remedy:
        'have the controller look again: kubectl annotate targetgroupbinding/k8s-ui-uinlb-fa38096dd9 -n ui --overwrite elbv2.k8s.aws/checkpoint=',
    });
  });
  test('take stale targets out by id and port', () => {
    expect(foundOf('NLB0309', stale)[0]?.remedy).toMatch(
      /--target-group-arn arn:\S+ --targets Id=10\.42\.9\.9,Port=8080$/,
    );
  });
});

test('of many targets the first are named', () => {
  const many = Array.from({ length: 9 }, (_, index) => aTarget(`10.42.9.${index}`, 8080));
  const snapshot = ipSnapshot([healthy], { targetGroups: [aGroup('ip', [...podTargetsOf(), ...many])] });
  expect(foundOf('NLB0309', snapshot)[0]?.message).toMatch(/10\.42\.9\.4:8080 and 4 more\./);
});

describe('of several pods', () => {
  const two = [anEndpoint(0), anEndpoint(1)];
  test('of an overlay network all are named', () => {
    const given = ['192.168.3.4', '192.168.3.5'];
    const snapshot = instanceSnapshot({
      ...overlaid,
      pods: given.map((address, index) => aPod(index, { podIPs: [address] })),
      endpointSlices: [aSlice(given.map((address, index) => anEndpoint(index, { addresses: [address] })))],
    });
    expect(foundOf('NLB0304', snapshot, 'ip')[0]?.message).toMatch(
      /^2 pods of the Service \(.* and .*\) have their addresses from their nodes’ podCIDRs .* reach them as ip targets\.$/,
    );
  });
  test('on the network of their nodes all are named', () => {
    const pods = [aPod(0, { hostNetwork: true }), aPod(1, { hostNetwork: true })];
    const snapshot = instanceSnapshot({ pods, endpointSlices: [aSlice(two)] });
    expect(foundOf('NLB0305', snapshot, 'ip')[0]?.message).toMatch(/^2 pods of the Service use their node’s network/);
  });
  test('that are not known nothing is said', () => {
    expect(foundOf('NLB0304', ipSnapshot([healthy], { ...overlaid, nodes: null }))).toEqual([]);
    expect(foundOf('NLB0304', ipSnapshot([healthy], { events: null }))).toEqual([]);
    expect(foundOf('NLB0305', instanceSnapshot({ pods: null }), 'ip')).toEqual([]);
  });
});

test('drift that is new by one condition and old by none counts as old', () => {
  const nodes = threeNodes().map((node) => ({
    ...node,
    creationTimestamp: null,
    conditions: [condition('Ready', 'True')],
  }));
  expect(foundOf('NLB0311', missing({ nodes, events: null }))).toHaveLength(1);
});

test('two missing targets of a bindingless group are told of the Service', () => {
  const [found] = foundOf('NLB0308', instanceSnapshot({ targetGroups: [aGroup('instance', [])], bindings: null }));
  expect(found?.message).toMatch(/^3 of 3 expected targets of port 80 are not registered/);
  expect(found?.remedy).toMatch(/kubectl describe service\/ui-nlb -n ui$/);
});
