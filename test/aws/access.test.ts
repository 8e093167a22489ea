import { describe, expect, test, vi } from 'vitest';
import { connectAwsAccess } from '../../src/aws/access.ts';
import { awsPermissions } from '../../src/model/permissions.ts';
import { folderOf } from '../kubernetes/kubeconfig-file.ts';
import {
  type QueryAnswer,
  type QueryRequest,
  queryError,
  result,
  serverEnvironment,
  startQueryServer,
} from './query-server.ts';

const signal = new AbortController().signal;
const owner = { partition: 'aws', account: '111122223333' };
const identity =
  '<Arn>arn:aws:sts::111122223333:assumed-role/platform/ann</Arn><UserId>A:ann</UserId><Account>111122223333</Account>';

async function accessFor(answer: (request: QueryRequest) => QueryAnswer, env: object = {}) {
  const server = await startQueryServer(answer);
  const dates: string[] = [];
  const settings = { region: 'us-west-2', profile: null, env: { ...serverEnvironment(server.url), ...env } };
  const access = await connectAwsAccess(settings, (date) => dates.push(date));
  return {
    access,
    dates,
    requests: server.requests,
    [Symbol.asyncDispose]: async () => {
      access.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('who asks', () => {
  test('is asked of STS, in one signed request', async () => {
    await using aws = await accessFor(() => result('GetCallerIdentity', identity));
    expect(await aws.access.identity(signal)).toEqual({
      account: '111122223333',
      arn: 'arn:aws:sts::111122223333:assumed-role/platform/ann',
    });
    expect(aws.requests).toHaveLength(1);
    const [{ action, parameters, headers }] = aws.requests as [QueryRequest];
    expect([action, parameters.get('Version')]).toEqual(['GetCallerIdentity', '2011-06-15']);
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/us-west-2\/sts\/aws4_request, SignedHeaders=[^,]*host[^,]*, Signature=[0-9a-f]{64}$/,
    );
  });

  test.each([
    { answer: queryError(403, 'InvalidClientTokenId', 'The security token is invalid'), code: 'AwsCredentialsInvalid' },
    { answer: queryError(403, 'ExpiredToken', 'expired'), code: 'AwsCredentialsExpired' },
    { answer: queryError(503, 'ServiceUnavailable', 'later'), code: 'AwsFailed' },
    { answer: { body: '<html>Sign in</html>' }, code: 'AwsFailed' },
    { answer: 'reset' as const, code: 'AwsUnreachable' },
  ])('an answer that tells nobody is $code', async ({ answer, code }) => {
    await using aws = await accessFor(() => answer);
    await expect(aws.access.identity(signal)).rejects.toMatchObject({
      code,
      message: expect.not.stringContaining('ELBv2'),
    });
  });

  test('an abort ends the request', async () => {
    await using aws = await accessFor(() => 'hang');
    const abort = new AbortController();
    const asking = aws.access.identity(abort.signal);
    setTimeout(() => abort.abort(new Error('enough')), 20);
    await expect(asking).rejects.toThrow('enough');
  });

  test.each([
    { env: {}, endpoint: 'https://sts.us-west-2.amazonaws.com/' },
    { env: { AWS_USE_FIPS_ENDPOINT: 'true' }, endpoint: 'https://sts-fips.us-west-2.amazonaws.com/' },
    { env: { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, endpoint: 'http://127.0.0.1:9' },
    { env: { AWS_CONFIG_FILE: 'config' }, endpoint: 'http://127.0.0.1:4004' },
  ])('with $env STS is at $endpoint', async ({ env, endpoint }) => {
    const config = '[default]\nservices = local\n[services local]\nsts =\n  endpoint_url = http://127.0.0.1:4004\n';
    await using files = await folderOf({ config });
    const given = 'AWS_CONFIG_FILE' in env ? { AWS_CONFIG_FILE: files.file('config') } : env;
    for (const [name, value] of Object.entries(given)) vi.stubEnv(name, value);
    const { AWS_ENDPOINT_URL: _, ...elsewhere } = serverEnvironment('');
    const settings = { region: 'us-west-2', profile: null, env: { ...elsewhere, ...given } };
    const access = await connectAwsAccess(settings, () => undefined);
    expect(access.stsEndpoint).toBe(endpoint);
    access.close();
    vi.unstubAllEnvs();
  });
});

describe('an action of ELBv2', () => {
  const absent = (action: string) =>
    queryError(
      400,
      /TargetGroup|TargetHealth/.test(action)
        ? 'TargetGroupNotFound'
        : /Rules/.test(action)
          ? 'ListenerNotFound'
          : 'LoadBalancerNotFound',
      'none',
    );

  test.each(awsPermissions)('$action is allowed where what it asks about is said not to exist', async ({ action }) => {
    await using aws = await accessFor(() => absent(action));
    expect(await aws.access.isAllowed(action, owner, signal)).toBe(true);
    const [{ parameters }] = aws.requests as [QueryRequest];
    expect(parameters.get('Action')).toBe(action);
    const about = [...parameters.values()].find((value) => value.startsWith('arn:'));
    expect(parameters.get('PageSize') === '1' || about?.includes(':111122223333:')).toBe(true);
  });

  test.each(awsPermissions)('$action is missing where it is denied, after one attempt', async ({ action }) => {
    await using aws = await accessFor(() => queryError(403, 'AccessDenied', 'no'));
    expect(await aws.access.isAllowed(action, owner, signal)).toBe(false);
    expect(aws.requests).toHaveLength(1);
  });

  test('is not known where AWS says something else', async () => {
    await using aws = await accessFor(() => queryError(400, 'ValidationError', 'not so'));
    await expect(aws.access.isAllowed('DescribeTags', owner, signal)).rejects.toMatchObject({ code: 'AwsFailed' });
  });

  test('tells the time, also where it is denied', async () => {
    const date = 'Wed, 25 Nov 2026 12:00:00 GMT';
    await using aws = await accessFor(() => queryError(403, 'AccessDenied', 'no', { Date: date }));
    await aws.access.isAllowed('DescribeTags', owner, signal);
    expect(aws.dates).toEqual([date]);
  });

  test('whose account it is, is told by any load balancer that there is', async () => {
    const arn = 'arn:aws-cn:elasticloadbalancing:cn-north-1:444455556666:loadbalancer/net/a/1';
    const found = result(
      'DescribeLoadBalancers',
      `<LoadBalancers><member><LoadBalancerArn>${arn}</LoadBalancerArn></member></LoadBalancers>`,
    );
    await using aws = await accessFor(() => found);
    expect(await aws.access.ownerOfAny(signal)).toEqual({ partition: 'aws-cn', account: '444455556666' });
    await using empty = await accessFor(() => result('DescribeLoadBalancers', '<LoadBalancers/>'));
    expect(await empty.access.ownerOfAny(signal)).toBeNull();
  });
});
