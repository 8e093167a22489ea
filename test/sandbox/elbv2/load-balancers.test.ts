import { describe, expect, test } from 'vitest';
import type { CreateLoadBalancerInput } from '../../../src/sandbox/elbv2/api.ts';
import { subnets, vpcId } from './fake-network.ts';
import { refusal, stage, start } from './stage.ts';

const unknownArn = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/gone/0123456789abcdef';

describe('CreateLoadBalancer', () => {
  test('makes an NLB with the shape of AWS’s names, provisioning for two minutes', async () => {
    const { api, clock } = stage();
    const created = api.createLoadBalancer({
      Name: 'k8s-ui-uinlb-45617409e2',
      Type: 'network',
      Scheme: 'internal',
      Subnets: [subnets.b, subnets.a],
      SecurityGroups: ['sg-0123456789abcdef0'],
      Tags: [{ Key: 'service.k8s.aws/stack', Value: 'ui/ui-nlb' }],
    });
    const id = created.LoadBalancerArn.split('/').at(-1);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(created).toEqual({
      LoadBalancerArn: `arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/k8s-ui-uinlb-45617409e2/${id}`,
      DNSName: `k8s-ui-uinlb-45617409e2-${id}.elb.us-west-2.amazonaws.com`,
      CanonicalHostedZoneId: 'Z18D5FSROUN65G',
      CreatedTime: new Date(start).toISOString(),
      LoadBalancerName: 'k8s-ui-uinlb-45617409e2',
      Scheme: 'internal',
      VpcId: vpcId,
      State: { Code: 'provisioning' },
      Type: 'network',
      AvailabilityZones: [
        { ZoneName: 'us-west-2b', SubnetId: subnets.b },
        { ZoneName: 'us-west-2a', SubnetId: subnets.a },
      ],
      SecurityGroups: ['sg-0123456789abcdef0'],
      IpAddressType: 'ipv4',
    });
    expect(api.settled()).toBe(false);
    await clock.step(119_999);
    expect(api.describeLoadBalancers({})[0]?.State).toEqual({ Code: 'provisioning' });
    await clock.step(1);
    expect(api.describeLoadBalancers({})[0]?.State).toEqual({ Code: 'active' });
    expect(api.settled()).toBe(true);
  });

  test('makes an ALB with an ALB’s names', () => {
    const { api } = stage();
    const created = api.createLoadBalancer({ Name: 'web', Scheme: 'internal', Subnets: [subnets.a, subnets.b] });
    expect(created.Type).toBe('application');
    expect(created.LoadBalancerArn).toContain(':loadbalancer/app/web/');
    expect(created.DNSName).toMatch(/^internal-web-\d+\.us-west-2\.elb\.amazonaws\.com$/);
  });

  test('gives the same ids for the same seed', () => {
    expect(stage().balancer().LoadBalancerArn).toBe(stage().balancer().LoadBalancerArn);
  });

  test.each([
    ['cn-north-1', /^arn:aws-cn:/, /\.elb\.cn-north-1\.amazonaws\.com\.cn$/],
    ['us-gov-west-1', /^arn:aws-us-gov:/, /\.elb\.us-gov-west-1\.amazonaws\.com$/],
  ])('in %s has the partition’s names', (region, arn, dns) => {
    const created = stage({ region }).balancer();
    expect(created.LoadBalancerArn).toMatch(arn);
    expect(created.DNSName).toMatch(dns);
  });

  test('gives back what is there under the name, if the settings are the same', () => {
    const { api, balancer } = stage();
    const first = balancer('front', [subnets.a, subnets.b]);
    expect(balancer('front', [subnets.b, subnets.a])).toEqual(first);
    expect(api.describeLoadBalancers({})).toHaveLength(1);
    expect(refusal(() => balancer('front', [subnets.a]))).toBe(
      "DuplicateLoadBalancerName: A load balancer with the same name 'front' exists, but with different settings",
    );
  });

  const rows: [string, Partial<CreateLoadBalancerInput>, string][] = [
    ['a long name', { Name: 'a'.repeat(33) }, "cannot be longer than '32' characters"],
    ['an underscore', { Name: 'a_b' }, 'alphanumeric characters and hyphens'],
    ['an empty name', { Name: '' }, 'alphanumeric characters and hyphens'],
    ['a hyphen in front', { Name: '-a' }, 'cannot begin or end with a hyphen'],
    ['a hyphen at the end', { Name: 'a-' }, 'cannot begin or end with a hyphen'],
    ['internal- in front', { Name: 'internal-a' }, "cannot begin with 'internal-'"],
    ['no subnet', { Subnets: [] }, 'ValidationError: At least one subnet'],
    ['an unknown subnet', { Subnets: ['subnet-1'] }, "SubnetNotFound: The subnet ID 'subnet-1' does not exist"],
    [
      'a zone twice',
      { Subnets: [subnets.a, subnets.a] },
      'InvalidConfigurationRequest: A load balancer cannot be attached',
    ],
    ['an ALB in one zone', { Type: 'application', Subnets: [subnets.a] }, 'ValidationError: At least two subnets'],
    ['a gateway', { Type: 'gateway' }, 'ValidationError: Gateway Load Balancers'],
    ['a scheme that is none', { Scheme: 'public' as 'internal' }, 'ValidationError: 1 validation error detected'],
    [
      'a bad security group',
      { SecurityGroups: ['group'] },
      "InvalidSecurityGroup: Security group 'group' is not valid",
    ],
    [
      'a tag twice',
      {
        Tags: [
          { Key: 'a', Value: '' },
          { Key: 'a', Value: '' },
        ],
      },
      'DuplicateTagKeys',
    ],
  ];
  test.each(rows)('refuses %s and makes nothing', (_, input, message) => {
    const { api } = stage();
    expect(
      refusal(() => api.createLoadBalancer({ Name: 'front', Type: 'network', Subnets: [subnets.a], ...input })),
    ).toContain(message);
    expect(api.describeLoadBalancers({})).toEqual([]);
  });

  test('keeps the quota', () => {
    const { balancer } = stage({ quotas: { networkLoadBalancers: 1 } });
    balancer('one');
    expect(refusal(() => balancer('two'))).toMatch(/^TooManyLoadBalancers: /);
  });
});

describe('DeleteLoadBalancer', () => {
  test('takes the listeners and tags along and leaves the groups', async () => {
    const { api, serving } = stage();
    const { LoadBalancerArn, ListenerArn, TargetGroupArn } = await serving();
    api.deleteLoadBalancer({ LoadBalancerArn });
    expect(api.describeLoadBalancers({})).toEqual([]);
    expect(refusal(() => api.describeListeners({ ListenerArns: [ListenerArn] }))).toMatch(/^ListenerNotFound: /);
    expect(refusal(() => api.describeTags({ ResourceArns: [LoadBalancerArn] }))).toMatch(/^LoadBalancerNotFound: /);
    expect(api.describeTargetGroups({ TargetGroupArns: [TargetGroupArn] })[0]?.LoadBalancerArns).toEqual([]);
  });

  test('is refused under deletion protection', () => {
    const { api, balancer } = stage();
    const { LoadBalancerArn } = balancer();
    const protect = (Value: string) =>
      api.modifyLoadBalancerAttributes({
        LoadBalancerArn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      });
    protect('true');
    expect(refusal(() => api.deleteLoadBalancer({ LoadBalancerArn }))).toBe(
      `OperationNotPermitted: Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
    );
    protect('false');
    expect(refusal(() => api.deleteLoadBalancer({ LoadBalancerArn }))).toBeUndefined();
  });

  test('of one that is not there succeeds; of what is no ARN it does not', () => {
    const { api } = stage();
    expect(refusal(() => api.deleteLoadBalancer({ LoadBalancerArn: unknownArn }))).toBeUndefined();
    expect(refusal(() => api.deleteLoadBalancer({ LoadBalancerArn: 'front' }))).toMatch(/^ValidationError: /);
  });

  test('while it is provisioned leaves nothing behind', async () => {
    const { api, balancer, clock } = stage();
    api.deleteLoadBalancer({ LoadBalancerArn: balancer().LoadBalancerArn });
    await clock.step(200_000);
    expect(api.describeLoadBalancers({})).toEqual([]);
  });
});

describe('DescribeLoadBalancers', () => {
  test('takes names or ARNs', () => {
    const { api, balancer } = stage();
    const [one, two] = [balancer('one'), balancer('two')];
    expect(api.describeLoadBalancers({})).toEqual([one, two]);
    expect(api.describeLoadBalancers({ Names: ['two'] })).toEqual([two]);
    expect(api.describeLoadBalancers({ LoadBalancerArns: [one.LoadBalancerArn] })).toEqual([one]);
  });

  test('refuses what it cannot find, both selectors, and too many', () => {
    const { api, balancer } = stage();
    const { LoadBalancerArn } = balancer('one');
    const describe = (input: Parameters<typeof api.describeLoadBalancers>[0]) =>
      refusal(() => api.describeLoadBalancers(input));
    expect(describe({ Names: ['one', 'foo'] })).toBe("LoadBalancerNotFound: Load balancers '[foo]' not found");
    expect(describe({ LoadBalancerArns: [unknownArn] })).toBe(
      'LoadBalancerNotFound: One or more load balancers not found',
    );
    expect(describe({ LoadBalancerArns: ['one'] })).toBe("ValidationError: 'one' is not a valid load balancer ARN");
    expect(describe({ Names: ['one'], LoadBalancerArns: [LoadBalancerArn] })).toMatch(/^ValidationError: /);
    expect(describe({ LoadBalancerArns: Array.from({ length: 21 }, () => LoadBalancerArn) })).toMatch(
      /^ValidationError: /,
    );
  });

  test('answers with copies', () => {
    const { api, balancer } = stage();
    balancer('one').LoadBalancerName = 'changed';
    expect(api.describeLoadBalancers({})[0]?.LoadBalancerName).toBe('one');
  });
});

describe('SetSecurityGroups', () => {
  const create = (SecurityGroups: string[]) => {
    const { api } = stage();
    const { LoadBalancerArn } = api.createLoadBalancer({
      Name: 'a',
      Type: 'network',
      Subnets: [subnets.a],
      SecurityGroups,
    });
    return (groups: string[]) => api.setSecurityGroups({ LoadBalancerArn, SecurityGroups: groups });
  };
  test('exchanges them', () => {
    expect(create(['sg-00000001'])(['sg-00000002', 'sg-00000003'])).toEqual(['sg-00000002', 'sg-00000003']);
  });
  test('adds none to an NLB that was made without, and takes not all away', () => {
    const without = create([]);
    expect(refusal(() => without(['sg-00000001']))).toMatch(/^InvalidConfigurationRequest: /);
    const having = create(['sg-00000001']);
    expect(refusal(() => having([]))).toMatch(/^InvalidConfigurationRequest: /);
    expect(refusal(() => having(['nonsense']))).toMatch(/^InvalidSecurityGroup: /);
  });
});
