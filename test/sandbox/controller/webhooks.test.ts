import { describe, expect, test } from 'vitest';
import type { CreateTargetGroupInput } from '../../../src/sandbox/elbv2/api.ts';
import { bindings, type Played, play, services } from '../world/play.ts';
import { arnOf } from './stage.ts';

const instances = 'k8s-ui-uinlb-fa38096dd9';
const settled = async () => {
  const world = play();
  await world.settle();
  return world;
};
const group = (world: Played, change: Partial<CreateTargetGroupInput> = {}) =>
  world.elbv2.createTargetGroup({
    Name: 'own',
    Protocol: 'TCP',
    Port: 8080,
    VpcId: world.topology.vpc.id,
    TargetType: 'ip',
    ...change,
  }).TargetGroupArn;
const create = (world: Played, spec: Record<string, unknown>) =>
  world.store.create(bindings, {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata: { name: 'own', namespace: 'ui' },
    spec: { serviceRef: { name: 'ui-nlb', port: 80 }, ...spec },
  });

describe('a new binding', () => {
  test('is completed from the live group, by its ARN or its name', async () => {
    const world = await settled();
    const targetGroupARN = group(world, { Protocol: 'UDP' });
    const expected = {
      targetGroupARN,
      targetType: 'ip',
      ipAddressType: 'ipv4',
      vpcID: world.topology.vpc.id,
      targetGroupProtocol: 'UDP',
    };
    expect(create(world, { targetGroupARN })['spec']).toMatchObject(expected);
    world.store.remove(bindings, 'ui', 'own');
    expect(create(world, { targetGroupName: 'own' })['spec']).toMatchObject(expected);
  });

  test.each<[string, Record<string, unknown>, Partial<CreateTargetGroupInput>, string]>([
    [
      'neither ARN nor name',
      { targetGroupARN: undefined },
      {},
      'must provide either TargetGroupARN or TargetGroupName',
    ],
    [
      'a node selector with ip',
      { nodeSelector: { matchLabels: { a: 'b' } } },
      {},
      'TargetGroupBinding cannot set NodeSelector when TargetType is ip',
    ],
    ['another family', { ipAddressType: 'ipv6' }, {}, 'invalid IP address type ipv4 for TargetGroup'],
    ['another VPC', { vpcID: 'vpc-1' }, {}, 'invalid VpcID vpc-1 doesnt match VpcID from TargetGroup'],
    ['another protocol', { targetGroupProtocol: 'UDP' }, {}, 'protocol differs (got UDP, expected TCP)'],
    [
      'QUIC with instances',
      { targetType: 'instance' },
      { Protocol: 'QUIC' },
      'QUIC protocol is not supported for Instance target types.',
    ],
    [
      'another account’s role with instances',
      { targetType: 'instance', iamRoleArnToAssume: 'arn:aws:iam::1:role/x' },
      {},
      'Unable to use instance target type while using assume role',
    ],
    ['no group', { targetGroupARN: undefined, targetGroupName: 'gone' }, {}, 'TargetGroupNotFound'],
  ])('is refused: %s', async (_what, spec, change, message) => {
    const world = await settled();
    const targetGroupARN = group(world, change);
    expect(() => create(world, { targetGroupARN, ...spec })).toThrow(message);
  });

  test('the target type is never compared with AWS', async () => {
    const world = await settled();
    expect(create(world, { targetGroupARN: group(world), targetType: 'instance' })['spec'].targetType).toBe('instance');
  });

  test('is refused for a group that has one', async () => {
    const world = await settled();
    const targetGroupARN = arnOf(world, instances);
    expect(() => create(world, { targetGroupARN })).toThrow(
      `admission webhook "vtargetgroupbinding.elbv2.k8s.aws" denied the request: TargetGroup ${targetGroupARN} is already bound to following TargetGroupBindings [ui/${instances}].`,
    );
  });
});

test.each([
  ['targetGroupARN', 'arn:other'],
  ['targetType', 'ip'],
  ['ipAddressType', 'ipv6'],
  ['vpcID', 'vpc-1'],
])('%s of a binding never changes', async (field, value) => {
  const world = await settled();
  const change = () =>
    world.store.modify(bindings, 'ui', instances, ({ spec }) => {
      spec[field] = value;
    });
  expect(change).toThrow(`TargetGroupBinding update may not change these immutable fields: spec.${field}`);
});

describe('the webhook for Services', () => {
  const create = (world: Played, spec: Record<string, unknown>, annotations: Record<string, string> = {}) =>
    world.store.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'new', namespace: 'ui', annotations },
      spec: { ports: [{ port: 80 }], ...spec },
    })['spec'].loadBalancerClass;
  const nlb = { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' };
  const on = { controller: { serviceMutatorWebhook: true } };

  test('gives a new Service of type LoadBalancer the class, unless it is switched off', () => {
    expect(create(play(on), { type: 'LoadBalancer' })).toBe('service.k8s.aws/nlb');
    expect(create(play(on), { type: 'LoadBalancer' }, nlb), 'whatever the annotation says').toBe('service.k8s.aws/nlb');
    expect(create(play(on), { type: 'LoadBalancer', loadBalancerClass: 'other/nlb' })).toBe('other/nlb');
    expect(create(play(on), { type: 'NodePort' })).toBeUndefined();
    expect(create(play(), { type: 'LoadBalancer' })).toBeUndefined();
  });

  test('is not asked when a Service becomes one', () => {
    const world = play(on);
    create(world, { type: 'NodePort' });
    const changed = world.store.modify(services, 'ui', 'new', ({ spec }) => {
      spec.type = 'LoadBalancer';
    });
    expect(changed['spec'].loadBalancerClass).toBeUndefined();
  });

  test('keeps every Service from being created while no controller runs', async () => {
    const world = play(on);
    await world.settle();
    world.store.modify(
      { group: 'apps', resource: 'deployments' },
      'kube-system',
      'aws-load-balancer-controller',
      ({ spec }) => {
        spec.replicas = 0;
      },
    );
    expect(() => create(world, { type: 'ClusterIP' })).toThrow('failed calling webhook "mservice.elbv2.k8s.aws"');
  });
});
