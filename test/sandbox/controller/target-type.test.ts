import { describe, expect, test } from 'vitest';
import { askFor, play, services } from '../world/play.ts';
import { annotate, groupNames, messages, modelOf, refusalOf, service, settings, workshop } from './stage.ts';

const targetType = 'aws-load-balancer-nlb-target-type';
const typeOf = (...given: Parameters<typeof modelOf>) => modelOf(...given).targetGroups[0]?.targetType;

test.each([
  ['ip', 'ip'],
  ['instance', 'instance'],
  ['IP', 'instance'],
  ['pod', 'instance'],
  ['', 'instance'],
])('%j means %s where the class makes the Service the controller’s', (value, expected) => {
  expect(typeOf(service({ annotations: { [targetType]: value } }))).toBe(expected);
});

test('without the annotation the flag rules, and a key that is there rules over it', () => {
  expect(typeOf(service())).toBe('instance');
  expect(typeOf(service(), { settings: settings({ defaultTargetType: 'ip' }) })).toBe('ip');
  const empty = service({ annotations: { [targetType]: '' } });
  expect(typeOf(empty, { settings: settings({ defaultTargetType: 'ip' }) })).toBe('instance');
});

test('nlb-ip overrules the target type, with a class too', () => {
  const of = service({ annotations: { 'aws-load-balancer-type': 'nlb-ip', [targetType]: 'instance' } });
  expect(typeOf(of)).toBe('ip');
});

describe('what cannot be built', () => {
  const ports = [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }];
  test.each([
    [
      'instance for ClusterIP',
      service({ spec: { type: 'ClusterIP', ports } }),
      'unsupported service type "ClusterIP" for load balancer target type "instance"',
    ],
    [
      'a node port that nobody has allocated',
      service({ spec: { allocateLoadBalancerNodePorts: false, ports } }),
      'unable to support instance target type with an unallocated NodePort',
    ],
    [
      'no node port',
      service({ spec: { ports } }),
      "TargetGroup port is empty. When using Instance targets, your service be must of type 'NodePort' or 'LoadBalancer'",
    ],
    [
      'no target port',
      service({ annotations: { [targetType]: 'ip' }, spec: { ports: [{ port: 80, targetPort: 0 }] } }),
      'TargetGroup port is empty. Are you using the correct service type?',
    ],
  ])('%s', (_what, of, message) => {
    expect(refusalOf(of)).toBe(message);
  });

  test('ip without the gate, from the annotation and from the flag', () => {
    const off = settings({}, { EnableIPTargetType: false });
    const message = 'unsupported targetType: ip when EnableIPTargetType is false';
    expect(refusalOf(service({ annotations: { [targetType]: 'ip' } }), { settings: off })).toBe(message);
    expect(refusalOf(service(), { settings: { ...off, defaultTargetType: 'ip' } })).toBe(message);
    expect(refusalOf(service(), { settings: off })).toBeUndefined();
  });
});

test('ip works for ClusterIP, and an explicit node port for instance', () => {
  const clusterIp = service({
    annotations: { [targetType]: 'ip' },
    spec: { type: 'ClusterIP', ports: [{ port: 80, targetPort: 8080 }] },
  });
  expect(modelOf(clusterIp).targetGroups[0]).toMatchObject({ targetType: 'ip', port: 8080 });
  const explicit = service({
    spec: { allocateLoadBalancerNodePorts: false, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] },
  });
  expect(modelOf(explicit).targetGroups[0]).toMatchObject({ targetType: 'instance', port: 30080 });
});

test('a flip that cannot be built changes nothing in AWS, and is tried later and later', async () => {
  const world = play({ controller: { version: 'v3.5.0', featureGates: { EnableIPTargetType: false } } });
  await world.settle();
  const before = world.elbv2.describeTargetGroups({});
  askFor(world, 'ip');
  await world.clock.step(60_000);
  expect(world.elbv2.describeTargetGroups({})).toEqual(before);
  expect(world.targets('k8s-ui-uinlb-fa38096dd9')[0]).toBe('i-0a1b2c3d4e5f60001:31234 healthy');
  expect(messages(world, 'FailedBuildModel')).toEqual([
    'Failed build model due to unsupported targetType: ip when EnableIPTargetType is false',
  ]);
  const [event] = world.store
    .list({ group: '', resource: 'events' })
    .filter(({ reason }) => reason === 'FailedBuildModel');
  expect(event?.['count'], 'with backoff').toBeGreaterThan(8);
  expect(event?.['count']).toBeLessThan(16);
  annotate(world, { [targetType]: 'instance' });
  await world.settle();
  expect(world.events('Service')).toEqual(['Warning FailedBuildModel', 'Normal SuccessfullyReconciled']);
});

test('one bad port blocks all', async () => {
  const objects = workshop((object) => {
    object['spec'].allocateLoadBalancerNodePorts = false;
    object['spec'].ports.push({ name: 'admin', port: 81, targetPort: 8081, protocol: 'TCP' });
  });
  const world = play({ objects });
  await world.clock.step(5_000);
  expect(groupNames(world)).toEqual([]);
  expect(world.elbv2.describeLoadBalancers({})).toEqual([]);
  expect(world.store.get(services, 'ui', 'ui-nlb').metadata.finalizers ?? [], 'before the finalizer').toEqual([]);
  expect(messages(world, 'FailedBuildModel')[0]).toContain('unallocated NodePort');
});
