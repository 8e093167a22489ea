import { describe, expect, test } from 'vitest';
import { isSupported } from '../../../src/sandbox/controller/ownership.ts';
import type { FeatureGate } from '../../../src/sandbox/controller/settings.ts';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { play, services } from '../world/play.ts';
import { annotate, bindingNames, groupNames, messages, service, serviceOf, settings, workshop } from './stage.ts';

const type = 'aws-load-balancer-type';
const targetType = 'aws-load-balancer-nlb-target-type';

describe('whose a Service is', () => {
  const classless = (annotations: Record<string, string>, spec: Record<string, unknown> = {}) =>
    service({ annotations, spec: { loadBalancerClass: undefined, ...spec } });
  const classed = (loadBalancerClass: string, annotations: Record<string, string> = {}) =>
    service({ annotations, spec: { loadBalancerClass } });

  test.each<[string, KubeObject, boolean]>([
    ['the controller’s class', classed('service.k8s.aws/nlb'), true],
    ['the class, whatever the annotations say', classed('service.k8s.aws/nlb', { [type]: 'nlb' }), true],
    ['Auto Mode’s class', classed('eks.amazonaws.com/nlb', { [type]: 'external', [targetType]: 'ip' }), false],
    ['an empty class', classed('', { [type]: 'external', [targetType]: 'ip' }), false],
    ['external, ip', classless({ [type]: 'external', [targetType]: 'ip' }), true],
    ['external, instance', classless({ [type]: 'external', [targetType]: 'instance' }), true],
    ['external without a target type: nobody’s', classless({ [type]: 'external' }), false],
    ['external with an unknown target type', classless({ [type]: 'external', [targetType]: 'pod' }), false],
    ['another case', classless({ [type]: 'external', [targetType]: 'IP' }), false],
    ['a blank more', classless({ [type]: 'external', [targetType]: 'ip ' }), false],
    ['an empty target type', classless({ [type]: 'external', [targetType]: '' }), false],
    ['nlb-ip', classless({ [type]: 'nlb-ip' }), true],
    ['nlb-ip with another target type', classless({ [type]: 'nlb-ip', [targetType]: 'instance' }), true],
    ['nlb: the cloud provider’s', classless({ [type]: 'nlb', [targetType]: 'ip' }), false],
    ['no annotation: the cloud provider’s', classless({}), false],
    ['a NodePort Service', classless({ [type]: 'external', [targetType]: 'ip' }, { type: 'NodePort' }), true],
    ['a ClusterIP Service', classless({ [type]: 'nlb-ip' }, { type: 'ClusterIP' }), true],
  ])('%s', (_what, of, expected) => {
    expect(isSupported(of, settings())).toBe(expected);
  });

  test('a Service that is being deleted is not the controller’s any more', () => {
    const going = service();
    going.metadata.deletionTimestamp = '2026-11-25T00:00:00Z';
    expect(isSupported(going, settings())).toBe(false);
  });

  test('the class is a flag, and a gate asks for the type LoadBalancer', () => {
    expect(isSupported(service(), settings({ loadBalancerClass: 'example.com/nlb' }))).toBe(false);
    expect(isSupported(classed('example.com/nlb'), settings({ loadBalancerClass: 'example.com/nlb' }))).toBe(true);
    const gates: Partial<Record<FeatureGate, boolean>> = { ServiceTypeLoadBalancerOnly: true };
    expect(isSupported(classless({ [type]: 'nlb-ip' }, { type: 'NodePort' }), settings({}, gates))).toBe(false);
    expect(isSupported(classless({ [type]: 'nlb-ip' }), settings({}, gates))).toBe(true);
  });
});

test.each([['pod'], [undefined]])(
  'takes the NLB away when a class-less Service asks for %s, without an event',
  async (value) => {
    const world = play();
    await world.settle();
    expect(serviceOf(world).metadata.finalizers).toEqual(['service.k8s.aws/resources']);
    const before = world.events('Service');
    annotate(world, { [targetType]: value });
    await world.settle();
    expect(world.elbv2.describeLoadBalancers({})).toEqual([]);
    expect(groupNames(world)).toEqual([]);
    expect(bindingNames(world)).toEqual([]);
    expect(serviceOf(world)['status']).toEqual({ loadBalancer: {} });
    expect(serviceOf(world).metadata.finalizers ?? []).toEqual([]);
    expect(world.events('Service')).toEqual(before);
  },
);

test('takes the NLB away with its Service, which waits for that', async () => {
  const world = play();
  await world.settle();
  world.store.remove(services, 'ui', 'ui-nlb');
  expect(serviceOf(world).metadata.deletionTimestamp).toMatch(/^2026-11-25T00:0/);
  expect(world.elbv2.describeLoadBalancers({})).toHaveLength(1);
  await world.settle();
  expect(world.store.find(services, 'ui', 'ui-nlb')).toBeUndefined();
  expect(world.elbv2.describeLoadBalancers({})).toEqual([]);
  expect(groupNames(world)).toEqual([]);
});

test('deletion protection by annotation holds the NLB, and the build fails', async () => {
  const world = play();
  await world.settle();
  annotate(world, { 'aws-load-balancer-attributes': 'deletion_protection.enabled=true' });
  await world.settle();
  annotate(world, { [targetType]: 'pod' });
  await world.clock.step(5_000);
  expect(world.elbv2.describeLoadBalancers({})).toHaveLength(1);
  expect(groupNames(world)).toEqual(['k8s-ui-uinlb-fa38096dd9']);
  expect(serviceOf(world)['status'].loadBalancer.ingress).toHaveLength(1);
  expect(messages(world, 'FailedBuildModel')).toEqual([
    'Failed build model due to deletion_protection is enabled, cannot delete the service: ui-nlb',
  ]);
});

test('deletion protection that was set beside the annotation is switched off', async () => {
  const world = play();
  await world.settle();
  const [balancer] = world.elbv2.describeLoadBalancers({});
  world.elbv2.modifyLoadBalancerAttributes({
    LoadBalancerArn: balancer?.LoadBalancerArn ?? '',
    Attributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }],
  });
  annotate(world, { [targetType]: 'pod' });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({})).toEqual([]);
});

test('an unknown value on a Service with the class means instance', async () => {
  const objects = workshop((object) => {
    object['spec'].loadBalancerClass = 'service.k8s.aws/nlb';
    object.metadata.annotations = {
      'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing',
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
    };
  });
  const world = play({ objects });
  await world.settle();
  expect(groupNames(world)).toEqual(['k8s-ui-uinlb-908febdef8']);
  annotate(world, { [targetType]: 'IP' });
  await world.settle();
  expect(groupNames(world)).toEqual(['k8s-ui-uinlb-fa38096dd9']);
  expect(world.targets('k8s-ui-uinlb-fa38096dd9')).toHaveLength(3);
  expect(world.events('Service')).toEqual(['Normal SuccessfullyReconciled']);
});

test('a changed label or status of a Service is not looked at', async () => {
  const world = play();
  await world.settle();
  world.store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
    metadata.labels = { team: 'ui' };
  });
  world.store.modify(
    services,
    'ui',
    'ui-nlb',
    (object) => {
      object['status'] = { loadBalancer: {} };
    },
    { subresource: 'status' },
  );
  await world.clock.step(10_000);
  expect(serviceOf(world)['status']).toEqual({ loadBalancer: {} });
  annotate(world, { 'any-other': 'annotation' });
  await world.clock.step(10_000);
  expect(serviceOf(world)['status'].loadBalancer.ingress).toHaveLength(1);
});

test('another scheme replaces the load balancer, the old one first', async () => {
  const world = play();
  await world.settle();
  annotate(world, { 'aws-load-balancer-scheme': 'internal' });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({})).toMatchObject([
    { LoadBalancerName: 'k8s-ui-uinlb-d62a1494ba', Scheme: 'internal' },
  ]);
  expect(groupNames(world), 'the groups stay').toEqual(['k8s-ui-uinlb-fa38096dd9']);
  annotate(world, { 'aws-load-balancer-scheme': undefined });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({}), 'no scheme asked for: it stays').toMatchObject([
    { LoadBalancerName: 'k8s-ui-uinlb-d62a1494ba' },
  ]);
});
