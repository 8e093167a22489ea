import { describe, expect, test } from 'vitest';
import { askFor, bindings, type Played, play, services } from '../world/play.ts';
import { annotate, groupNames, serviceOf, workshop } from './stage.ts';

const eventsOf = (world: Played) => world.store.list({ group: '', resource: 'events' });

describe('the status of a Service', () => {
  test('is one entry: the name in lower case, and the ports', async () => {
    const objects = workshop((object) => {
      Object.assign(object.metadata.annotations ?? {}, {
        'service.beta.kubernetes.io/aws-load-balancer-name': 'Front-Door',
      });
      object['spec'].ports.push({ name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' });
    });
    const world = play({ objects });
    await world.settle();
    const [balancer] = world.elbv2.describeLoadBalancers({});
    expect(balancer?.DNSName).toMatch(/^Front-Door-[0-9a-f]{16}\.elb\.us-west-2\.amazonaws\.com$/);
    expect(serviceOf(world)['status']).toEqual({
      loadBalancer: {
        ingress: [
          {
            hostname: balancer?.DNSName.toLowerCase(),
            ports: [
              { port: 80, protocol: 'TCP' },
              { port: 53, protocol: 'UDP' },
            ],
          },
        ],
      },
    });
  });

  test.each([
    ['v2.16.0', false],
    ['v2.17.0', true],
  ])('of %s has ports: %s', async (version, expected) => {
    const world = play({ controller: { version } });
    await world.settle();
    expect(serviceOf(world)['status'].loadBalancer.ingress[0].ports !== undefined).toBe(expected);
  });

  test('is written while the NLB is being provisioned', async () => {
    const world = play();
    await world.clock.step(5_000);
    expect(world.elbv2.describeLoadBalancers({})[0]?.State.Code).toBe('provisioning');
    expect(serviceOf(world)['status'].loadBalancer.ingress).toHaveLength(1);
  });
});

describe('events', () => {
  test('of a Service and of a binding, from two components', async () => {
    const world = play();
    await world.settle();
    expect(world.events('Service')).toEqual(['Normal SuccessfullyReconciled']);
    expect(world.events('TargetGroupBinding')).toEqual(['Normal SuccessfullyReconciled']);
    const own = eventsOf(world).filter(({ involvedObject }) => /Service|Binding/.test(involvedObject.kind));
    expect(own.map(({ source, message }) => `${source.component}: ${message}`).sort()).toEqual([
      'service: Successfully reconciled',
      'targetGroupBinding: Successfully reconciled',
    ]);
  });

  test('a repeat raises the count of the event that is there', async () => {
    const world = play();
    await world.settle();
    const event = () => eventsOf(world).find(({ involvedObject }) => involvedObject.kind === 'Service');
    const before = event();
    await world.clock.step(60_000);
    annotate(world, { 'any-other': 'annotation' });
    await world.settle();
    expect(event()).toMatchObject({ metadata: { name: before?.metadata.name }, count: 2 });
    expect(event()?.['firstTimestamp']).toBe(before?.['firstTimestamp']);
    expect(Date.parse(event()?.['lastTimestamp']) - Date.parse(before?.['lastTimestamp'])).toBeGreaterThanOrEqual(
      60_000,
    );
  });
});

test('everything is looked at again every ten hours', async () => {
  const world = play();
  await world.settle();
  await world.clock.step(10 * 3_600_000);
  const [event] = eventsOf(world).filter(({ involvedObject }) => involvedObject.kind === 'Service');
  expect(event?.['count']).toBe(2);
});

test('without the gate for Services the controller minds bindings alone', async () => {
  const world = play({ controller: { featureGates: { EnableServiceController: false } } });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({})).toEqual([]);
  const own = world.elbv2.createTargetGroup({
    Name: 'own',
    Protocol: 'TCP',
    Port: 8080,
    VpcId: world.topology.vpc.id,
    TargetType: 'ip',
  });
  world.store.create(bindings, {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata: { name: 'own', namespace: 'ui' },
    spec: { targetGroupARN: own.TargetGroupArn, serviceRef: { name: 'ui-nlb', port: 80 } },
  });
  await world.settle();
  expect(world.targets('own')).toEqual([expect.stringMatching(/:8080 unused Target\.NotInUse$/)]);
});

test.each([
  ['ui', 1],
  ['other', 0],
])('a controller that watches the namespace %s makes %i NLBs for one in ui', async (watchNamespace, count) => {
  const world = play({ controller: { watchNamespace } });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({})).toHaveLength(count);
});

test('without a controller there is neither Deployment nor custom kind', async () => {
  const world = play({ controller: { installed: false } });
  await world.settle();
  expect(world.store.resources.find(bindings)).toBeUndefined();
  expect(world.store.list({ group: 'apps', resource: 'deployments' }, 'kube-system')).toEqual([]);
  askFor(world, 'ip');
  await world.clock.step(60_000);
  expect(groupNames(world)).toEqual([]);
  expect(world.events('Service')).toEqual([]);
});

test('the Deployment shows the version and what was set on the command line', async () => {
  const world = play({
    controller: {
      version: 'v2.13.2',
      defaultTargetType: 'ip',
      loadBalancerClass: 'example.com/nlb',
      featureGates: { EndpointsFailOpen: false },
    },
  });
  await world.settle();
  const deployment = world.store.get(
    { group: 'apps', resource: 'deployments' },
    'kube-system',
    'aws-load-balancer-controller',
  );
  expect(deployment.metadata.labels?.['app.kubernetes.io/version']).toBe('v2.13.2');
  const [container] = deployment['spec'].template.spec.containers;
  expect(container.image).toBe('public.ecr.aws/eks/aws-load-balancer-controller:v2.13.2');
  expect(container.args).toEqual([
    '--cluster-name=eks-workshop',
    '--ingress-class=alb',
    '--aws-region=us-west-2',
    `--aws-vpc-id=${world.topology.vpc.id}`,
    '--feature-gates=EndpointsFailOpen=false',
    '--default-target-type=ip',
    '--load-balancer-class=example.com/nlb',
  ]);
  expect(deployment['status'].readyReplicas).toBe(2);
});

test('a Service that is no load balancer any more loses its class, and with it its NLB', async () => {
  const objects = workshop((object) => {
    object['spec'].loadBalancerClass = 'service.k8s.aws/nlb';
    object.metadata.annotations = {};
  });
  const world = play({ objects });
  await world.settle();
  expect(world.elbv2.describeLoadBalancers({})).toMatchObject([{ Scheme: 'internal' }]);
  world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
    spec.type = 'ClusterIP';
  });
  await world.settle();
  expect(serviceOf(world)['spec'].loadBalancerClass).toBeUndefined();
  expect(world.elbv2.describeLoadBalancers({})).toEqual([]);
});
