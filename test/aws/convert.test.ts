import { describe, expect, test } from 'vitest';
import { forwardsOf } from '../../src/aws/convert/forward.ts';
import { recordOf } from '../../src/aws/convert/key-value.ts';
import { listenerOf } from '../../src/aws/convert/listener.ts';
import { loadBalancerOf } from '../../src/aws/convert/load-balancer.ts';
import { targetOf } from '../../src/aws/convert/target.ts';
import { targetGroupOf } from '../../src/aws/convert/target-group.ts';

test('a load balancer keeps its values verbatim', () => {
  expect(
    loadBalancerOf({
      LoadBalancerArn: 'arn:lb',
      LoadBalancerName: 'k8s-Ui',
      DNSName: 'K8s-Ui.elb.us-west-2.amazonaws.com',
      Type: 'network',
      Scheme: 'internet-facing',
      VpcId: 'vpc-1',
      State: { Code: 'active_impaired', Reason: 'why' },
      IpAddressType: 'dualstack',
      AvailabilityZones: [{ ZoneName: 'us-west-2a' }, {}],
      SecurityGroups: ['sg-1'],
      CreatedTime: new Date('2026-01-02T03:04:05Z'),
    }),
  ).toEqual({
    arn: 'arn:lb',
    name: 'k8s-Ui',
    dnsName: 'K8s-Ui.elb.us-west-2.amazonaws.com',
    type: 'network',
    scheme: 'internet-facing',
    vpcId: 'vpc-1',
    state: 'active_impaired',
    stateReason: 'why',
    ipAddressType: 'dualstack',
    zones: ['us-west-2a'],
    securityGroups: ['sg-1'],
    createdTime: '2026-01-02T03:04:05.000Z',
    tags: null,
    attributes: null,
  });
});

test('what ELBv2 leaves out is null, empty or unknown', () => {
  expect(loadBalancerOf({ LoadBalancerArn: 'a' })).toMatchObject({ type: 'unknown', state: 'unknown', zones: [] });
  expect(targetGroupOf({ TargetGroupArn: 'a' })).toMatchObject({ port: null, targetType: 'unknown', targets: null });
  expect(targetOf({ Target: { Id: 'i-1' } })).toEqual({
    id: 'i-1',
    port: 0,
    zone: null,
    healthCheckPort: null,
    health: { state: 'unknown', reason: null, description: null },
    administrativeOverride: null,
  });
});

test('what has no identity is left out', () => {
  expect([
    loadBalancerOf({}),
    targetGroupOf({}),
    listenerOf({}),
    listenerOf({ ListenerArn: 'a' }),
    targetOf({}),
  ]).toEqual(Array(5).fill(null));
});

test('a target group keeps its health check', () => {
  expect(
    targetGroupOf({
      TargetGroupArn: 'arn:tg',
      TargetGroupName: 'k8s-ui',
      TargetType: 'ip',
      Protocol: 'TCP',
      Port: 8080,
      LoadBalancerArns: ['arn:lb'],
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: '10254',
      HealthCheckPath: '/healthz',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 4,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '200-399' },
    }),
  ).toMatchObject({
    targetType: 'ip',
    port: 8080,
    loadBalancerArns: ['arn:lb'],
    healthCheck: {
      protocol: 'HTTP',
      port: '10254',
      path: '/healthz',
      intervalSeconds: 5,
      timeoutSeconds: 4,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
      matcher: '200-399',
    },
  });
});

describe('the groups that an action forwards to', () => {
  const cases = [
    { name: 'none', actions: undefined, expected: [] },
    { name: 'another kind of action', actions: [{ Type: 'redirect' as const }], expected: [] },
    {
      name: 'one, by the old field',
      actions: [{ Type: 'forward' as const, TargetGroupArn: 'a' }],
      expected: [['a', 1]],
    },
    {
      name: 'one, without a weight',
      actions: [{ Type: 'forward' as const, ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'a' }] } }],
      expected: [['a', 1]],
    },
    {
      name: 'one, by both fields',
      actions: [
        {
          Type: 'forward' as const,
          TargetGroupArn: 'a',
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'a', Weight: 5 }] },
        },
      ],
      expected: [['a', 5]],
    },
    {
      name: 'two, one with weight 0',
      actions: [
        {
          Type: 'forward' as const,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn: 'a', Weight: 0 }, { TargetGroupArn: 'b', Weight: 999 }, {}],
          },
        },
      ],
      expected: [
        ['a', 0],
        ['b', 999],
      ],
    },
  ];
  test.each(cases)('$name', ({ actions, expected }) => {
    expect(forwardsOf(actions).map(({ targetGroupArn, weight }) => [targetGroupArn, weight])).toEqual(expected);
  });
});

test('a listener has its port, protocol and groups', () => {
  const listener = listenerOf({
    ListenerArn: 'arn:l',
    Port: 80,
    Protocol: 'TCP_UDP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: 'a' }],
  });
  expect(listener).toEqual({
    arn: 'arn:l',
    port: 80,
    protocol: 'TCP_UDP',
    forwards: [{ targetGroupArn: 'a', weight: 1 }],
    ruleForwards: [],
  });
});

describe('a target', () => {
  test('keeps states and reasons that nlbctl does not know', () => {
    const described = {
      Target: { Id: '10.0.0.1', Port: 8080, AvailabilityZone: 'all' },
      HealthCheckPort: '8080',
      TargetHealth: { State: 'brand-new' as 'healthy', Reason: 'Elb.New' as 'Elb.InternalError', Description: 'd' },
    };
    expect(targetOf(described)).toMatchObject({
      zone: 'all',
      healthCheckPort: '8080',
      health: { state: 'brand-new', reason: 'Elb.New', description: 'd' },
    });
  });

  test.each([
    ['no_override', null],
    ['unknown', null],
    ['zonal_shift_active', 'zonal_shift_active'],
    ['zonal_shift_delegated_to_dns', 'zonal_shift_delegated_to_dns'],
  ] as const)('with the override %s: %s', (State, expected) => {
    const target = targetOf({ Target: { Id: 'i' }, AdministrativeOverride: { State } });
    expect(target?.administrativeOverride).toBe(expected);
  });
});

test('pairs become a record, whatever their keys', () => {
  const pairs = [{ Key: 'a', Value: '1' }, { Key: 'b' }, { Value: 'lost' }, { Key: '__proto__', Value: 'x' }];
  expect(Object.entries(recordOf(pairs))).toEqual([
    ['a', '1'],
    ['b', ''],
    ['__proto__', 'x'],
  ]);
  expect(recordOf(undefined)).toEqual({});
});
