import { describe, expect, test } from 'vitest';
import type { ForwardAction, Listener, TargetGroup } from '../../../src/sandbox/elbv2/api.ts';
import { subnets } from './fake-network.ts';
import { refusal, stage } from './stage.ts';

const gone = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/gone/0123456789abcdef';

describe('CreateListener', () => {
  test('names it after its load balancer and shows a single group in both forms', () => {
    const { api, balancer, group } = stage();
    const { LoadBalancerArn } = balancer();
    const { TargetGroupArn } = group();
    const both: ForwardAction[] = [
      {
        Type: 'forward',
        TargetGroupArn,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn, Weight: 1 }],
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ];
    const byArn = api.createListener({
      LoadBalancerArn,
      Port: 80,
      Protocol: 'TCP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    });
    expect(byArn.ListenerArn).toMatch(
      new RegExp(`^${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/[0-9a-f]{16}$`),
    );
    expect(byArn).toEqual({
      ListenerArn: byArn.ListenerArn,
      LoadBalancerArn,
      Port: 80,
      Protocol: 'TCP',
      DefaultActions: both,
    });
    const byConfig = api.createListener({
      LoadBalancerArn,
      Port: 81,
      Protocol: 'TCP',
      DefaultActions: [{ Type: 'forward', Order: 1, ForwardConfig: { TargetGroups: [{ TargetGroupArn }] } }],
    });
    expect(byConfig.DefaultActions).toEqual([{ ...both[0], Order: 1 }]);
    expect(api.describeListeners({ LoadBalancerArn })).toEqual([byArn, byConfig]);
    expect(api.describeListeners({ ListenerArns: [byConfig.ListenerArn] })).toEqual([byConfig]);
  });

  test('shows several groups with their weights only', () => {
    const { api, balancer, group } = stage();
    const { LoadBalancerArn } = balancer();
    const [one, two] = [group({ Name: 'one' }).TargetGroupArn, group({ Name: 'two' }).TargetGroupArn];
    const ForwardConfig = {
      TargetGroups: [
        { TargetGroupArn: one, Weight: 0 },
        { TargetGroupArn: two, Weight: 999 },
      ],
    };
    const listener = api.createListener({
      LoadBalancerArn,
      Port: 80,
      Protocol: 'TCP',
      DefaultActions: [{ Type: 'forward', ForwardConfig }],
    });
    expect(listener.DefaultActions).toEqual([
      { Type: 'forward', ForwardConfig: { ...ForwardConfig, TargetGroupStickinessConfig: { Enabled: false } } },
    ]);
  });

  const protocols: [Listener['Protocol'], TargetGroup['Protocol'][]][] = [
    ['TCP', ['TCP', 'TCP_UDP']],
    ['TLS', ['TCP', 'TLS']],
    ['UDP', ['UDP', 'TCP_UDP']],
    ['TCP_UDP', ['TCP_UDP']],
    ['QUIC', ['QUIC', 'TCP_QUIC']],
    ['TCP_QUIC', ['TCP_QUIC']],
  ];
  test.each(protocols)('%s forwards to %o', (Protocol, compatible) => {
    for (const of of ['TCP', 'UDP', 'TLS', 'TCP_UDP', 'QUIC', 'TCP_QUIC', 'HTTP', 'HTTPS'] as const) {
      const { api, balancer, group, forwardTo } = stage();
      const { LoadBalancerArn } = balancer();
      const Certificates = [{ CertificateArn: 'arn:aws:acm:us-west-2:123456789012:certificate/1' }];
      const refused = refusal(() =>
        api.createListener({
          LoadBalancerArn,
          Port: 80,
          Protocol,
          DefaultActions: forwardTo(group({ Protocol: of }).TargetGroupArn),
          ...(Protocol === 'TLS' ? { Certificates } : {}),
        }),
      );
      expect(refused).toEqual(compatible.includes(of) ? undefined : expect.stringMatching(/^IncompatibleProtocols: /));
    }
  });

  test('refuses a port that is taken, on this load balancer only', async () => {
    const { serving, listen, balancer, group } = stage();
    const { LoadBalancerArn } = await serving();
    const { TargetGroupArn } = group({ Name: 'other' });
    expect(refusal(() => listen(LoadBalancerArn, TargetGroupArn))).toBe(
      `DuplicateListener: A listener already exists on this port for this load balancer '${LoadBalancerArn}'`,
    );
    expect(refusal(() => listen(balancer('second').LoadBalancerArn, TargetGroupArn))).toBeUndefined();
  });

  test('refuses a group of another load balancer', async () => {
    const { serving, listen, balancer } = stage();
    const { TargetGroupArn } = await serving();
    expect(refusal(() => listen(balancer('second').LoadBalancerArn, TargetGroupArn))).toBe(
      `TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load balancer: ${TargetGroupArn}`,
    );
  });

  test('forwards one group from two ports', async () => {
    const { api, serving, listen } = stage();
    const { LoadBalancerArn, TargetGroupArn, ListenerArn } = await serving();
    const second = listen(LoadBalancerArn, TargetGroupArn, 81);
    api.deleteListener({ ListenerArn });
    expect(api.describeTargetGroups({})[0]?.LoadBalancerArns).toEqual([LoadBalancerArn]);
    api.deleteListener({ ListenerArn: second.ListenerArn });
    expect(api.describeTargetGroups({})[0]?.LoadBalancerArns).toEqual([]);
  });

  const weigh =
    (...weights: (number | undefined)[]) =>
    (arns: string[]): ForwardAction[] => [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: weights.map((Weight, index) => ({
            TargetGroupArn: arns[index % arns.length] ?? '',
            ...(Weight === undefined ? {} : { Weight }),
          })),
        },
      },
    ];
  const rows: [string, (arns: string[]) => ForwardAction[], string][] = [
    ['no action', () => [], 'ValidationError: A listener must have a default action'],
    ['two actions', (arns) => [...weigh(1)(arns), ...weigh(1)(arns)], 'TooManyActions'],
    ['an action of another type', () => [{ Type: 'redirect' as 'forward' }], 'InvalidLoadBalancerAction'],
    ['no group', () => [{ Type: 'forward' }], 'ValidationError: A target group must be specified'],
    ['an unknown group', () => weigh(1)([gone]), 'TargetGroupNotFound: One or more target groups not found'],
    ['a group that is no ARN', () => weigh(1)(['pods']), "ValidationError: 'pods' is not a valid target group ARN"],
    ['a negative weight', weigh(-1), 'greater than or equal to 0'],
    ['a weight of 1000', weigh(1, 1000), 'less than or equal to 999'],
    ['six groups', weigh(1, 1, 1, 1, 1, 1), 'TooManyUniqueTargetGroupsPerLoadBalancer'],
    [
      'a group twice',
      (arns) => weigh(1, 1)(arns.slice(0, 1)),
      'ValidationError: A target group can be specified only once',
    ],
    [
      'two forms that disagree',
      (arns) => weigh(1)(arns).map((action) => ({ ...action, TargetGroupArn: gone })),
      'ValidationError: TargetGroupArn and ForwardConfig',
    ],
  ];
  test.each(rows)('refuses %s and makes nothing', (_, actions, message) => {
    const { api, balancer, group } = stage();
    const { LoadBalancerArn } = balancer();
    const arns = ['a', 'b', 'c', 'd', 'e', 'f'].map((Name) => group({ Name }).TargetGroupArn);
    expect(
      refusal(() => api.createListener({ LoadBalancerArn, Port: 80, Protocol: 'TCP', DefaultActions: actions(arns) })),
    ).toContain(message);
    expect(api.describeListeners({ LoadBalancerArn })).toEqual([]);
    expect(api.describeTargetGroups({ LoadBalancerArn })).toEqual([]);
  });

  test('takes five groups', () => {
    const { api, balancer, group } = stage();
    const { LoadBalancerArn } = balancer();
    const arns = ['a', 'b', 'c', 'd', 'e'].map((Name) => group({ Name }).TargetGroupArn);
    api.createListener({ LoadBalancerArn, Port: 80, Protocol: 'TCP', DefaultActions: weigh(1, 1, 1, 1, 1)(arns) });
    expect(api.describeTargetGroups({ LoadBalancerArn })).toHaveLength(5);
  });

  test('refuses what cannot be: protocols, ports, certificates, families, an ALB', () => {
    const { api, balancer, group, forwardTo } = stage();
    const { LoadBalancerArn } = balancer();
    const { TargetGroupArn } = group();
    const six = group({ Name: 'six', IpAddressType: 'ipv6' }).TargetGroupArn;
    const alb = api.createLoadBalancer({ Name: 'alb', Subnets: [subnets.a, subnets.b] }).LoadBalancerArn;
    const certificate = [{ CertificateArn: 'arn:aws:acm:us-west-2:123456789012:certificate/1' }];
    const create = (input: Partial<Parameters<typeof api.createListener>[0]>) =>
      refusal(() =>
        api.createListener({
          LoadBalancerArn,
          Port: 80,
          Protocol: 'TCP',
          DefaultActions: forwardTo(TargetGroupArn),
          ...input,
        }),
      );
    expect(create({ Protocol: 'HTTP' as 'TCP' })).toContain('Member must satisfy enum value set');
    expect(create({ Port: 0 })).toMatch(/^ValidationError: /);
    expect(create({ Protocol: 'TLS' })).toMatch(/^CertificateNotFound: /);
    expect(create({ Certificates: certificate })).toMatch(/^ValidationError: /);
    expect(create({ DefaultActions: forwardTo(six) })).toMatch(/^InvalidConfigurationRequest: /);
    expect(create({ LoadBalancerArn: alb })).toMatch(/^UnsupportedProtocol: /);
    expect(create({ LoadBalancerArn: `${LoadBalancerArn}0` })).toMatch(/^LoadBalancerNotFound: /);
    expect(create({ Protocol: 'TLS', Certificates: certificate })).toBeUndefined();
    expect(api.describeListeners({ LoadBalancerArn })[0]).toMatchObject({
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      Certificates: certificate,
    });
  });

  test('keeps the quotas: listeners, and targets that come with their group', () => {
    const { api, balancer, group, listen, register } = stage({
      quotas: { listenersPerLoadBalancer: 1, targetsPerZone: 1 },
    });
    const { LoadBalancerArn } = balancer();
    const crowded = group({ Name: 'crowded' }).TargetGroupArn;
    api.registerTargets({ TargetGroupArn: crowded, Targets: [{ Id: '10.42.1.1' }, { Id: '10.42.1.1', Port: 81 }] });
    expect(refusal(() => listen(LoadBalancerArn, crowded))).toMatch(/^TooManyTargets: /);
    const fitting = group({ Name: 'fitting' }).TargetGroupArn;
    register(fitting);
    expect(refusal(() => listen(LoadBalancerArn, fitting))).toBeUndefined();
    expect(refusal(() => listen(LoadBalancerArn, fitting, 81))).toMatch(/^TooManyListeners: /);
  });
});

describe('ModifyListener', () => {
  test('changes what is given and keeps the rest', async () => {
    const { api, serving, group, forwardTo } = stage();
    const { ListenerArn, TargetGroupArn, LoadBalancerArn } = await serving();
    const next = group({ Name: 'next' }).TargetGroupArn;
    expect(api.modifyListener({ ListenerArn, Port: 8080 })).toMatchObject({ Port: 8080, Protocol: 'TCP' });
    const switched = api.modifyListener({ ListenerArn, DefaultActions: forwardTo(next) });
    expect(switched).toMatchObject({
      ListenerArn,
      LoadBalancerArn,
      Port: 8080,
      DefaultActions: [{ TargetGroupArn: next }],
    });
    expect(api.describeListeners({ ListenerArns: [ListenerArn] })).toEqual([switched]);
    expect(refusal(() => api.modifyListener({ ListenerArn, Protocol: 'UDP' }))).toMatch(/^IncompatibleProtocols: /);
    expect(refusal(() => api.modifyListener({ ListenerArn, DefaultActions: forwardTo(gone) }))).toMatch(
      /^TargetGroupNotFound: /,
    );
    expect(api.describeListeners({ ListenerArns: [ListenerArn] })).toEqual([switched]);
    api.deleteTargetGroup({ TargetGroupArn });
  });

  test('refuses a port that is taken, and a listener that is not there', async () => {
    const { api, serving, listen } = stage();
    const { ListenerArn, LoadBalancerArn, TargetGroupArn } = await serving();
    listen(LoadBalancerArn, TargetGroupArn, 81);
    expect(refusal(() => api.modifyListener({ ListenerArn, Port: 81 }))).toMatch(/^DuplicateListener: /);
    expect(refusal(() => api.modifyListener({ ListenerArn: `${ListenerArn}0`, Port: 82 }))).toMatch(
      /^ListenerNotFound: /,
    );
  });

  test('from TLS to TCP drops what only TLS has', async () => {
    const { api, balancer, group, forwardTo } = stage();
    const { ListenerArn } = api.createListener({
      LoadBalancerArn: balancer().LoadBalancerArn,
      Port: 443,
      Protocol: 'TLS',
      Certificates: [{ CertificateArn: 'arn:aws:acm:us-west-2:123456789012:certificate/1' }],
      AlpnPolicy: ['HTTP2Preferred'],
      DefaultActions: forwardTo(group().TargetGroupArn),
    });
    expect(api.modifyListener({ ListenerArn, Port: 8443 })).toMatchObject({
      Protocol: 'TLS',
      AlpnPolicy: ['HTTP2Preferred'],
    });
    expect(api.describeListenerAttributes({ ListenerArn })).toEqual([]);
    const plain = api.modifyListener({ ListenerArn, Protocol: 'TCP' });
    expect(Object.keys(plain).sort()).toEqual(['DefaultActions', 'ListenerArn', 'LoadBalancerArn', 'Port', 'Protocol']);
    expect(api.describeListenerAttributes({ ListenerArn })).toHaveLength(1);
  });
});

test('several groups of a TLS listener have one protocol and no stickiness', () => {
  const { api, balancer, group } = stage();
  const { LoadBalancerArn } = balancer();
  const arns = [
    group({ Name: 'tcp' }).TargetGroupArn,
    group({ Name: 'tls', Protocol: 'TLS' }).TargetGroupArn,
    group({ Name: 'tls2', Protocol: 'TLS' }).TargetGroupArn,
  ];
  const create = (indexes: number[], Enabled?: boolean) =>
    refusal(() =>
      api.createListener({
        LoadBalancerArn,
        Port: 443,
        Protocol: 'TLS',
        Certificates: [{ CertificateArn: 'arn:aws:acm:us-west-2:123456789012:certificate/1' }],
        DefaultActions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: indexes.map((index) => ({ TargetGroupArn: arns[index] ?? '' })),
              ...(Enabled === undefined ? {} : { TargetGroupStickinessConfig: { Enabled } }),
            },
          },
        ],
      }),
    );
  expect(create([0, 1])).toMatch(/^IncompatibleProtocols: /);
  expect(create([1, 2], true)).toMatch(/^ValidationError: /);
  expect(create([1, 2])).toBeUndefined();
});

test('a sticky group among several needs stickiness on the action', async () => {
  const { api, serving, group, forwardTo } = stage();
  const { ListenerArn, TargetGroupArn } = await serving();
  const other = group({ Name: 'other' }).TargetGroupArn;
  api.modifyTargetGroupAttributes({
    TargetGroupArn: other,
    Attributes: [{ Key: 'stickiness.enabled', Value: 'true' }],
  });
  const [plain] = forwardTo(TargetGroupArn, other);
  expect(
    refusal(() => api.modifyListener({ ListenerArn, DefaultActions: plain === undefined ? [] : [plain] })),
  ).toMatch(/^ValidationError: Target group stickiness/);
  const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 60 };
  const sticky = {
    Type: 'forward' as const,
    ForwardConfig: { TargetGroups: plain?.ForwardConfig.TargetGroups ?? [], TargetGroupStickinessConfig },
  };
  expect(api.modifyListener({ ListenerArn, DefaultActions: [sticky] }).DefaultActions[0]?.ForwardConfig).toMatchObject({
    TargetGroupStickinessConfig,
  });
});

describe('DescribeListeners and DescribeRules', () => {
  test('need exactly one selector and know what they are asked for', async () => {
    const { api, serving } = stage();
    const { ListenerArn, LoadBalancerArn } = await serving();
    expect(refusal(() => api.describeListeners({}))).toBe(
      'ValidationError: You must specify either listener ARNs or a load balancer ARN',
    );
    expect(refusal(() => api.describeListeners({ LoadBalancerArn, ListenerArns: [ListenerArn] }))).toMatch(
      /^ValidationError: /,
    );
    expect(refusal(() => api.describeListeners({ LoadBalancerArn: `${LoadBalancerArn}0` }))).toMatch(
      /^LoadBalancerNotFound: /,
    );
    expect(refusal(() => api.describeListeners({ ListenerArns: [`${ListenerArn}0`] }))).toMatch(/^ListenerNotFound: /);
    expect(refusal(() => api.describeListeners({ ListenerArns: ['80'] }))).toMatch(/^ValidationError: /);
    expect(refusal(() => api.describeRules({}))).toMatch(/^ValidationError: /);
    expect(refusal(() => api.describeRules({ ListenerArn: `${ListenerArn}0` }))).toMatch(/^ListenerNotFound: /);
    expect(refusal(() => api.describeRules({ RuleArns: ['1'] }))).toMatch(/^RuleNotFound: /);
  });

  test('the default rule follows the listener', async () => {
    const { api, serving, group, forwardTo } = stage();
    const { ListenerArn } = await serving();
    const next = group({ Name: 'next' }).TargetGroupArn;
    api.modifyListener({ ListenerArn, DefaultActions: forwardTo(next) });
    const [rule] = api.describeRules({ ListenerArn });
    expect(rule?.RuleArn).toMatch(/:listener-rule\/net\/front\/[0-9a-f]{16}\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
    expect(rule).toMatchObject({
      Priority: 'default',
      IsDefault: true,
      Conditions: [],
      Actions: [{ TargetGroupArn: next }],
    });
    expect(api.describeRules({ RuleArns: [rule?.RuleArn ?? ''] })).toEqual([rule]);
  });

  test('DeleteListener of one that is not there is refused', async () => {
    const { api, serving } = stage();
    const { ListenerArn } = await serving();
    api.deleteListener({ ListenerArn });
    expect(refusal(() => api.deleteListener({ ListenerArn }))).toMatch(/^ListenerNotFound: /);
  });
});
