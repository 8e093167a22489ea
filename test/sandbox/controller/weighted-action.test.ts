import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { bindings, play, services } from '../world/play.ts';
import {
  annotate,
  arnOf,
  groupNames,
  messages,
  modelOf,
  refusalOf,
  service,
  settings,
  until,
  workshop,
} from './stage.ts';

const foreign = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/own/0123456789abcdef';
const ip = { 'aws-load-balancer-nlb-target-type': 'ip' };
const action = (forwardConfig: object, listener = 'TCP-80') => ({
  [`actions.${listener}`]: JSON.stringify({ type: 'forward', forwardConfig }),
});
const second = service({
  name: 'ui-v2',
  uid: 'bbbbbbbb-2222-3333-4444-555555555555',
  spec: { type: 'ClusterIP', ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] },
});

describe('the model', () => {
  test('forwards to the Service’s own group and to others, with their weights', () => {
    const annotations = {
      ...ip,
      ...action({
        baseServiceWeight: 90,
        targetGroups: [
          { serviceName: 'ui-v2', servicePort: 80, weight: 10 },
          { targetGroupARN: foreign, weight: 0 },
        ],
        targetGroupStickinessConfig: { enabled: true },
      }),
    };
    const { listeners, targetGroups } = modelOf(service({ annotations }), { others: [second] });
    expect(listeners[0]).toMatchObject({
      forwards: [
        { kind: 'own', resource: 'ui/ui-nlb:80', weight: 90 },
        { kind: 'own', resource: 'ui/ui-v2:80', weight: 10 },
        { kind: 'foreign', arn: foreign, weight: 0 },
      ],
      stickiness: true,
    });
    expect(targetGroups.map(({ resource, name }) => `${resource} ${name}`)).toEqual([
      'ui/ui-nlb:80 k8s-ui-uinlb-908febdef8',
      'ui/ui-v2:80 k8s-ui-uiv2-d8916273d5',
    ]);
    expect(targetGroups[1]?.binding).toMatchObject({ namespace: 'ui', serviceRef: { name: 'ui-v2', port: 80 } });
  });

  test('is one of the listener’s protocol and port, and of no version before 2.16', () => {
    const annotations: Record<string, string> = {
      ...ip,
      ...action({ baseServiceWeight: 0, targetGroups: [{ targetGroupARN: foreign }] }),
    };
    const forwards = (version: string, more = annotations) =>
      modelOf(service({ annotations: more }), { settings: settings({ version }) }).listeners[0]?.forwards.length;
    expect(forwards('v2.16.0')).toBe(2);
    expect(forwards('v2.15.3')).toBe(1);
    const lowerCase = { ...ip, 'actions.tcp-80': annotations['actions.TCP-80'] ?? '' };
    expect(forwards('v3.5.0', lowerCase)).toBe(1);
  });

  test('another Service keeps its type, and has the base’s annotations', () => {
    const annotations = action({ targetGroups: [{ serviceName: 'ui-v2', servicePort: 'http', weight: 1 }] });
    expect(refusalOf(service({ annotations }), { others: [second] })).toBe(
      'unsupported service type "ClusterIP" for load balancer target type "instance"',
    );
  });

  test('behind TLS another Service is of TLS unless it is decrypted', () => {
    const protocols = (decrypt: boolean) => {
      const annotations = {
        ...ip,
        'aws-load-balancer-ssl-cert': 'arn:aws:acm:us-west-2:123456789012:certificate/1',
        ...action({ targetGroups: [{ serviceName: 'ui-v2', servicePort: '80', weight: 1, decrypt }] }, 'TLS-80'),
      };
      return modelOf(service({ annotations }), { others: [second] }).targetGroups.map(({ protocol }) => protocol);
    };
    expect(protocols(false)).toEqual(['TCP', 'TLS']);
    expect(protocols(true)).toEqual(['TCP', 'TCP']);
  });

  const tuple = 'invalid ForwardConfig: invalid TargetGroupTuple:';
  test.each<[string, object[], string]>([
    ['neither', [{ weight: 1 }], `${tuple} precisely one of targetGroupARN and serviceName can be specified`],
    [
      'both',
      [{ targetGroupARN: foreign, serviceName: 'ui-v2', servicePort: 80 }],
      `${tuple} precisely one of targetGroupARN and serviceName can be specified`,
    ],
    ['no port', [{ serviceName: 'ui-v2' }], `${tuple} missing servicePort`],
    [
      'a weight too large',
      [{ targetGroupARN: foreign, weight: 1000 }],
      `${tuple} target group weight must be between 0 and 999`,
    ],
    [
      'a missing weight of several',
      [{ targetGroupARN: foreign, weight: 1 }, { targetGroupARN: `${foreign}0` }],
      'invalid ForwardConfig: weight must be set when routing to multiple target groups',
    ],
    ['no such Service', [{ serviceName: 'ui-v3', servicePort: 80 }], 'services "ui-v3" not found'],
    ['no such port', [{ serviceName: 'ui-v2', servicePort: 81 }], 'unable to find port 81 on service ui/ui-v2'],
  ])('refuses %s', (_what, targetGroups, message) => {
    const annotations = { ...ip, ...action({ baseServiceWeight: 1, targetGroups }) };
    expect(refusalOf(service({ annotations }), { others: [second] })).toBe(message);
  });

  test('refuses what is no action', () => {
    const raw = (text: string) => refusalOf(service({ annotations: { ...ip, 'actions.TCP-80': text } }));
    expect(raw('{')).toBe('failed to parse json annotation, service.beta.kubernetes.io/actions.TCP-80: {');
    expect(raw('{"type":"redirect"}')).toBe('unknown action type: redirect');
  });
});

/** A group and a binding of one's own beside the controller's: the way of moving without an outage. */
const ownBinding = (arn: string): KubeObject => ({
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'TargetGroupBinding',
  metadata: { name: 'own', namespace: 'ui' },
  spec: { targetGroupARN: arn, serviceRef: { name: 'ui-nlb', port: 80 } },
});

test('shifts traffic to a group of one’s own by weights, and leaves that group alone', async () => {
  const world = play();
  await world.settle();
  const own = world.elbv2.createTargetGroup({
    Name: 'own',
    Protocol: 'TCP',
    Port: 8080,
    VpcId: world.topology.vpc.id,
    TargetType: 'ip',
  });
  world.store.create(bindings, ownBinding(own.TargetGroupArn));
  await world.settle();
  expect(world.targets('own'), 'nothing forwards to it yet').toEqual([
    expect.stringMatching(/^10\.42\.\d+\.\d+:8080 unused Target\.NotInUse$/),
  ]);
  const weigh = (base: number, weight: number) =>
    annotate(
      world,
      action({ baseServiceWeight: base, targetGroups: [{ targetGroupARN: own.TargetGroupArn, weight }] }),
    );
  weigh(100, 0);
  await world.settle();
  expect(world.forwards(80).sort()).toEqual(['k8s-ui-uinlb-fa38096dd9', 'own']);
  expect(world.targets('own')).toEqual([expect.stringMatching(/:8080 healthy$/)]);
  weigh(0, 100);
  await world.settle();
  annotate(world, ip);
  await world.settle();
  expect(groupNames(world)).toEqual(['own', 'k8s-ui-uinlb-908febdef8']);
  annotate(world, { 'actions.TCP-80': undefined });
  await world.settle();
  expect(world.forwards(80)).toEqual(['k8s-ui-uinlb-908febdef8']);
  expect(world.targets('own'), 'foreign groups are never deleted').toHaveLength(1);
});

test('a flip replaces the groups of the base and of every other Service at once', async () => {
  const objects = workshop(
    (object) => {
      object.metadata.annotations = {
        ...object.metadata.annotations,
        'service.beta.kubernetes.io/actions.TCP-80': JSON.stringify({
          type: 'forward',
          forwardConfig: {
            baseServiceWeight: 50,
            targetGroups: [{ serviceName: 'ui-v2', servicePort: 80, weight: 50 }],
          },
        }),
      };
    },
    [
      {
        ...second,
        spec: {
          type: 'NodePort',
          selector: { 'app.kubernetes.io/name': 'ui' },
          ports: [{ port: 80, targetPort: 8080 }],
        },
      },
    ],
  );
  const world = play({ objects });
  await world.settle();
  const before = groupNames(world);
  expect(before).toHaveLength(2);
  expect(world.targets(before[1] ?? '')).toHaveLength(3);
  annotate(world, ip);
  await world.settle();
  expect(groupNames(world)).toEqual(['k8s-ui-uinlb-908febdef8', 'k8s-ui-uiv2-d8916273d5']);
  expect(world.targets('k8s-ui-uiv2-d8916273d5')).toEqual([expect.stringMatching(/:8080 healthy$/)]);
});

test('several groups without the gate cannot be deployed', async () => {
  const world = play({ controller: { featureGates: { WeightedTargetGroups: false } } });
  await world.settle();
  const arn = arnOf(world, 'k8s-ui-uinlb-fa38096dd9');
  const [balancer] = world.elbv2.describeLoadBalancers({});
  const [listener] = world.elbv2.describeListeners({ LoadBalancerArn: balancer?.LoadBalancerArn ?? '' });
  expect(listener?.DefaultActions[0]?.TargetGroupArn).toBe(arn);
  annotate(world, action({ baseServiceWeight: 1, targetGroups: [{ targetGroupARN: foreign, weight: 1 }] }));
  await until(world, () => messages(world, 'FailedDeployModel').length > 0);
  expect(world.store.get(services, 'ui', 'ui-nlb')['status'].loadBalancer.ingress).toHaveLength(1);
});
