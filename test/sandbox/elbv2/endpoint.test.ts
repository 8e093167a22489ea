import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeAccountLimitsCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerAttributesCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  paginateDescribeLoadBalancers,
  RegisterTargetsCommand,
  RemoveTagsCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Elbv2Endpoint, startElbv2Endpoint } from '../../../src/sandbox/elbv2/endpoint.ts';
import type { ServiceFrontOptions } from '../../../src/sandbox/elbv2/wire/service-front.ts';
import { pods, subnets, vpcId } from './fake-network.ts';
import { stage } from './stage.ts';

vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function served(options: Partial<ServiceFrontOptions> = {}, quotas = {}) {
  const scene = stage({ quotas });
  const endpoint: Elbv2Endpoint = await startElbv2Endpoint({ api: scene.api, clock: scene.clock, ...options });
  open.push(endpoint);
  const connect = (accessKeyId = 'AKIASANDBOX', region = 'us-west-2') => {
    const client = new ElasticLoadBalancingV2Client({
      endpoint: endpoint.url,
      region,
      credentials: { accessKeyId, secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
    open.push({ close: () => client.destroy() });
    return client;
  };
  return { ...scene, endpoint, connect, client: connect() };
}

/** Name, wire code, status and message of what the SDK makes of a refusal. */
const failure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: { name: string; Code?: string; message: string; $metadata?: { httpStatusCode?: number } }) => ({
      name: error.name,
      code: error.Code,
      status: error.$metadata?.httpStatusCode,
      message: error.message,
    }),
  );

test('the SDK sets everything up, sees it change, and takes it down', async () => {
  const { client, clock, endpoint } = await served();
  const { LoadBalancers: [balancer] = [] } = await client.send(
    new CreateLoadBalancerCommand({
      Name: 'front',
      Type: 'network',
      SubnetMappings: [{ SubnetId: subnets.a }],
      SecurityGroups: ['sg-00000001'],
      Tags: [{ Key: 'team', Value: 'ui=team +1@here' }],
    }),
  );
  const LoadBalancerArn = balancer?.LoadBalancerArn ?? '';
  expect(balancer).toMatchObject({
    LoadBalancerName: 'front',
    State: { Code: 'provisioning' },
    CreatedTime: new Date(clock.now()),
    AvailabilityZones: [{ ZoneName: 'us-west-2a', SubnetId: subnets.a, LoadBalancerAddresses: [] }],
    SecurityGroups: ['sg-00000001'],
  });
  const { TargetGroups: [group] = [] } = await client.send(
    new CreateTargetGroupCommand({
      Name: 'pods',
      Protocol: 'TCP',
      Port: 8080,
      VpcId: vpcId,
      TargetType: 'ip',
      HealthCheckProtocol: 'HTTP',
      Matcher: { HttpCode: '200' },
    }),
  );
  const TargetGroupArn = group?.TargetGroupArn ?? '';
  expect(group).toMatchObject({
    Port: 8080,
    Matcher: { HttpCode: '200' },
    HealthCheckEnabled: true,
    LoadBalancerArns: [],
  });
  await client.send(
    new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2 }),
  );
  const { Listeners: [listener] = [] } = await client.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Port: 80,
      Protocol: 'TCP',
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 5 }] } }],
    }),
  );
  const ListenerArn = listener?.ListenerArn ?? '';
  expect(listener?.DefaultActions).toEqual([
    {
      Type: 'forward',
      TargetGroupArn,
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn, Weight: 5 }],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    },
  ]);
  await client.send(
    new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: pods.a }, { Id: pods.b, Port: 81 }] }),
  );
  const health = async () => {
    const { TargetHealthDescriptions = [] } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions.map(({ Target, HealthCheckPort, TargetHealth }) => [
      `${Target?.Id}:${Target?.Port} ${Target?.AvailabilityZone} ${HealthCheckPort}`,
      [TargetHealth?.State, TargetHealth?.Reason, TargetHealth?.Description].filter(Boolean).join(', '),
    ]);
  };
  const first = `${pods.a}:8080 us-west-2a 8080`;
  const second = [
    `${pods.b}:81 us-west-2b 81`,
    'unused, Target.NotInUse, Target is in an Availability Zone that is not enabled for the load balancer',
  ];
  expect(await health()).toEqual([
    [first, 'initial, Elb.RegistrationInProgress, Target registration is in progress'],
    second,
  ]);
  await clock.step(140_000);
  expect(await health()).toEqual([[first, 'healthy'], second]);

  await client.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: [subnets.a, subnets.b] }));
  await clock.step(80_000);
  expect((await health()).map(([, state]) => state)).toEqual(['healthy', 'healthy']);
  await client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: pods.a }] }));
  expect((await health())[0]?.[1]).toBe(
    'draining, Target.DeregistrationInProgress, Target deregistration is in progress',
  );

  const { Rules } = await client.send(new DescribeRulesCommand({ ListenerArn }));
  expect(Rules).toMatchObject([{ Priority: 'default', IsDefault: true, Actions: [{ TargetGroupArn }] }]);
  const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand({ LoadBalancerArn }));
  expect(TargetGroups).toMatchObject([{ TargetGroupArn, LoadBalancerArns: [LoadBalancerArn] }]);
  const { Listeners } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
  expect(Listeners).toMatchObject([{ ListenerArn, Port: 80 }]);
  await client.send(new ModifyListenerCommand({ ListenerArn, Port: 8080 }));
  const groups = await client.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: ['sg-00000002'] }));
  expect(groups.SecurityGroupIds).toEqual(['sg-00000002']);

  await client.send(
    new AddTagsCommand({ ResourceArns: [ListenerArn], Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }] }),
  );
  await client.send(new RemoveTagsCommand({ ResourceArns: [ListenerArn], TagKeys: ['a'] }));
  const { TagDescriptions } = await client.send(
    new DescribeTagsCommand({ ResourceArns: [LoadBalancerArn, ListenerArn] }),
  );
  expect(TagDescriptions).toEqual([
    { ResourceArn: LoadBalancerArn, Tags: [{ Key: 'team', Value: 'ui=team +1@here' }] },
    { ResourceArn: ListenerArn, Tags: [{ Key: 'b', Value: '' }] },
  ]);

  await client.send(new DeleteListenerCommand({ ListenerArn }));
  await client.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({}));
  expect(LoadBalancers).toEqual([]);
  expect(endpoint.requests).toHaveLength(23);
  expect(endpoint.requests[0]).toEqual({
    action: 'CreateLoadBalancer',
    at: expect.any(Number),
    accessKeyId: 'AKIASANDBOX',
  });
});

test('the SDK reads and writes attributes', async () => {
  const { client, serving } = await served();
  const { LoadBalancerArn, TargetGroupArn, ListenerArn } = await serving();
  const balancer = await client.send(
    new ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn,
      Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
    }),
  );
  expect(balancer.Attributes).toContainEqual({ Key: 'access_logs.s3.bucket', Value: '' });
  expect((await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))).Attributes).toEqual(
    balancer.Attributes,
  );
  const group = await client.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }],
    }),
  );
  expect(group.Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '5' });
  expect((await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }))).Attributes).toEqual(
    group.Attributes,
  );
  const listener = await client.send(
    new ModifyListenerAttributesCommand({
      ListenerArn,
      Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value: '60' }],
    }),
  );
  expect(listener.Attributes).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '60' }]);
  expect((await client.send(new DescribeListenerAttributesCommand({ ListenerArn }))).Attributes).toEqual(
    listener.Attributes,
  );
});

describe('paging', () => {
  test('450 load balancers come in pages of 400, or as many as are asked for', async () => {
    const { client, balancer, endpoint } = await served();
    const names = Array.from({ length: 450 }, (_, index) => `lb-${index}`);
    for (const name of names) balancer(name);
    const first = await client.send(new DescribeLoadBalancersCommand({}));
    expect(first.LoadBalancers).toHaveLength(400);
    const second = await client.send(new DescribeLoadBalancersCommand({ Marker: first.NextMarker }));
    expect(second.LoadBalancers).toHaveLength(50);
    expect(second.NextMarker).toBeUndefined();
    const seen: (string | undefined)[] = [];
    for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, { PageSize: 100 })) {
      seen.push(...LoadBalancers.map(({ LoadBalancerName }) => LoadBalancerName));
    }
    expect(seen).toEqual(names);
    expect(endpoint.requests).toHaveLength(2 + 5);
  });

  test('the other lists have pages too', async () => {
    const { client, balancer, group, listen } = await served();
    const { LoadBalancerArn } = balancer();
    for (const port of [80, 81, 82]) listen(LoadBalancerArn, group({ Name: `group-${port}` }).TargetGroupArn, port);
    const [listeners, groups, limits] = await Promise.all([
      client.send(new DescribeListenersCommand({ LoadBalancerArn, PageSize: 2 })),
      client.send(new DescribeTargetGroupsCommand({ LoadBalancerArn, PageSize: 2 })),
      client.send(new DescribeAccountLimitsCommand({ PageSize: 2 })),
    ]);
    expect([listeners.Listeners?.length, groups.TargetGroups?.length, limits.Limits?.length]).toEqual([2, 2, 2]);
    const rest = await client.send(
      new DescribeListenersCommand({ LoadBalancerArn, PageSize: 2, Marker: listeners.NextMarker }),
    );
    expect(rest.Listeners).toMatchObject([{ Port: 82 }]);
    expect(rest.NextMarker).toBeUndefined();
    const mixed = new DescribeTargetGroupsCommand({ Marker: listeners.NextMarker });
    expect(await failure(client.send(mixed))).toMatchObject({ code: 'ValidationError', status: 400 });
    expect(await failure(client.send(new DescribeRulesCommand({ ListenerArn: 'x', PageSize: 401 })))).toMatchObject({
      status: 400,
    });
    expect(await failure(client.send(new DescribeLoadBalancersCommand({ PageSize: 401 })))).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('less than or equal to 400'),
    });
  });
});

describe('refusals', () => {
  test('have the code, the status and the words of the service', async () => {
    const { client } = await served();
    expect(await failure(client.send(new DescribeLoadBalancersCommand({ Names: ['foo'] })))).toEqual({
      name: 'LoadBalancerNotFoundException',
      code: 'LoadBalancerNotFound',
      status: 400,
      message: "Load balancers '[foo]' not found",
    });
    expect(
      await failure(client.send(new CreateTargetGroupCommand({ Name: 'a', Port: 80, VpcId: vpcId }))),
    ).toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining("Value 'null' at 'protocol'"),
    });
    expect(await failure(client.send(new SetSubnetsCommand({ LoadBalancerArn: 'x' })))).toMatchObject({
      code: 'ValidationError',
    });
  });

  test('an unknown key, an expired one, and one that may not do this', async () => {
    const { connect, endpoint } = await served({
      credentials: {
        AKIAGOOD: {},
        AKIAOLD: { expired: true },
        AKIAPOOR: { denied: ['elasticloadbalancing:DescribeTags', 'elasticloadbalancing:Delete*'], user: 'poor' },
      },
    });
    const describeAs = (key: string) => failure(connect(key).send(new DescribeLoadBalancersCommand({})));
    expect(await describeAs('AKIAGOOD')).toBeUndefined();
    expect(await describeAs('AKIAPOOR')).toBeUndefined();
    expect(await describeAs('AKIANONE')).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
    expect(await describeAs('AKIAOLD')).toEqual({
      name: 'ExpiredToken',
      code: 'ExpiredToken',
      status: 403,
      message: 'The security token included in the request is expired',
    });
    const ResourceArns = ['arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/gone/0123456789abcdef'];
    expect(await failure(connect('AKIAPOOR').send(new DescribeTagsCommand({ ResourceArns })))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:iam::123456789012:user/poor is not authorized to perform: elasticloadbalancing:DescribeTags because no identity-based policy allows the elasticloadbalancing:DescribeTags action',
    });
    const remove = new DeleteTargetGroupCommand({ TargetGroupArn: ResourceArns[0] });
    expect((await failure(connect('AKIAPOOR').send(remove)))?.message).toContain(
      `elasticloadbalancing:DeleteTargetGroup on resource: ${ResourceArns[0]} because`,
    );
    expect(endpoint.requests.map(({ accessKeyId }) => accessKeyId)).toContain('AKIANONE');
  });

  test('actions that are denied for the time being', async () => {
    const denied = new Set(['elasticloadbalancing:DescribeLoadBalancers']);
    const { client } = await served({ denied: () => denied });
    const describeAll = () => failure(client.send(new DescribeLoadBalancersCommand({})));
    expect(await describeAll()).toMatchObject({ code: 'AccessDenied' });
    denied.clear();
    expect(await describeAll()).toBeUndefined();
  });

  test('a rate above AWS’s, until the sandbox’s time has passed', async () => {
    const { client, clock } = await served({ throttle: true });
    const results = [];
    for (let call = 0; call < 41; call += 1)
      results.push(await failure(client.send(new DescribeLoadBalancersCommand({}))));
    expect(results.filter(Boolean)).toEqual([
      { name: 'Throttling', code: 'Throttling', status: 400, message: 'Rate exceeded' },
    ]);
    await clock.step(1000);
    expect(await failure(client.send(new DescribeLoadBalancersCommand({})))).toBeUndefined();
  });

  test('another region or account has nothing in it', async () => {
    const { connect, serving } = await served({
      credentials: { AKIAHERE: {}, AKIATHERE: { account: '999999999999' } },
    });
    const { TargetGroupArn } = await serving();
    for (const client of [connect('AKIAHERE', 'eu-west-1'), connect('AKIATHERE')]) {
      expect((await client.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
      expect(await failure(client.send(new DescribeTargetHealthCommand({ TargetGroupArn })))).toMatchObject({
        name: 'TargetGroupNotFoundException',
      });
      const create = new CreateLoadBalancerCommand({ Name: 'a', Type: 'network', Subnets: [subnets.a] });
      expect(await failure(client.send(create))).toMatchObject({ code: 'SubnetNotFound' });
    }
    expect((await connect('AKIAHERE').send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toHaveLength(1);
  });
});

describe('plain HTTP', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20261124/us-west-2/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=0';
  const ask = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  };
  const code = (body: string) => /<Code>(.*)<\/Code>/.exec(body)?.[1];

  test('takes GET as well as POST', async () => {
    const { endpoint } = await served();
    const query = 'Action=DescribeLoadBalancers&Version=2015-12-01';
    const got = await ask(`${endpoint.url}/?${query}`, { headers: { authorization } });
    const posted = await ask(endpoint.url, {
      method: 'POST',
      body: new URLSearchParams(query),
      headers: { authorization },
    });
    for (const { status, type, body } of [got, posted]) {
      expect([status, type]).toEqual([200, 'text/xml']);
      expect(body).toMatch(
        /^<DescribeLoadBalancersResponse xmlns="http:\/\/elasticloadbalancing.amazonaws.com\/doc\/2015-12-01\/"><DescribeLoadBalancersResult><LoadBalancers\/><\/DescribeLoadBalancersResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId>/,
      );
    }
    expect(endpoint.requests.map(({ action }) => action)).toEqual(['DescribeLoadBalancers', 'DescribeLoadBalancers']);
  });

  test.each([
    [undefined, 'MissingAuthenticationToken', 403],
    ['Basic dXNlcg==', 'MissingAuthenticationToken', 403],
    ['AWS4-HMAC-SHA256 Credential=AKIASANDBOX', 'MissingAuthenticationToken', 403],
  ])('with the authorization %s is refused', async (header, expected, expectedStatus) => {
    const { endpoint } = await served();
    const headers = header === undefined ? {} : { authorization: header };
    const { status, body } = await ask(`${endpoint.url}/?Action=DescribeLoadBalancers&Version=2015-12-01`, { headers });
    expect([code(body), status]).toEqual([expected, expectedStatus]);
    expect(endpoint.requests[0]).not.toHaveProperty('accessKeyId');
  });

  test.each([
    'Action=CreateTrustStore&Version=2015-12-01',
    'Action=toString&Version=2015-12-01',
    'Action=DescribeLoadBalancers&Version=2012-06-01',
    'Action=AssumeRole&Version=2011-06-15',
    'Action=DescribeLoadBalancers',
    '',
  ])('an action that is not known: %s', async (query) => {
    const { endpoint } = await served();
    const { status, body } = await ask(`${endpoint.url}/?${query}`, { headers: { authorization } });
    expect([code(body), status]).toEqual(['InvalidAction', 400]);
  });

  test('answers STS, signed in the URL too', async () => {
    const { endpoint } = await served();
    const query = new URLSearchParams({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Credential': 'AKIASANDBOX/20261124/us-west-2/sts/aws4_request',
    });
    const { body } = await ask(`${endpoint.url}/?${query}`);
    expect(body).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
    expect(body).toContain('<Arn>arn:aws:iam::123456789012:user/sandbox</Arn>');
    expect(body).toContain('<Account>123456789012</Account>');
  });

  test('an error of its own is a 500 that says so', async () => {
    const { api } = stage();
    const describeLoadBalancers = () => {
      throw new TypeError('out of order');
    };
    const { endpoint } = await served({ api: { ...api, describeLoadBalancers } });
    const { status, body } = await ask(`${endpoint.url}/?Action=DescribeLoadBalancers&Version=2015-12-01`, {
      headers: { authorization },
    });
    expect([code(body), status]).toEqual(['InternalFailure', 500]);
    expect(body).toContain('<Type>Receiver</Type>');
    expect(body).toContain('TypeError: out of order');
  });

  test('refuses a body without end', async () => {
    const { endpoint } = await served();
    const { status } = await ask(endpoint.url, {
      method: 'POST',
      body: 'x'.repeat(1_000_001),
      headers: { authorization },
    });
    expect(status).toBe(413);
  });
});
