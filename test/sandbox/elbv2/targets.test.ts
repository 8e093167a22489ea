import { describe, expect, test } from 'vitest';
import type { TargetDescription, TargetGroup } from '../../../src/sandbox/elbv2/api.ts';
import { instances, pods, vpcId } from './fake-network.ts';
import { refusal, stage } from './stage.ts';

describe('RegisterTargets', () => {
  const stopped = 'i-0a1b2c3d4e5f60009';
  const rows: [TargetGroup['TargetType'], TargetDescription, string | undefined][] = [
    ['instance', { Id: instances.a }, undefined],
    ['instance', { Id: instances.a, Port: 30_000 }, undefined],
    ['instance', { Id: pods.a }, `ValidationError: Instance ID '${pods.a}' is not valid`],
    ['instance', { Id: 'i-xyz' }, "ValidationError: Instance ID 'i-xyz' is not valid"],
    [
      'instance',
      { Id: 'i-0000000000000dead' },
      `InvalidTarget: The following targets are not in the target group VPC '${vpcId}': 'i-0000000000000dead'`,
    ],
    [
      'instance',
      { Id: stopped },
      `InvalidTarget: The following targets are not in a running state and cannot be registered: '${stopped}'`,
    ],
    [
      'instance',
      { Id: instances.a, AvailabilityZone: 'us-west-2a' },
      'ValidationError: You cannot specify an Availability Zone',
    ],
    ['instance', { Id: instances.a, Port: 0 }, 'greater than or equal to 1'],
    ['instance', { Id: instances.a, Port: 99_999 }, 'less than or equal to 65535'],
    ['ip', { Id: pods.a }, undefined],
    ['ip', { Id: pods.a, AvailabilityZone: 'us-west-2a' }, undefined],
    [
      'ip',
      { Id: pods.a, AvailabilityZone: 'all' },
      `ValidationError: The IP address '${pods.a}' is within the VPC, and cannot have its Availability Zone overridden to 'all' from 'us-west-2a'`,
    ],
    ['ip', { Id: instances.a }, `ValidationError: The IP address '${instances.a}' is not a valid IPv4 address`],
    ['ip', { Id: 'not-an-ip' }, 'is not a valid IPv4 address'],
    ['ip', { Id: '2001:db8::1' }, 'is not a valid IPv4 address'],
    ['ip', { Id: '8.8.8.8' }, 'is not in a private range'],
    ['ip', { Id: '8.8.8.8', AvailabilityZone: 'all' }, 'is not in a private range'],
    [
      'ip',
      { Id: '10.9.0.1' },
      "ValidationError: You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the IP address '10.9.0.1' is outside the VPC",
    ],
    ['ip', { Id: '10.9.0.1', AvailabilityZone: 'all' }, undefined],
    ['ip', { Id: '100.64.3.4', AvailabilityZone: 'us-west-2b' }, undefined],
    ['ip', { Id: '172.31.3.4', AvailabilityZone: 'eu-west-1a' }, "The Availability Zone 'eu-west-1a' is not valid"],
    [
      'alb',
      { Id: 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/a/0123456789abcdef' },
      'InvalidTarget',
    ],
  ];
  test.each(rows)('%s %o: %s', (TargetType, target, message) => {
    const { api, group, network } = stage();
    network.places.set(stopped, { zone: 'us-west-2a', state: 'stopped' });
    const { TargetGroupArn } = group({ TargetType });
    const refused = refusal(() => api.registerTargets({ TargetGroupArn, Targets: [target] }));
    expect(refused).toEqual(message === undefined ? undefined : expect.stringContaining(message));
    expect(api.describeTargetHealth({ TargetGroupArn })).toHaveLength(message === undefined ? 1 : 0);
  });

  test('registers all or none', () => {
    const { api, group } = stage();
    const { TargetGroupArn } = group();
    expect(
      refusal(() => api.registerTargets({ TargetGroupArn, Targets: [{ Id: pods.a }, { Id: '8.8.8.8' }] })),
    ).toMatch(/^ValidationError: /);
    expect(refusal(() => api.registerTargets({ TargetGroupArn, Targets: [] }))).toMatch(/^ValidationError: /);
    expect(api.describeTargetHealth({ TargetGroupArn })).toEqual([]);
  });

  test('knows targets by id and port, and finds the zone of an address', () => {
    const { api, group } = stage();
    const { TargetGroupArn } = group();
    api.registerTargets({
      TargetGroupArn,
      Targets: [{ Id: pods.b }, { Id: pods.b, Port: 9090 }, { Id: pods.b, Port: 8080 }],
    });
    const described = api.describeTargetHealth({ TargetGroupArn });
    expect(described.map(({ Target, HealthCheckPort }) => [Target, HealthCheckPort])).toEqual([
      [{ Id: pods.b, Port: 8080, AvailabilityZone: 'us-west-2b' }, '8080'],
      [{ Id: pods.b, Port: 9090, AvailabilityZone: 'us-west-2b' }, '9090'],
    ]);
    expect(described[0]?.AdministrativeOverride?.State).toBe('no_override');
  });

  test('shows no zone for instances', () => {
    const { api, group, register } = stage();
    const { TargetGroupArn } = group({ TargetType: 'instance' });
    register(TargetGroupArn, instances.a);
    expect(api.describeTargetHealth({ TargetGroupArn })[0]?.Target).toEqual({ Id: instances.a, Port: 8080 });
  });

  test('takes IPv6 addresses of the VPC into an IPv6 group', () => {
    const { api, group, network } = stage();
    network.vpc.cidrs.push('2001:db8:42::/56');
    const { TargetGroupArn } = group({ IpAddressType: 'ipv6' });
    const register = (Id: string) => refusal(() => api.registerTargets({ TargetGroupArn, Targets: [{ Id }] }));
    expect(register('2001:db8:42::1')).toBeUndefined();
    expect(register('2001:db8:99::1')).toContain('is not in a private range');
    expect(register(pods.a)).toContain('is not a valid IPv6 address');
  });

  const addresses = (count: number, from = 1) =>
    Array.from({ length: count }, (_, index) => ({ Id: `10.42.7.${from + index}` }));
  test.each([
    ['per group', { targetsPerTargetGroup: 3 }, false, "targets per target group '3'"],
    ['per load balancer', { targetsPerLoadBalancer: 3 }, false, "targets per load balancer '3'"],
    ['per zone', { targetsPerZone: 3 }, false, "targets per Availability Zone '3'"],
    ['over all zones with cross-zone load balancing', { targetsAcrossZones: 3 }, true, "targets per load balancer '3'"],
  ])('keeps the quota %s', async (_, quotas, crossZone, message) => {
    const { api, serving, network } = stage({ quotas });
    for (const { Id } of addresses(4)) network.places.set(Id, { zone: 'us-west-2a', state: 'running' });
    const { TargetGroupArn, LoadBalancerArn } = await serving();
    api.modifyLoadBalancerAttributes({
      LoadBalancerArn,
      Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: String(crossZone) }],
    });
    api.registerTargets({ TargetGroupArn, Targets: addresses(3) });
    expect(refusal(() => api.registerTargets({ TargetGroupArn, Targets: addresses(1, 4) }))).toContain(message);
    expect(refusal(() => api.registerTargets({ TargetGroupArn, Targets: addresses(3) }))).toBeUndefined();
  });
});

describe('DeregisterTargets', () => {
  test('passes over what is not registered, in form it must be right', () => {
    const { api, group, register } = stage();
    const { TargetGroupArn } = group();
    register(TargetGroupArn, pods.a, pods.b);
    const deregister = (Targets: TargetDescription[]) =>
      refusal(() => api.deregisterTargets({ TargetGroupArn, Targets }));
    expect(deregister([{ Id: pods.c }, { Id: pods.a, Port: 1 }])).toBeUndefined();
    expect(api.describeTargetHealth({ TargetGroupArn })).toHaveLength(2);
    expect(deregister([{ Id: pods.a }])).toBeUndefined();
    expect(api.describeTargetHealth({ TargetGroupArn }).map(({ Target }) => Target.Id)).toEqual([pods.b]);
    expect(deregister([{ Id: instances.a }])).toMatch(/^ValidationError: /);
  });
});

describe('DescribeTargetHealth', () => {
  test('answers for the targets that it is asked for, registered or not', () => {
    const { api, group, register } = stage();
    const { TargetGroupArn } = group();
    register(TargetGroupArn, pods.a, pods.b);
    const described = api.describeTargetHealth({
      TargetGroupArn,
      Targets: [{ Id: pods.c }, { Id: pods.b }, { Id: pods.b, Port: 1 }],
    });
    expect(described.map(({ Target, TargetHealth }) => [Target.Id, Target.Port, TargetHealth.Reason])).toEqual([
      [pods.c, 8080, 'Target.NotRegistered'],
      [pods.b, 8080, 'Target.NotInUse'],
      [pods.b, 1, 'Target.NotRegistered'],
    ]);
  });

  test('of a group that is not there is refused, and so are the writes', () => {
    const { api } = stage();
    const TargetGroupArn = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/gone/0123456789abcdef';
    const message = 'TargetGroupNotFound: One or more target groups not found';
    expect(refusal(() => api.describeTargetHealth({ TargetGroupArn }))).toBe(message);
    expect(refusal(() => api.registerTargets({ TargetGroupArn, Targets: [{ Id: pods.a }] }))).toBe(message);
    expect(refusal(() => api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pods.a }] }))).toBe(message);
  });
});

test('a zonal shift overrides the targets of its zone, on a load balancer that takes part', async () => {
  const { api, serving, register } = stage();
  const { LoadBalancerArn, TargetGroupArn } = await serving();
  register(TargetGroupArn, pods.a, pods.b);
  const overrides = () =>
    api.describeTargetHealth({ TargetGroupArn }).map(({ AdministrativeOverride }) => AdministrativeOverride?.State);
  api.shiftedZones.add('us-west-2a');
  expect(overrides()).toEqual(['no_override', 'no_override']);
  const Attributes = [{ Key: 'zonal_shift.config.enabled', Value: 'true' }];
  api.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes });
  expect(overrides()).toEqual(['zonal_shift_active', 'no_override']);
  api.shiftedZones.clear();
  expect(overrides()).toEqual(['no_override', 'no_override']);
});

test('a quota that changes is kept from then on', async () => {
  const { api, serving, register } = stage();
  const { TargetGroupArn } = await serving();
  api.quotas.targetsPerZone = 0;
  expect(refusal(() => register(TargetGroupArn, pods.a))).toContain('TooManyTargets');
  expect(api.describeAccountLimits()).toContainEqual({
    Name: 'targets-per-availability-zone-per-network-load-balancer',
    Max: '0',
  });
});
