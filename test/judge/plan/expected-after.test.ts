import { describe, expect, test } from 'vitest';
import { annotatedAttributes, attributesIn } from '../../../src/judge/plan/annotated-attributes.ts';
import { expectedAfter, expectedNow } from '../../../src/judge/plan/expected-after.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aBinding,
  addresses,
  aGroup,
  aListener,
  aLoadBalancer,
  aNode,
  anEndpoint,
  aPod,
  aService,
  aSlice,
  healthy,
  instanceGroupArn,
  instanceSnapshot,
  instances,
  ipGroupArn,
  ipSnapshot,
  nodeTargets,
  podTargetsOf,
  threeNodes,
} from '../snapshot-builder.ts';

const crossZone = 'load_balancing.cross_zone.enabled';

function ids(snapshot: Snapshot, to: TargetType): string[][] {
  return expectedAfter(snapshot, to).map(({ set }) =>
    set.known ? set.targets.map(({ id, port }) => `${id}:${port}`) : ['?'],
  );
}

function annotated(annotations: Record<string, string>) {
  return aService({ annotations: { ...aService().annotations, ...annotations } });
}

describe('the targets after a migration', () => {
  test('to ip are the pods, by their address and the port in their slice', () => {
    expect(ids(instanceSnapshot(), 'ip')).toEqual([[`${addresses[0]}:8080`]]);
  });

  test('to instance are the nodes, by their node port', () => {
    expect(ids(ipSnapshot(), 'instance')).toEqual([instances.map((id) => `${id}:31234`)]);
  });

  test('are said for each port of the Service, and once for two ports of one number', () => {
    const [http] = aService().ports;
    const ports = [
      { ...http, name: 'dns', protocol: 'TCP', port: 53, targetPort: 5353, nodePort: 30053 },
      { ...http, name: 'dns-udp', protocol: 'UDP', port: 53, targetPort: 5353, nodePort: 30054 },
      { ...http, name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 31234 },
    ];
    const after = expectedAfter(ipSnapshot([healthy], { service: aService({ ports }) }), 'instance');
    expect(after.map(({ port, protocol }) => `${port} ${protocol}`)).toEqual(['53 TCP', '80 TCP']);
    expect(after[0]?.set).toMatchObject({ targets: [{ port: 30053 }, { port: 30053 }, { port: 30053 }] });
  });

  test('keep the group of a port that has the type already', () => {
    const [port] = expectedAfter(ipSnapshot(), 'ip');
    expect(port?.group?.group.arn).toBe(ipGroupArn);
  });

  test.each([
    ['none is there', instanceSnapshot(), null],
    [
      'its binding is being deleted',
      ipSnapshot([healthy], { bindings: [aBinding('ip', { deletionTimestamp: '2026-08-20T10:00:00Z' })] }),
      null,
    ],
    [
      'one is there and the listener does not forward to it yet',
      instanceSnapshot({
        targetGroups: [aGroup('instance', nodeTargets()), aGroup('ip', podTargetsOf())],
        bindings: [aBinding('instance'), aBinding('ip')],
      }),
      ipGroupArn,
    ],
  ])('name a group for ip only where it stays: %s', (_what, snapshot, arn) => {
    expect(expectedAfter(snapshot, 'ip')[0]?.group?.group.arn ?? null).toBe(arn);
  });

  test('are unknown for want of what could not be read', () => {
    const [port] = expectedAfter(instanceSnapshot({ endpointSlices: null }), 'ip');
    expect(port?.set).toMatchObject({ known: false, missing: [{ permission: 'list endpointslices' }] });
  });

  test('come with problems and with those left out', () => {
    const nodes = [...threeNodes(), aNode({ name: 'odd', providerId: null }), aNode({ name: 'sick', ready: 'False' })];
    const [port] = expectedAfter(ipSnapshot([healthy], { nodes }), 'instance');
    expect(port?.set).toMatchObject({
      problems: [expect.stringContaining('Node odd has no provider id')],
      skipped: [{ name: 'sick', why: 'is not Ready' }],
    });
  });

  describe('and cross-zone load balancing', () => {
    const outside = {
      loadBalancer: aLoadBalancer({ zones: ['us-west-2b'] }),
      endpointSlices: [aSlice([anEndpoint(0)])],
      pods: [aPod(0)],
    };
    test('is that of the load balancer where no annotation says otherwise, not that of the group of before', () => {
      const attributes = { [crossZone]: 'true' };
      const targetGroups = [aGroup('instance', nodeTargets(), { attributes })];
      const [port] = expectedAfter(instanceSnapshot({ ...outside, targetGroups }), 'ip');
      expect(port?.crossesZones).toBe(false);
      expect(port?.set).toMatchObject({ targets: [{ required: false }] });
    });
    test('is that of the annotations', () => {
      const service = annotated({ [annotation.targetGroupAttributes]: `${crossZone}=true` });
      const [port] = expectedAfter(instanceSnapshot({ ...outside, service }), 'ip');
      expect(port?.crossesZones).toBe(true);
      expect(port?.set).toMatchObject({ targets: [{ required: true }] });
    });
    test('is unknown without a load balancer, and without its attributes', () => {
      expect(expectedAfter(instanceSnapshot({ loadBalancer: null }), 'ip')[0]?.crossesZones).toBeNull();
      const loadBalancer = aLoadBalancer({ attributes: null });
      expect(expectedAfter(instanceSnapshot({ loadBalancer }), 'ip')[0]?.crossesZones).toBeNull();
    });
  });
});

describe('the targets of now', () => {
  test('are those of the groups that get traffic', () => {
    const both = instanceSnapshot({
      listeners: [aListener({ [instanceGroupArn]: 1, [ipGroupArn]: 0 })],
      targetGroups: [aGroup('instance', nodeTargets()), aGroup('ip', podTargetsOf())],
      bindings: [aBinding('instance'), aBinding('ip')],
    });
    expect(expectedNow(both).map(({ port, type }) => `${port} ${type}`)).toEqual(['80 instance']);
  });
  test('are none where no listener forwards to a group', () => {
    expect(expectedNow(instanceSnapshot({ listeners: [] }))).toEqual([]);
  });
});

describe('attributes in annotations', () => {
  test.each([
    [undefined, {}],
    ['', {}],
    ['a=1, b = 2 ,,c', { a: '1', b: '2' }],
    ['a=1\\,2,b==3', { a: '1,2', b: '=3' }],
  ])('%j', (text, attributes) => expect(attributesIn(text)).toEqual(attributes));

  test('those of the port lie over those of all ports, but for an empty value', () => {
    const service = annotated({
      [annotation.targetGroupAttributes]: 'a=1,b=1,c=1',
      [`${annotation.targetGroupAttributes}.80`]: 'a=2,b=',
      [`${annotation.targetGroupAttributes}.443`]: 'c=3',
    });
    expect(annotatedAttributes(service, 80)).toEqual({ a: '2', b: '1', c: '1' });
  });
});
