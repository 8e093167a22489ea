import { expect, test } from 'vitest';
import type { Played } from '../world/play.ts';
import { bindings, play, services } from '../world/play.ts';
import { annotate, arnOf, groupNames, messages, until, workshop } from './stage.ts';

const tagsOf = (world: Played, arn: string) =>
  Object.fromEntries(
    (world.elbv2.describeTags({ ResourceArns: [arn] })[0]?.Tags ?? []).map(({ Key, Value }) => [Key, Value]),
  );
const balancerArn = (world: Played) => world.elbv2.describeLoadBalancers({})[0]?.LoadBalancerArn ?? '';
const stack = { 'elbv2.k8s.aws/cluster': 'eks-workshop', 'service.k8s.aws/stack': 'ui/ui-nlb' };
const group = 'k8s-ui-uinlb-fa38096dd9';

test('tags the load balancer, its listeners and groups, and labels the bindings', async () => {
  const world = play();
  await world.settle();
  expect(tagsOf(world, balancerArn(world))).toEqual({ ...stack, 'service.k8s.aws/resource': 'LoadBalancer' });
  const [listener] = world.elbv2.describeListeners({ LoadBalancerArn: balancerArn(world) });
  expect(tagsOf(world, listener?.ListenerArn ?? '')).toEqual({ ...stack, 'service.k8s.aws/resource': '80' });
  expect(tagsOf(world, arnOf(world, group))).toEqual({ ...stack, 'service.k8s.aws/resource': 'ui/ui-nlb:80' });
  expect(world.store.get(bindings, 'ui', group)).toMatchObject({
    metadata: {
      labels: { 'service.k8s.aws/stack-name': 'ui-nlb', 'service.k8s.aws/stack-namespace': 'ui' },
      finalizers: ['elbv2.k8s.aws/resources'],
    },
    spec: {
      ipAddressType: 'ipv4',
      serviceRef: { name: 'ui-nlb', port: 80 },
      targetGroupARN: arnOf(world, group),
      targetGroupProtocol: 'TCP',
      targetType: 'instance',
      vpcID: world.topology.vpc.id,
    },
    status: { observedGeneration: 1 },
  });
});

test('listeners have no tags without the gate', async () => {
  const world = play({ controller: { featureGates: { ListenerRulesTagging: false } } });
  await world.settle();
  const [listener] = world.elbv2.describeListeners({ LoadBalancerArn: balancerArn(world) });
  expect(tagsOf(world, listener?.ListenerArn ?? '')).toEqual({});
});

test('additional tags come and go; those that track a resource always win', async () => {
  const world = play();
  await world.settle();
  const extra = 'aws-load-balancer-additional-resource-tags';
  annotate(world, { [extra]: 'team=ui,service.k8s.aws/stack=other/one' });
  await world.settle();
  expect(tagsOf(world, balancerArn(world))).toEqual({
    ...stack,
    'service.k8s.aws/resource': 'LoadBalancer',
    team: 'ui',
  });
  annotate(world, { [extra]: undefined });
  await world.settle();
  expect(tagsOf(world, arnOf(world, group))).toEqual({ ...stack, 'service.k8s.aws/resource': 'ui/ui-nlb:80' });
});

test('a group is found by its tags: a new node port keeps group and name, which is then not the computed one', async () => {
  const world = play();
  await world.settle();
  const arn = arnOf(world, group);
  world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
    spec.ports[0].nodePort = 30080;
  });
  await world.settle();
  expect(world.elbv2.describeTargetGroups({})).toMatchObject([
    { TargetGroupArn: arn, TargetGroupName: group, Port: 31234 },
  ]);
  expect(world.targets(group)).toEqual([
    expect.stringMatching(/0001:30080 healthy$/),
    expect.stringMatching(/0002:30080 healthy$/),
    expect.stringMatching(/0003:30080 healthy$/),
  ]);
});

test('a group is replaced when its protocol changes', async () => {
  const world = play();
  const certificate = 'arn:aws:acm:us-west-2:123456789012:certificate/1';
  annotate(world, { 'aws-load-balancer-ssl-cert': certificate });
  await world.settle();
  const [before] = world.elbv2.describeTargetGroups({});
  expect(before?.Protocol).toBe('TCP');
  annotate(world, { 'aws-load-balancer-backend-protocol': 'ssl' });
  await world.settle();
  const after = world.elbv2.describeTargetGroups({});
  expect(after.map(({ Protocol }) => Protocol)).toEqual(['TLS']);
  expect(after[0]?.TargetGroupArn).not.toBe(before?.TargetGroupArn);
  expect(world.forwards(80)).toEqual([after[0]?.TargetGroupName]);
});

test('a group with the tags, the type and the protocol is taken for the Service’s own', async () => {
  const world = play();
  await world.settle();
  const adopted = world.elbv2.createTargetGroup({
    Name: 'adopted',
    Protocol: 'TCP',
    Port: 1,
    VpcId: world.topology.vpc.id,
    TargetType: 'ip',
    Tags: Object.entries({ ...stack, 'service.k8s.aws/resource': 'ui/ui-nlb:80' }).map(([Key, Value]) => ({
      Key,
      Value,
    })),
  });
  annotate(world, { 'aws-load-balancer-nlb-target-type': 'ip' });
  await world.settle();
  expect(groupNames(world)).toEqual(['adopted']);
  expect(world.forwards(80)).toEqual(['adopted']);
  const [binding] = world.store.list(bindings);
  expect(binding?.metadata.name, 'the binding has the computed name').toBe('k8s-ui-uinlb-908febdef8');
  expect(binding?.['spec'].targetGroupARN).toBe(adopted.TargetGroupArn);
});

test('any reconcile deletes a group of the stack that it has no use for', async () => {
  const world = play();
  await world.settle();
  world.elbv2.createTargetGroup({
    Name: 'spare',
    Protocol: 'TCP',
    Port: 1,
    VpcId: world.topology.vpc.id,
    TargetType: 'ip',
    Tags: Object.entries({ ...stack, 'service.k8s.aws/resource': 'ui/ui-nlb:80' }).map(([Key, Value]) => ({
      Key,
      Value,
    })),
  });
  annotate(world, { other: 'annotation' });
  await world.settle();
  expect(groupNames(world)).toEqual([group]);
});

test('a group of the stack without a resource makes every reconcile fail', async () => {
  const world = play();
  await world.settle();
  const { TargetGroupArn } = world.elbv2.createTargetGroup({
    Name: 'stray',
    Protocol: 'TCP',
    Port: 1,
    VpcId: world.topology.vpc.id,
    Tags: Object.entries(stack).map(([Key, Value]) => ({ Key, Value })),
  });
  annotate(world, { other: 'annotation' });
  await until(world, () => messages(world, 'FailedDeployModel').length > 0);
  expect(messages(world, 'FailedDeployModel')).toEqual([
    `Failed deploy model due to unexpected targetGroup with no resourceID: ${TargetGroupArn}`,
  ]);
});

test('groups of another cluster or stack are let alone', async () => {
  const world = play({
    objects: workshop(() => {}),
    loadBalancers: [
      {
        name: 'k8s-ui-uinlb-0000000000',
        tags: { ...stack, 'elbv2.k8s.aws/cluster': 'other', 'service.k8s.aws/resource': 'LoadBalancer' },
      },
    ],
  });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({}).map(({ LoadBalancerName }) => LoadBalancerName)).toEqual([
    'k8s-ui-uinlb-0000000000',
    'k8s-ui-uinlb-45617409e2',
  ]);
  annotate(world, { 'aws-load-balancer-nlb-target-type': 'pod' });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({}).map(({ LoadBalancerName }) => LoadBalancerName)).toEqual([
    'k8s-ui-uinlb-0000000000',
  ]);
});
