import { describe, expect, test } from 'vitest';
import { expectedTargets } from '../../src/judge/expected.ts';
import type { TargetGroupBinding } from '../../src/model/binding.ts';
import type { Endpoint } from '../../src/model/endpoints.ts';
import type { ServicePort } from '../../src/model/service.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Node, Pod } from '../../src/model/workload.ts';
import {
  aBinding,
  addresses,
  aLoadBalancer,
  aNode,
  anEndpoint,
  aPod,
  aService,
  aSlice,
  condition,
  denied,
  healthy,
  ipSnapshot,
  podNames,
  threeNodes,
} from './snapshot-builder.ts';

const http: ServicePort = { name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: null };
const unnamed: ServicePort = { ...http, name: null };

function setOf(overrides: Partial<Snapshot>, binding: TargetGroupBinding | null = aBinding('ip'), port = http) {
  return expectedTargets(ipSnapshot([healthy], overrides), port, 'ip', binding);
}

function expectedOf(...args: Parameters<typeof setOf>) {
  const set = setOf(...args);
  if (!set.known) throw new Error('the set should be known');
  return set;
}

const keyed = (set: ReturnType<typeof expectedOf>) => set.targets.map(({ id, port }) => `${id}:${port}`);
const first = `${addresses[0]}:8080`;
const gated = aPod(0, { conditions: [condition('Ready', 'False'), condition('ContainersReady', 'True')] });
const starting = aPod(0, { conditions: [condition('Ready', 'False'), condition('ContainersReady', 'False')] });

describe('the conditions of an endpoint', () => {
  type Row = readonly [
    name: string,
    endpoint: Partial<Endpoint>,
    pod: Pod,
    node: string | null,
    skipped: string | null,
  ];
  const rows: readonly Row[] = [
    ['ready', { ready: true }, aPod(), 'True', null],
    ['ready left out means ready', { ready: null }, aPod(), 'True', null],
    ['ready, whatever the node', { ready: true }, aPod(), 'False', null],
    ['ready and terminating (publishNotReadyAddresses)', { ready: true, terminating: true }, aPod(), 'True', null],
    ['ready, containers not (publishNotReadyAddresses)', { ready: true }, starting, 'True', null],
    ['not ready, containers not ready', { ready: false }, starting, 'True', 'its containers are not ready'],
    [
      'not ready, no such condition',
      { ready: false },
      aPod(0, { conditions: [] }),
      'True',
      'its containers are not ready',
    ],
    [
      'not ready, terminating, containers not ready',
      { ready: false, terminating: true },
      starting,
      'True',
      'is terminating',
    ],
    ['not ready, containers ready, node Ready', { ready: false }, gated, 'True', null],
    ['the same, terminating left out', { ready: false, terminating: null }, gated, 'True', null],
    ['the same, terminating', { ready: false, terminating: true }, gated, 'True', 'is terminating'],
    ['the same, node not Ready', { ready: false }, gated, 'False', 'is not ready, and its node is not Ready'],
    ['the same, node object missing', { ready: false }, gated, null, 'is not ready, and its node does not exist'],
    ['the same, node unknown, no other target', { ready: false }, gated, 'Unknown', null],
    [
      'the same, node unknown, terminating, no other target',
      { ready: false, terminating: true },
      gated,
      'Unknown',
      null,
    ],
    ['serving plays no part', { ready: false, serving: true }, starting, 'True', 'its containers are not ready'],
  ];
  test.each(rows)('%s', (_, endpoint, pod, ready, why) => {
    const nodes: Node[] = ready === null ? [] : [aNode({ ready })];
    const set = expectedOf({ endpointSlices: [aSlice([anEndpoint(0, endpoint)])], pods: [pod], nodes });
    expect(keyed(set)).toEqual(why === null ? [first] : []);
    expect(set.skipped).toEqual(why === null ? [] : [{ name: podNames[0], why }]);
  });

  test('a pod on a node that does not report counts only while there is no other', () => {
    const nodes = [aNode({ ready: 'Unknown' }), ...threeNodes().slice(1)];
    const endpointSlices = [aSlice([anEndpoint(0, { ready: false }), anEndpoint(1)])];
    const set = expectedOf({ endpointSlices, pods: [gated, aPod(1)], nodes });
    expect(keyed(set)).toEqual([`${addresses[1]}:8080`]);
    expect(set.skipped).toEqual([{ name: podNames[0], why: 'its node does not report' }]);
  });
});

describe('what stands behind an endpoint', () => {
  test.each<[string, Partial<Endpoint>, string]>([
    ['nothing', { targetRef: null }, 'its endpoint names no pod, and the controller registers pods only'],
    [
      'another kind',
      { targetRef: { kind: 'Node', namespace: null, name: 'x' } },
      'its endpoint names no pod, and the controller registers pods only',
    ],
  ])('%s: no target', (_, endpoint, why) => {
    const set = expectedOf({ endpointSlices: [aSlice([anEndpoint(0, endpoint)])], pods: [] });
    expect(set).toEqual({ known: true, targets: [], problems: [], skipped: [{ name: addresses[0], why }] });
  });

  test('a pod that is not there', () => {
    expect(expectedOf({ pods: [] })).toMatchObject({
      targets: [],
      skipped: [{ name: podNames[0], why: `pod ${podNames[0]} does not exist (any more)` }],
    });
  });

  test('a reference without a namespace means the Service’s', () => {
    const targetRef = { kind: 'Pod', namespace: null, name: podNames[0] ?? '' };
    expect(keyed(expectedOf({ endpointSlices: [aSlice([anEndpoint(0, { targetRef })])] }))).toEqual([first]);
  });

  test('no address', () => {
    expect(expectedOf({ endpointSlices: [aSlice([anEndpoint(0, { addresses: [] })])] }).targets).toEqual([]);
  });

  test('of several addresses the first', () => {
    const endpoint = anEndpoint(0, { addresses: ['10.0.0.9', '10.0.0.8'] });
    expect(keyed(expectedOf({ endpointSlices: [aSlice([endpoint])] }))).toEqual(['10.0.0.9:8080']);
  });

  test('a selected pod without an endpoint is told, unless it is over', () => {
    const pods = [
      aPod(),
      aPod(1, { phase: 'Pending', podIPs: [] }),
      aPod(2, { phase: 'Succeeded' }),
      aPod(3, { phase: 'Failed' }),
    ];
    const told = [{ name: podNames[1], why: 'has no endpoint yet (Pending)' }];
    expect(expectedOf({ pods }).skipped).toEqual(told);
    expect(expectedOf({ pods, service: aService({ selector: null }) }).skipped).toEqual([]);
  });
});

describe('ports', () => {
  const two = aSlice([anEndpoint()], {
    ports: [
      { name: 'http', port: 8080, protocol: 'TCP' },
      { name: 'admin', port: 9090, protocol: 'UDP' },
      { name: 'none', port: null, protocol: 'TCP' },
    ],
  });

  test('a named port takes those of the same name, whatever the protocol', () => {
    expect(keyed(expectedOf({ endpointSlices: [two] }, aBinding('ip'), { ...http, name: 'admin' }))).toEqual([
      `${addresses[0]}:9090`,
    ]);
  });

  test.each([null, ''])('an unnamed port (%j) takes every port of the slice that has a number', (name) => {
    expect(keyed(expectedOf({ endpointSlices: [two] }, aBinding('ip'), { ...unnamed, name }))).toEqual([
      first,
      `${addresses[0]}:9090`,
    ]);
  });

  test('a name that no slice has', () => {
    expect(expectedOf({}, aBinding('ip'), { ...http, name: 'grpc' }).targets).toEqual([]);
  });

  test('a named target port may differ from pod to pod', () => {
    const slices = [
      aSlice([anEndpoint(0)]),
      aSlice([anEndpoint(1)], { name: 'other', ports: [{ name: 'http', port: 8081, protocol: 'TCP' }] }),
    ];
    expect(keyed(expectedOf({ endpointSlices: slices, pods: [aPod(0), aPod(1)] })).sort()).toEqual(
      [first, `${addresses[1]}:8081`].sort(),
    );
  });

  test('an address in two slices is one target, and a target is not told as left out', () => {
    const slices = [aSlice([anEndpoint()]), aSlice([anEndpoint(0, { ready: false })], { name: 'older' })];
    const set = expectedOf({ endpointSlices: slices, pods: [starting] });
    expect(keyed(set)).toEqual([first]);
    expect(set.skipped).toEqual([]);
  });
});

describe('address families', () => {
  const six = aSlice([anEndpoint(0, { addresses: ['fd00::1'] })], { name: 'six', addressType: 'IPv6' });
  const fqdn = aSlice([anEndpoint(0, { addresses: ['a.example'] })], { name: 'fqdn', addressType: 'FQDN' });
  const endpointSlices = [aSlice([anEndpoint()]), six, fqdn];
  const dual = aService({ ipFamilies: ['IPv4', 'IPv6'] });

  test.each<[string, Partial<Snapshot>, TargetGroupBinding | null, string]>([
    ['IPv4 by the binding', { service: dual }, aBinding('ip'), first],
    ['IPv6 by the binding', {}, aBinding('ip', { ipAddressType: 'ipv6' }), 'fd00::1:8080'],
    ['IPv4 by a binding that says nothing', { service: dual }, aBinding('ip', { ipAddressType: null }), first],
    ['IPv4 before there is a binding', {}, null, first],
    ['IPv6 before there is a binding, if the Service has it', { service: dual }, null, 'fd00::1:8080'],
  ])('%s', (_, overrides, binding, target) => {
    expect(keyed(expectedOf({ endpointSlices, ...overrides }, binding))).toEqual([target]);
  });
});

describe('where pods are', () => {
  test('node, zone and pod are told', () => {
    expect(expectedOf({}).targets).toEqual([
      {
        id: addresses[0],
        port: 8080,
        zone: 'us-west-2a',
        node: 'ip-10-42-101-7',
        pod: podNames[0],
        readyPods: null,
        required: true,
        byDesign: null,
        doubt: null,
        why: `pod ${podNames[0]} is ready`,
      },
    ]);
  });

  test('what the endpoint does not say comes from the pod and its node', () => {
    const endpointSlices = [aSlice([anEndpoint(0, { nodeName: null, zone: null })])];
    expect(expectedOf({ endpointSlices }).targets[0]).toMatchObject({ node: 'ip-10-42-101-7', zone: 'us-west-2a' });
    expect(expectedOf({ endpointSlices, nodes: null }).targets[0]).toMatchObject({
      node: 'ip-10-42-101-7',
      zone: null,
    });
    const nowhere = aPod(0, { nodeName: null });
    expect(expectedOf({ endpointSlices, pods: [nowhere] }).targets[0]).toMatchObject({ node: null, zone: null });
  });

  test('a zone that the NLB does not have', () => {
    const set = expectedOf({ loadBalancer: aLoadBalancer({ zones: ['us-west-2b'] }) });
    expect(set.targets[0]).toMatchObject({
      required: false,
      byDesign: 'zone us-west-2a is not enabled on the NLB, and cross-zone load balancing is off',
    });
  });

  test('externalTrafficPolicy: Local plays no part', () => {
    expect(expectedOf({ service: aService({ externalTrafficPolicy: 'Local' }) }).targets[0]?.required).toBe(true);
  });
});

describe('what may not be read', () => {
  const slices = denied('endpoint slices', 'list endpointslices');
  const pods = denied('pods', 'list pods');
  const nodes = denied('nodes', 'list nodes');
  const notRead = [nodes, pods, slices];

  test.each<[string, Partial<Snapshot>, readonly (typeof pods)[]]>([
    ['endpoint slices', { endpointSlices: null }, [slices]],
    ['pods', { pods: null }, [pods]],
    ['both', { endpointSlices: null, pods: null }, [slices, pods]],
    [
      'nodes, where a pod that is not ready hangs on its node',
      { nodes: null, endpointSlices: [aSlice([anEndpoint(0, { ready: false })])], pods: [gated] },
      [nodes],
    ],
  ])('%s', (_, overrides, missing) => {
    expect(setOf({ notRead, ...overrides })).toEqual({ known: false, missing });
  });

  test('nodes are not needed for pods that are ready or terminating', () => {
    const endpointSlices = [aSlice([anEndpoint(0), anEndpoint(1, { ready: false, terminating: true })])];
    const second = aPod(1, { conditions: gated.conditions });
    const set = expectedOf({ nodes: null, endpointSlices, pods: [aPod(), second] });
    expect(keyed(set)).toEqual([first]);
    expect(set.skipped).toEqual([{ name: podNames[1], why: 'is terminating' }]);
  });
});
