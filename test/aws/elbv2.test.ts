import { afterEach, describe, expect, test, vi } from 'vitest';
import { connectElbv2, type Elbv2 } from '../../src/aws/elbv2.ts';
import type { ApiCall } from '../../src/network/api-call.ts';
import {
  type QueryAnswer,
  type QueryRequest,
  queryError,
  result,
  serverEnvironment,
  startQueryServer,
} from './query-server.ts';

const signal = new AbortController().signal;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A client for a server that answers what the test says. */
async function clientFor(answer: (request: QueryRequest, count: number) => QueryAnswer, env: object = {}) {
  const server = await startQueryServer(answer);
  const calls: ApiCall[] = [];
  const elbv2 = await connectElbv2({
    region: 'us-west-2',
    profile: null,
    env: { ...serverEnvironment(server.url), ...env },
    onCall: (call) => calls.push(call),
  });
  return {
    elbv2,
    calls,
    server,
    requests: server.requests,
    [Symbol.asyncDispose]: async () => {
      elbv2.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Takes the chance out of backoff, and the time with it. */
const withoutWaiting = () => vi.spyOn(Math, 'random').mockReturnValue(0);

const loadBalancers = (names: readonly string[], next = '') =>
  result(
    'DescribeLoadBalancers',
    `<LoadBalancers>${names.map((name) => `<member><LoadBalancerArn>arn:${name}</LoadBalancerArn><LoadBalancerName>${name}</LoadBalancerName><Type>network</Type></member>`).join('')}</LoadBalancers>${next === '' ? '' : `<NextMarker>${next}</NextMarker>`}`,
  );

describe('lists', () => {
  test('are read page by page', async () => {
    await using client = await clientFor(({ parameters }) => {
      const page = Number(parameters.get('Marker') ?? '0');
      return loadBalancers([`lb-${page}`], page < 2 ? String(page + 1) : '');
    });
    const found = await client.elbv2.loadBalancers(signal);
    expect(found.map(({ name }) => name)).toEqual(['lb-0', 'lb-1', 'lb-2']);
    expect(client.requests.map(({ parameters }) => parameters.get('PageSize'))).toEqual(['400', '400', '400']);
  });

  test('end with a server that names the same page again', async () => {
    await using client = await clientFor(() => loadBalancers(['lb'], 'again'));
    expect(await client.elbv2.loadBalancers(signal)).toHaveLength(2);
  });
});

describe('what does not exist', () => {
  const absent: { name: string; code: string; call: (elbv2: Elbv2) => Promise<unknown>; empty: unknown }[] = [
    { name: 'a name', code: 'LoadBalancerNotFound', call: (e) => e.loadBalancersByName('x', signal), empty: null },
    { name: 'a load balancer', code: 'LoadBalancerNotFound', call: (e) => e.listeners('arn', signal), empty: [] },
    {
      name: 'its attributes',
      code: 'LoadBalancerNotFound',
      call: (e) => e.loadBalancerAttributes('a', signal),
      empty: {},
    },
    { name: 'a listener', code: 'ListenerNotFound', call: (e) => e.ruleForwards('arn', signal), empty: [] },
    { name: 'rules', code: 'UnsupportedProtocol', call: (e) => e.ruleForwards('arn', signal), empty: [] },
    { name: 'a group', code: 'TargetGroupNotFound', call: (e) => e.targets('arn', signal), empty: [] },
    { name: 'a group', code: 'TargetGroupNotFoundException', call: (e) => e.targets('arn', signal), empty: [] },
    {
      name: 'its attributes',
      code: 'TargetGroupNotFound',
      call: (e) => e.targetGroupAttributes('a', signal),
      empty: {},
    },
  ];
  test.each(absent)('$name ($code) is $empty, at once', async ({ code, call, empty }) => {
    await using client = await clientFor(() => queryError(400, code, 'not found'));
    expect(await call(client.elbv2)).toEqual(empty);
    expect(client.requests).toHaveLength(1);
  });
});

test('one name is asked for', async () => {
  await using client = await clientFor(() => loadBalancers(['k8s-ui']));
  expect(await client.elbv2.loadBalancersByName('k8s-ui', signal)).toMatchObject({ arn: 'arn:k8s-ui', tags: null });
  expect(client.requests[0]?.parameters.get('Names.member.1')).toBe('k8s-ui');
});

test('only the rules beside the default one are read', async () => {
  const rule = (isDefault: boolean, arn: string) =>
    `<member><IsDefault>${isDefault}</IsDefault><Actions><member><Type>forward</Type><TargetGroupArn>${arn}</TargetGroupArn></member></Actions></member>`;
  await using client = await clientFor(() =>
    result('DescribeRules', `<Rules>${rule(true, 'arn:default')}${rule(false, 'arn:rule')}</Rules>`),
  );
  expect(await client.elbv2.ruleForwards('arn', signal)).toEqual([{ targetGroupArn: 'arn:rule', weight: 1 }]);
});

describe('tags', () => {
  const answered = (request: QueryRequest): QueryAnswer => {
    const arns = [...request.parameters].filter(([key]) => key.startsWith('ResourceArns')).map(([, arn]) => arn);
    if (arns.length > 20) return queryError(400, 'ValidationError', 'at most 20');
    if (arns.some((arn) => arn.includes('gone'))) return queryError(400, 'TargetGroupNotFound', 'not found');
    const described = arns.map(
      (arn) =>
        `<member><ResourceArn>${arn}</ResourceArn><Tags><member><Key>k</Key><Value>${arn}</Value></member></Tags></member>`,
    );
    return result('DescribeTags', `<TagDescriptions>${described.join('')}</TagDescriptions>`);
  };

  test('of many are read in chunks of 20', async () => {
    await using client = await clientFor(answered);
    const arns = Array.from({ length: 61 }, (_, index) => `arn:${index}`);
    const tags = await client.elbv2.tags([...arns, 'arn:0'], signal);
    expect([...tags.keys()]).toEqual(arns);
    expect(tags.get('arn:60')).toEqual({ k: 'arn:60' });
    expect(client.requests).toHaveLength(4);
  });

  test('of one that is gone are left out, and the rest of its chunk is read', async () => {
    await using client = await clientFor(answered);
    const arns = Array.from({ length: 20 }, (_, index) => (index === 7 ? 'arn:gone' : `arn:${index}`));
    const tags = await client.elbv2.tags(arns, signal);
    expect(tags.size).toBe(19);
    expect(tags.has('arn:gone')).toBe(false);
    expect(client.requests.length).toBeLessThan(12);
  });

  test('of nothing are not asked for', async () => {
    await using client = await clientFor(answered);
    expect(await client.elbv2.tags([], signal)).toEqual(new Map());
    expect(client.requests).toHaveLength(0);
  });

  test('that may not be read are a denial, once', async () => {
    await using client = await clientFor(() => queryError(403, 'AccessDenied', 'not authorized'));
    await expect(client.elbv2.tags(['arn'], signal)).rejects.toMatchObject({
      code: 'AwsAccessDenied',
      permission: 'elasticloadbalancing:DescribeTags',
    });
    expect(client.requests).toHaveLength(1);
  });
});

const page: QueryAnswer = { status: 200, body: '<html><body>sign in' };

/** What an answer that is always the same comes to, and how often it is asked for with AWS_MAX_ATTEMPTS=5. */
const failures = [
  { answer: queryError(400, 'Throttling', 'Rate exceeded'), code: 'AwsThrottled', times: 5 },
  { answer: queryError(400, 'ThrottlingException', 'Rate exceeded'), code: 'AwsThrottled', times: 5 },
  { answer: queryError(503, 'RequestLimitExceeded', 'Rate exceeded'), code: 'AwsThrottled', times: 5 },
  { answer: queryError(403, 'AccessDenied', 'User: me is not authorized'), code: 'AwsAccessDenied', times: 1 },
  { answer: queryError(403, 'AccessDeniedException', 'no'), code: 'AwsAccessDenied', times: 1 },
  { answer: queryError(403, 'ExpiredToken', 'The security token is expired'), code: 'AwsCredentialsExpired', times: 1 },
  { answer: queryError(403, 'ExpiredTokenException', 'expired'), code: 'AwsCredentialsExpired', times: 1 },
  { answer: queryError(403, 'InvalidClientTokenId', 'invalid'), code: 'AwsCredentialsInvalid', times: 1 },
  { answer: queryError(403, 'SignatureDoesNotMatch', 'no match'), code: 'AwsCredentialsInvalid', times: 1 },
  { answer: queryError(403, 'UnrecognizedClientException', 'who'), code: 'AwsCredentialsInvalid', times: 1 },
  { answer: queryError(400, 'ValidationError', 'bad ARN'), code: 'AwsFailed', times: 1 },
  { answer: queryError(500, 'InternalFailure', 'oops'), code: 'AwsFailed', times: 5 },
  { answer: queryError(500, 'HealthUnavailable', 'later'), code: 'AwsFailed', times: 5 },
  { answer: { status: 502, body: '<html>bad gateway</html>' }, code: 'AwsFailed', times: 5 },
  { answer: page, code: 'AwsFailed', times: 1 },
  { answer: { status: 404, body: 'not found' }, code: 'AwsFailed', times: 1 },
  { answer: { status: 400, body: '' }, code: 'AwsFailed', times: 1 },
  { answer: { status: 302, body: '', headers: { Location: '/login' } }, code: 'AwsFailed', times: 1 },
  { answer: 'reset' as const, code: 'AwsUnreachable', times: 3 },
];

test.each(failures)('$answer is $code after $times attempts', async ({ answer, code, times }) => {
  withoutWaiting();
  await using client = await clientFor(() => answer, { AWS_MAX_ATTEMPTS: '5' });
  const error: unknown = await client.elbv2.targets('arn', signal).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'NlbctlError', code, hint: expect.stringMatching(/\w/) });
  expect(client.requests).toHaveLength(times);
  expect(client.calls).toMatchObject([{ service: 'elbv2', operation: 'DescribeTargetHealth', attempts: times }]);
  expect(JSON.stringify([error, client.calls]) + String(error)).not.toContain('not-a-secret-key');
});

test('a page instead of an answer is told from a failure of ELBv2', async () => {
  await using client = await clientFor(() => page);
  await expect(client.elbv2.targets('arn', signal)).rejects.toMatchObject({
    message: expect.stringMatching(/^what answers at http:\/\/127\.0\.0\.1:\d+ is not ELBv2: .* HTTP 200/),
  });
});

test('throttled calls are made up to eight times if nothing else is said', async () => {
  withoutWaiting();
  await using client = await clientFor((_, count) =>
    count < 8 ? queryError(400, 'Throttling', 'Rate exceeded') : loadBalancers(['lb']),
  );
  expect(await client.elbv2.loadBalancers(signal)).toHaveLength(1);
  expect(client.calls).toMatchObject([{ attempts: 8, outcome: 'ok' }]);
});

describe('where this machine’s clock is ten minutes off', () => {
  const headers = () => ({ Date: new Date(Date.now() + 600_000 + Math.random() * 9_000).toUTCString() });

  test('a denial is told after one attempt', async () => {
    await using client = await clientFor(() => queryError(403, 'AccessDenied', 'no', headers()));
    await expect(client.elbv2.targets('tg', signal)).rejects.toMatchObject({ code: 'AwsAccessDenied' });
    expect(client.calls).toMatchObject([{ attempts: 1 }]);
  });

  test('a signature that is refused for it is made once more, with the server’s time', async () => {
    await using client = await clientFor((_, count) =>
      count === 1 ? queryError(403, 'RequestTimeTooSkewed', 'no', headers()) : result('DescribeTargetHealth', ''),
    );
    expect(await client.elbv2.targets('tg', signal)).toEqual([]);
    expect(client.calls).toMatchObject([{ attempts: 2, outcome: 'ok' }]);
    const [first, second] = client.requests.map(({ headers: sent }) => minutesOf(String(sent['x-amz-date'])));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(9);
  });

  /** Of `20261125T120000Z`. */
  const minutesOf = (stamp: string) =>
    Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')) / 60_000;
});

test('the request id is passed on', async () => {
  await using client = await clientFor(() => ({
    ...(loadBalancers(['lb']) as { body: string }),
    headers: { 'x-amzn-RequestId': 'req-7' },
  }));
  await client.elbv2.loadBalancers(signal);
  expect(client.calls).toMatchObject([{ requestId: 'req-7', outcome: 'ok' }]);
});

describe('an abort', () => {
  test('ends a request at once, with its own reason', async () => {
    await using client = await clientFor(() => 'hang');
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');
    const pending = client.elbv2.loadBalancers(abort.signal);
    setTimeout(() => abort.abort(reason), 100);
    await expect(pending).rejects.toBe(reason);
  });

  test('ends the wait of a throttled call, and nothing keeps the process', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await using client = await clientFor(() => queryError(400, 'Throttling', 'Rate exceeded'));
    const abort = new AbortController();
    const pending = client.elbv2.loadBalancers(abort.signal);
    setTimeout(() => abort.abort(new Error('Ctrl-C')), 150);
    const began = performance.now();
    await expect(pending).rejects.toThrow('Ctrl-C');
    expect(performance.now() - began).toBeLessThan(400);
    client.elbv2.close();
    const timers = process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(timers.length).toBeLessThan(6);
    expect(client.requests).toHaveLength(1);
  });

  test('before the request sends nothing', async () => {
    await using client = await clientFor(() => 'hang');
    await expect(client.elbv2.loadBalancers(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(client.requests).toHaveLength(0);
  });
});
