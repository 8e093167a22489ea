import { describe, expect, test } from 'vitest';
import { podTargets } from '../../../src/sandbox/controller/binding/pod-targets.ts';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';

const pod = (name: string, containersReady: string, nodeName = 'node-ready'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ui', uid: `uid-${name}`, creationTimestamp: '2026-11-25T00:00:00Z' },
  spec: { nodeName },
  status: { conditions: [{ type: 'ContainersReady', status: containersReady }] },
});
const nodeIn = (status: string | undefined): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: `node-${status?.toLowerCase() ?? 'silent'}` },
  spec: {},
  status: { conditions: status === undefined ? [] : [{ type: 'Ready', status }] },
});
const nodes = [
  { ...nodeIn('True'), metadata: { name: 'node-ready' } },
  nodeIn('False'),
  nodeIn('Unknown'),
  nodeIn(undefined),
];

interface EndpointShape {
  readonly address?: string;
  readonly ready?: boolean | undefined;
  readonly terminating?: boolean;
  readonly serving?: boolean;
  readonly ref?: object | undefined;
}
const endpoint = (name: string, { address = '10.0.0.1', ready, terminating, serving, ref }: EndpointShape = {}) => ({
  addresses: [address],
  conditions: { ready, terminating, serving },
  targetRef: ref ?? { kind: 'Pod', name, namespace: 'ui' },
});
const slice = (
  endpoints: object[],
  ports: object[] = [{ name: 'http', port: 8080, protocol: 'TCP' }],
  addressType = 'IPv4',
): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'ui-nlb-abcde', namespace: 'ui' },
  addressType,
  ports,
  endpoints,
});
const targetsOf = (
  slices: KubeObject[],
  pods: KubeObject[],
  {
    port = { name: 'http', port: 80 } as { name?: string; port: number },
    family = 'IPv4' as const,
    failOpen = true,
  } = {},
) => podTargets({ port, slices, pods, nodes, family, failOpen }).map((target) => `${target.id}:${target.port}`);

describe('which pods are targets', () => {
  test.each<[string, EndpointShape, KubeObject, boolean]>([
    ['ready', { ready: true }, pod('a', 'True'), true],
    ['ready, though its containers are not (publishNotReadyAddresses)', { ready: true }, pod('a', 'False'), true],
    ['ready, and terminating all the same', { ready: true, terminating: true }, pod('a', 'True'), true],
    ['of unknown readiness', { ready: undefined }, pod('a', 'False'), true],
    ['not ready, nor its containers', { ready: false }, pod('a', 'False'), false],
    ['not ready, its containers in an unknown state', { ready: false }, pod('a', 'Unknown'), false],
    ['held back by a gate alone', { ready: false }, pod('a', 'True'), true],
    ['held back by a gate, serving or not', { ready: false, serving: false }, pod('a', 'True'), true],
    ['held back, on a node that does not exist', { ready: false }, pod('a', 'True', 'node-gone'), false],
    ['held back and terminating', { ready: false, terminating: true }, pod('a', 'True'), false],
    ['held back, on a node that is not Ready', { ready: false }, pod('a', 'True', 'node-false'), false],
    ['held back, on a node that says nothing', { ready: false }, pod('a', 'True', 'node-silent'), false],
    ['held back, on a lost node, while there are others', { ready: false }, pod('a', 'True', 'node-unknown'), false],
  ])('%s', (_what, shape, of, expected) => {
    const other = endpoint('b', { address: '10.0.0.2', ready: true });
    const found = targetsOf([slice([endpoint('a', shape), other])], [of, pod('b', 'True')]);
    expect(found).toEqual(expected ? ['10.0.0.1:8080', '10.0.0.2:8080'] : ['10.0.0.2:8080']);
  });

  test('those on lost nodes where there is no other, terminating or not, unless the gate is off', () => {
    const slices = [
      slice([
        endpoint('a', { ready: false }),
        endpoint('b', { address: '10.0.0.2', ready: false, terminating: true }),
        endpoint('c', { address: '10.0.0.3', ready: false }),
      ]),
    ];
    const pods = [pod('a', 'True', 'node-unknown'), pod('b', 'True', 'node-unknown'), pod('c', 'True', 'node-false')];
    expect(targetsOf(slices, pods)).toEqual(['10.0.0.1:8080', '10.0.0.2:8080']);
    expect(targetsOf(slices, pods, { failOpen: false })).toEqual([]);
  });

  test('only what is a pod, and one that is known', () => {
    const manual = { ...endpoint('a', { ready: true }), targetRef: undefined };
    const other = endpoint('a', { ready: true, ref: { kind: 'VirtualMachine', name: 'a' } });
    expect(targetsOf([slice([manual, other, endpoint('unknown', { ready: true })])], [pod('a', 'True')])).toEqual([]);
  });
});

describe('which port they are registered with', () => {
  const ports = [
    { name: 'http', port: 8080 },
    { name: 'admin', port: 9090 },
  ];
  test('the number is the slice’s, by the name of the Service’s port', () => {
    const found = targetsOf([slice([endpoint('a', { ready: true })], ports)], [pod('a', 'True')], {
      port: { name: 'admin', port: 81 },
    });
    expect(found).toEqual(['10.0.0.1:9090']);
  });

  test('a named targetPort may be another number in another pod', () => {
    const slices = [
      slice([endpoint('a', { ready: true })]),
      slice([endpoint('b', { address: '10.0.0.2', ready: true })], [{ name: 'http', port: 8081 }]),
    ];
    expect(targetsOf(slices, [pod('a', 'True'), pod('b', 'True')])).toEqual(['10.0.0.1:8080', '10.0.0.2:8081']);
  });

  test('every port of the slice where the Service’s port has no name', () => {
    const found = targetsOf([slice([endpoint('a', { ready: true })], ports)], [pod('a', 'True')], {
      port: { port: 80 },
    });
    expect(found).toEqual(['10.0.0.1:8080', '10.0.0.1:9090']);
  });
});

test('slices of the other family are passed over', () => {
  const slices = [slice([endpoint('a', { ready: true })], undefined, 'IPv6')];
  expect(targetsOf(slices, [pod('a', 'True')])).toEqual([]);
});
