import { describe, expect, test } from 'vitest';
import type { CreateTargetGroupInput, HealthCheck } from '../../../src/sandbox/elbv2/api.ts';
import { vpcId } from './fake-network.ts';
import { refusal, stage } from './stage.ts';

const unknownArn = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/gone/0123456789abcdef';

describe('CreateTargetGroup', () => {
  test('fills in the defaults of the service', () => {
    const { api } = stage();
    const created = api.createTargetGroup({ Name: 'nodes', Protocol: 'TCP', Port: 31234, VpcId: vpcId });
    expect(created.TargetGroupArn).toMatch(
      /^arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup\/nodes\/[0-9a-f]{16}$/,
    );
    expect(created).toEqual({
      TargetGroupArn: created.TargetGroupArn,
      TargetGroupName: 'nodes',
      Protocol: 'TCP',
      Port: 31234,
      VpcId: vpcId,
      TargetType: 'instance',
      IpAddressType: 'ipv4',
      LoadBalancerArns: [],
      HealthCheckProtocol: 'TCP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 10,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
    });
  });

  test.each([
    ['HTTP', 6],
    ['HTTPS', 10],
  ] as const)('checks %s with a path, a matcher and a timeout of %i', (HealthCheckProtocol, timeout) => {
    expect(stage().group({ HealthCheckProtocol })).toMatchObject({
      HealthCheckPath: '/',
      Matcher: { HttpCode: '200-399' },
      HealthCheckTimeoutSeconds: timeout,
    });
  });

  test('gives back what is there under the name, if the settings are the same', () => {
    const { api, group } = stage();
    const first = group();
    expect(group()).toEqual(first);
    expect(api.describeTargetGroups({})).toHaveLength(1);
    expect(refusal(() => group({ TargetType: 'instance' }))).toBe(
      "DuplicateTargetGroupName: A target group with the same name 'pods' exists, but with different settings",
    );
  });

  const rows: [string, Partial<CreateTargetGroupInput>, string][] = [
    ['a long name', { Name: 'a'.repeat(33) }, "cannot be longer than '32' characters"],
    ['an underscore', { Name: 'a_b' }, 'alphanumeric characters or hyphens'],
    ['a hyphen in front', { Name: '-a' }, 'cannot begin or end with a hyphen'],
    ['another VPC', { VpcId: 'vpc-1' }, "The VPC ID 'vpc-1' is not found"],
    [
      'port 0',
      { Port: 0 },
      "Value '0' at 'port' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    ['port 65536', { Port: 65_536 }, 'less than or equal to 65535'],
    ['a protocol that is none', { Protocol: 'GENEVE' as 'TCP' }, 'Member must satisfy enum value set'],
    ['a target type that is none', { TargetType: 'pod' as 'ip' }, 'Member must satisfy enum value set'],
    ['QUIC for instances', { TargetType: 'instance', Protocol: 'QUIC' }, 'InvalidConfigurationRequest'],
    ['TCP_QUIC for instances', { TargetType: 'instance', Protocol: 'TCP_QUIC' }, 'InvalidConfigurationRequest'],
    ['UDP for an ALB', { TargetType: 'alb', Protocol: 'UDP' }, 'InvalidConfigurationRequest'],
    [
      'too many tags',
      { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `${index}`, Value: '' })) },
      'TooManyTags',
    ],
  ];
  test.each(rows)('refuses %s', (_, input, message) => {
    const { api, group } = stage();
    expect(refusal(() => group(input))).toContain(message);
    expect(api.describeTargetGroups({})).toEqual([]);
  });

  test('keeps the quota', () => {
    const { group } = stage({ quotas: { targetGroups: 1 } });
    group();
    expect(refusal(() => group({ Name: 'other' }))).toMatch(/^TooManyTargetGroups: /);
  });
});

describe('health check settings', () => {
  const rows: [Partial<HealthCheck>, string | undefined][] = [
    [{ HealthCheckIntervalSeconds: 4, HealthCheckTimeoutSeconds: 2 }, 'greater than or equal to 5'],
    [{ HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 }, undefined],
    [{ HealthCheckIntervalSeconds: 300, HealthCheckTimeoutSeconds: 120 }, undefined],
    [{ HealthCheckIntervalSeconds: 301 }, 'less than or equal to 300'],
    [{ HealthCheckTimeoutSeconds: 1 }, 'greater than or equal to 2'],
    [{ HealthCheckTimeoutSeconds: 121, HealthCheckIntervalSeconds: 300 }, 'less than or equal to 120'],
    [
      { HealthCheckTimeoutSeconds: 20, HealthCheckIntervalSeconds: 10 },
      'must be smaller than or equal to the interval',
    ],
    [{ HealthyThresholdCount: 1 }, 'greater than or equal to 2'],
    [{ HealthyThresholdCount: 11 }, 'less than or equal to 10'],
    [{ UnhealthyThresholdCount: 1 }, 'greater than or equal to 2'],
    [{ UnhealthyThresholdCount: 11 }, 'less than or equal to 10'],
    [{ HealthyThresholdCount: 2.5 }, 'ValidationError'],
    [{ HealthCheckProtocol: 'GRPC' as 'TCP' }, 'must be one of'],
    [{ HealthCheckEnabled: false }, 'must be true'],
    [{ HealthCheckPort: 'http' }, "must be a port number or 'traffic-port'"],
    [{ HealthCheckPort: '0' }, 'greater than or equal to 1'],
    [{ HealthCheckPort: '70000' }, 'less than or equal to 65535'],
    [{ HealthCheckPort: '30111' }, undefined],
    [{ HealthCheckPath: '/x' }, 'not supported for health check protocol TCP'],
    [{ Matcher: { HttpCode: '200' } }, 'not supported for health check protocol TCP'],
    [{ HealthCheckProtocol: 'HTTP', HealthCheckPath: 'x' }, "must begin with a '/'"],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '200,204,300-399' } }, undefined],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '199' } }, "must be within '200-599'"],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '200-600' } }, "must be within '200-599'"],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '399-200' } }, "must be within '200-599'"],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '200-300-399' } }, "must be within '200-599'"],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: 'ok' } }, "must be within '200-599'"],
  ];
  test.each(rows)('%o, on creation and in ModifyTargetGroup: %s', (input, message) => {
    const { api, group } = stage();
    const matching = message === undefined ? undefined : expect.stringContaining(message);
    expect(refusal(() => group({ Name: 'new', ...input }))).toEqual(matching);
    const { TargetGroupArn } = group();
    expect(refusal(() => api.modifyTargetGroup({ TargetGroupArn, ...input }))).toEqual(matching);
  });

  test('ModifyTargetGroup changes what is given and keeps the rest', () => {
    const { api, group } = stage();
    const before = group();
    const changed = api.modifyTargetGroup({
      TargetGroupArn: before.TargetGroupArn,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPath: '/healthz',
    });
    expect(changed).toEqual({
      ...before,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPath: '/healthz',
      Matcher: { HttpCode: '200-399' },
    });
    const back = api.modifyTargetGroup({ TargetGroupArn: before.TargetGroupArn, HealthCheckProtocol: 'TCP' });
    expect(back).toEqual(before);
    expect(api.describeTargetGroups({})).toEqual([before]);
  });

  test('ModifyTargetGroup changes nothing but the health check', () => {
    const { api, group } = stage();
    const before = group();
    const input = { TargetGroupArn: before.TargetGroupArn, TargetType: 'instance', Port: 1 };
    expect(api.modifyTargetGroup(input)).toEqual(before);
  });
});

describe('DeleteTargetGroup', () => {
  test('is refused while a listener forwards to it', async () => {
    const { api, serving } = stage();
    const { TargetGroupArn, ListenerArn } = await serving();
    expect(refusal(() => api.deleteTargetGroup({ TargetGroupArn }))).toBe(
      `ResourceInUse: Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
    );
    api.deleteListener({ ListenerArn });
    api.deleteTargetGroup({ TargetGroupArn });
    expect(api.describeTargetGroups({})).toEqual([]);
    expect(refusal(() => api.describeTags({ ResourceArns: [TargetGroupArn] }))).toMatch(/^TargetGroupNotFound: /);
  });

  test('takes draining targets along, and nothing happens to them later', async () => {
    const { api, serving, register, clock } = stage();
    const { TargetGroupArn, ListenerArn } = await serving();
    register(TargetGroupArn);
    await clock.step(90_000);
    api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: '10.42.1.1' }] });
    api.deleteListener({ ListenerArn });
    api.deleteTargetGroup({ TargetGroupArn });
    await clock.step(600_000);
    expect(api.settled()).toBe(true);
  });

  test('of one that is not there succeeds; of what is no ARN it does not', () => {
    const { api } = stage();
    expect(refusal(() => api.deleteTargetGroup({ TargetGroupArn: unknownArn }))).toBeUndefined();
    expect(refusal(() => api.deleteTargetGroup({ TargetGroupArn: 'pods' }))).toMatch(/^ValidationError: /);
  });
});

describe('DescribeTargetGroups', () => {
  test('takes a load balancer, ARNs or names', async () => {
    const { api, serving, group, balancer } = stage();
    const { LoadBalancerArn, TargetGroupArn } = await serving();
    const other = group({ Name: 'other' });
    const names = (input: Parameters<typeof api.describeTargetGroups>[0]) =>
      api.describeTargetGroups(input).map(({ TargetGroupName }) => TargetGroupName);
    expect(names({})).toEqual(['pods', 'other']);
    expect(names({ LoadBalancerArn })).toEqual(['pods']);
    expect(names({ LoadBalancerArn: balancer('empty').LoadBalancerArn })).toEqual([]);
    expect(names({ Names: ['other'] })).toEqual(['other']);
    expect(names({ TargetGroupArns: [other.TargetGroupArn, TargetGroupArn] })).toEqual(['other', 'pods']);
  });

  test('shows the load balancer that uses the group, and follows the listener', async () => {
    const { api, serving, group, forwardTo } = stage();
    const { LoadBalancerArn, TargetGroupArn, ListenerArn } = await serving();
    const next = group({ Name: 'next' }).TargetGroupArn;
    const users = () => api.describeTargetGroups({}).map(({ LoadBalancerArns }) => LoadBalancerArns);
    expect(users()).toEqual([[LoadBalancerArn], []]);
    api.modifyListener({ ListenerArn, DefaultActions: forwardTo(TargetGroupArn, next) });
    expect(users()).toEqual([[LoadBalancerArn], [LoadBalancerArn]]);
    api.modifyListener({ ListenerArn, DefaultActions: forwardTo(next) });
    expect(users()).toEqual([[], [LoadBalancerArn]]);
  });

  test('refuses what it cannot find, and more than one selector', () => {
    const { api, group } = stage();
    const { TargetGroupArn } = group();
    const refused = (input: Parameters<typeof api.describeTargetGroups>[0]) =>
      refusal(() => api.describeTargetGroups(input));
    expect(refused({ Names: ['pods', 'gone'] })).toBe('TargetGroupNotFound: One or more target groups not found');
    expect(refused({ TargetGroupArns: [unknownArn] })).toBe('TargetGroupNotFound: One or more target groups not found');
    expect(refused({ TargetGroupArns: ['pods'] })).toBe("ValidationError: 'pods' is not a valid target group ARN");
    expect(refused({ LoadBalancerArn: unknownArn.replace('targetgroup', 'loadbalancer/net') })).toMatch(
      /^LoadBalancerNotFound: /,
    );
    expect(refused({ LoadBalancerArn: 'front' })).toMatch(/^ValidationError: /);
    expect(refused({ Names: ['pods'], TargetGroupArns: [TargetGroupArn] })).toMatch(/^ValidationError: /);
  });
});
