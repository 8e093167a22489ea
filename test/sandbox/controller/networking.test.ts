import { describe, expect, test } from 'vitest';
import type { LoadBalancer } from '../../../src/sandbox/elbv2/api.ts';
import { modelOf, refusalOf, service, settings } from './stage.ts';

const networkingOf = (...given: Parameters<typeof modelOf>) => modelOf(...given).targetGroups[0]?.binding.networking;
const prefixed = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`aws-load-balancer-${name}`, value]));
const ip = { 'nlb-target-type': 'ip' };
const withPort = (port: Record<string, unknown>) => ({
  ports: [{ port: 80, targetPort: 8080, nodePort: 31234, protocol: 'TCP', ...port }],
});

/** An NLB that was made without security groups. */
const bare: LoadBalancer = {
  LoadBalancerArn: 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/old/0123456789abcdef',
  DNSName: 'old-0123456789abcdef.elb.us-west-2.amazonaws.com',
  CanonicalHostedZoneId: 'Z18D5FSROUN65G',
  CreatedTime: '2022-01-01T00:00:00Z',
  LoadBalancerName: 'old',
  Scheme: 'internal',
  VpcId: 'vpc-1',
  State: { Code: 'active' },
  Type: 'network',
  AvailabilityZones: [{ ZoneName: 'us-west-2a', SubnetId: 'subnet-1' }],
  SecurityGroups: [],
  IpAddressType: 'ipv4',
};

describe('A: without an annotation for security groups', () => {
  test('the load balancer has a managed group and the shared one, and the shared one is let in', () => {
    const { loadBalancer, targetGroups } = modelOf(service());
    expect(loadBalancer.securityGroups).toHaveLength(2);
    const [, backend] = loadBalancer.securityGroups;
    expect(targetGroups[0]?.binding.networking).toEqual({
      ingress: [{ from: [{ securityGroup: { groupID: backend } }], ports: [{ protocol: 'TCP', port: 31234 }] }],
    });
  });

  test('managing rules cannot be switched off', () => {
    const annotations = prefixed({ 'manage-backend-security-group-rules': 'false' });
    expect(networkingOf(service({ annotations }))).toBeDefined();
  });

  const portsOf = (annotations: Record<string, string>, spec: Record<string, unknown> = {}) =>
    (networkingOf(service({ annotations: prefixed(annotations), spec })) as { ingress: { ports: object[] }[] })
      .ingress[0]?.ports;
  const tcp = (port: number | string) => ({ protocol: 'TCP', port });
  const udp = (port: number | string) => ({ protocol: 'UDP', port });

  test.each<[string, Record<string, string>, Record<string, unknown>, object[]]>([
    ['ip', ip, {}, [tcp(8080)]],
    ['ip, by name', ip, withPort({ targetPort: 'http' }), [tcp('http')]],
    ['a health check of its own', { 'healthcheck-port': '9090' }, {}, [tcp(31234), tcp(9090)]],
    ['the same port for the check', { ...ip, 'healthcheck-port': '8080' }, {}, [tcp(8080)]],
    ['UDP', {}, withPort({ protocol: 'UDP' }), [udp(31234), tcp(31234)]],
    ['UDP, checked elsewhere', { 'healthcheck-port': '9090' }, withPort({ protocol: 'UDP' }), [udp(31234), tcp(9090)]],
    [
      'TCP_UDP, checked elsewhere',
      { ...ip, 'enable-tcp-udp-listener': 'true', 'healthcheck-port': '9090' },
      {
        ports: [
          { name: 't', port: 53, targetPort: 5353, protocol: 'TCP' },
          { name: 'u', port: 53, targetPort: 5353, protocol: 'UDP' },
        ],
      },
      [udp(5353), tcp(5353), tcp(9090)],
    ],
    ['Local', {}, { externalTrafficPolicy: 'Local', healthCheckNodePort: 30999 }, [tcp(31234), tcp(30999)]],
  ])('ports of %s', (_what, annotations, spec, ports) => {
    expect(portsOf(annotations, spec)).toEqual(ports);
  });
});

describe('B and C: with security groups of one’s own', () => {
  const groups = { 'security-groups': 'sg-0123456789abcdef0, sg-0123456789abcdef1' };

  test('nobody manages rules', () => {
    const of = service({ annotations: prefixed(groups) });
    expect(modelOf(of).loadBalancer.securityGroups).toEqual(['sg-0123456789abcdef0', 'sg-0123456789abcdef1']);
    expect(networkingOf(of)).toBeUndefined();
  });

  test('unless that is asked for: then the shared group comes with them', () => {
    const of = service({ annotations: prefixed({ ...groups, 'manage-backend-security-group-rules': 'true' }) });
    const [first, second, backend, ...more] = modelOf(of).loadBalancer.securityGroups;
    expect([first, second, more]).toEqual(['sg-0123456789abcdef0', 'sg-0123456789abcdef1', []]);
    expect(networkingOf(of)).toEqual({
      ingress: [{ from: [{ securityGroup: { groupID: backend } }], ports: [{ protocol: 'TCP', port: 31234 }] }],
    });
  });
});

describe('D: a load balancer without security groups', () => {
  const off = { 'disable-nlb-sg': 'true', scheme: 'internal' };
  const from = (...cidrs: string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  const subnets = from('10.42.96.0/19', '10.42.128.0/19');
  const given = (annotations: Record<string, string>, spec: Record<string, unknown> = {}) =>
    (networkingOf(service({ annotations: prefixed({ ...off, ...annotations }), spec })) as { ingress: object[] })
      .ingress;
  const tcp = (port: number) => [{ protocol: 'TCP', port }];

  test('instances are reached by their clients: the VPC of an internal one, everybody of another', () => {
    expect(given({})).toEqual([{ from: from('10.42.0.0/16'), ports: tcp(31234) }]);
    expect(given({ scheme: 'internet-facing' })).toEqual([{ from: from('0.0.0.0/0'), ports: tcp(31234) }]);
  });

  test('source ranges are let in, and the subnets for the checks', () => {
    const ranges = { loadBalancerSourceRanges: ['198.51.100.0/24'] };
    expect(given({}, ranges)).toEqual([
      { from: from('198.51.100.0/24'), ports: tcp(31234) },
      { from: subnets, ports: tcp(31234) },
    ]);
    const everybody = { loadBalancerSourceRanges: ['0.0.0.0/0'] };
    expect(given({}, everybody)).toEqual([{ from: from('0.0.0.0/0'), ports: tcp(31234) }]);
  });

  test('ip loses the source ranges: targets see the load balancer alone', () => {
    const ranges = { loadBalancerSourceRanges: ['198.51.100.0/24'] };
    expect(given(ip, ranges)).toEqual([{ from: subnets, ports: tcp(8080) }]);
    const preserved = { ...ip, 'target-group-attributes': 'preserve_client_ip.enabled=true' };
    expect(given(preserved, ranges)).toEqual([
      { from: from('198.51.100.0/24'), ports: tcp(8080) },
      { from: subnets, ports: tcp(8080) },
    ]);
  });

  test('the source ranges of an annotation count where the spec has none', () => {
    const annotations = {
      ...prefixed(off),
      'load-balancer-source-ranges': '198.51.100.0/24, 203.0.113.0/24',
    };
    expect(networkingOf(service({ annotations }))).toMatchObject({
      ingress: [{ from: from('198.51.100.0/24', '203.0.113.0/24') }, { from: subnets }],
    });
  });

  test('another port for the check is a rule of its own, and so is UDP’s', () => {
    expect(given({ 'healthcheck-port': '9090' })).toEqual([
      { from: from('10.42.0.0/16'), ports: tcp(31234) },
      { from: subnets, ports: tcp(9090) },
    ]);
    expect(given(ip, withPort({ protocol: 'UDP' }))).toEqual([
      { from: from('10.42.0.0/16'), ports: [{ protocol: 'UDP', port: 8080 }] },
      { from: subnets, ports: tcp(8080) },
    ]);
  });

  test('no rules at all when managing them is switched off', () => {
    const annotations = prefixed({ ...off, 'manage-backend-security-group-rules': 'false' });
    expect(networkingOf(service({ annotations }))).toBeUndefined();
  });

  test('one that has none never gets any, and one that has some keeps them', () => {
    expect(modelOf(service(), { existing: bare }).loadBalancer.securityGroups).toEqual([]);
    const dressed = { ...bare, SecurityGroups: ['sg-0123456789abcdef0'] };
    expect(refusalOf(service({ annotations: prefixed(off) }), { existing: dressed })).toBe(
      'conflicting security groups configuration',
    );
    const gate = settings({}, { NLBSecurityGroup: false });
    expect(modelOf(service(), { settings: gate }).loadBalancer.securityGroups).toEqual([]);
    expect(refusalOf(service(), { settings: gate, existing: dressed })).toBe(
      'conflicting security groups configuration',
    );
  });
});
