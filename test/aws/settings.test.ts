import { afterEach, describe, expect, test, vi } from 'vitest';
import { connectElbv2 } from '../../src/aws/elbv2.ts';
import { regionOfSettings } from '../../src/aws/region.ts';
import { maxAttemptsOf } from '../../src/aws/retry.ts';
import { folderOf } from '../kubernetes/kubeconfig-file.ts';
import { result, startQueryServer } from './query-server.ts';

const signal = new AbortController().signal;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const config = `
[default]
region = eu-west-1

[profile staging]
region = eu-central-1
endpoint_url = http://127.0.0.1:4001
services = local

[profile plain]
region = eu-north-1
endpoint_url = http://127.0.0.1:4002

[profile nowhere]
output = json

[profile broken]
endpoint_url = not a url

[profile ignoring]
endpoint_url = http://127.0.0.1:4002
ignore_configured_endpoint_urls = true

[services local]
elastic_load_balancing_v2 =
  endpoint_url = http://127.0.0.1:4003
`;
const credentials = `
[staging]
aws_access_key_id = AKIASTAGING
aws_secret_access_key = x

[only-keys]
aws_access_key_id = AKIAONLY
aws_secret_access_key = x
region = us-east-2
`;

async function withFiles(env: Record<string, string> = {}) {
  const files = await folderOf({ config, credentials });
  return {
    env: { AWS_CONFIG_FILE: files.file('config'), AWS_SHARED_CREDENTIALS_FILE: files.file('credentials'), ...env },
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}

/** Flags and environment, and the region that they come to. */
const regions = [
  { profile: null, env: {}, expected: { region: 'eu-west-1', from: 'profile default' } },
  {
    profile: null,
    env: { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'x' },
    expected: { region: 'us-east-1', from: 'AWS_REGION' },
  },
  {
    profile: 'staging',
    env: { AWS_DEFAULT_REGION: 'us-east-1' },
    expected: { region: 'us-east-1', from: 'AWS_DEFAULT_REGION' },
  },
  { profile: 'staging', env: { AWS_PROFILE: 'plain' }, expected: { region: 'eu-central-1', from: 'profile staging' } },
  { profile: null, env: { AWS_PROFILE: 'plain' }, expected: { region: 'eu-north-1', from: 'profile plain' } },
  { profile: null, env: { AWS_DEFAULT_PROFILE: 'plain' }, expected: { region: 'eu-north-1', from: 'profile plain' } },
  { profile: 'only-keys', env: {}, expected: { region: 'us-east-2', from: 'profile only-keys' } },
  { profile: 'nowhere', env: {}, expected: null },
  { profile: null, env: { AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' }, expected: null },
];

test.each(regions)('the region of --profile $profile and $env', async ({ profile, env, expected }) => {
  await using files = await withFiles(env as Record<string, string>);
  expect(await regionOfSettings(profile, files.env)).toEqual(expected);
});

test.each(['us west', 'us-west-2.evil.example', 'a/b', '-x', ''])('the region "%s" is none', async (region) => {
  const connecting = connectElbv2({ region, profile: null, env: { AWS_CONFIG_FILE: '' } });
  await expect(connecting).rejects.toMatchObject({ code: 'RegionUnknown', message: expect.stringContaining(region) });
});

describe('a profile that does not exist', () => {
  test('is named, with those that do', async () => {
    await using files = await withFiles();
    await expect(regionOfSettings('stagign', files.env)).rejects.toMatchObject({
      code: 'AwsProfileNotFound',
      message: 'the AWS profile "stagign" (--profile) does not exist',
      hint: 'did you mean "staging"? there are: broken, default, ignoring, nowhere, only-keys, plain, staging',
    });
  });

  test('may be AWS_PROFILE’s', async () => {
    await using files = await withFiles({ AWS_PROFILE: 'gone' });
    await expect(regionOfSettings(null, files.env)).rejects.toMatchObject({
      message: 'the AWS profile "gone" (AWS_PROFILE) does not exist',
    });
  });
});

/** Flags and environment, and where requests go. */
const endpoints = [
  { name: 'AWS’s own', profile: 'nowhere', env: {}, expected: 'https://elasticloadbalancing.us-west-2.amazonaws.com/' },
  { name: 'the profile’s', profile: 'plain', env: {}, expected: 'http://127.0.0.1:4002' },
  { name: 'its services section’s', profile: 'staging', env: {}, expected: 'http://127.0.0.1:4003' },
  { name: 'AWS_PROFILE’s', profile: null, env: { AWS_PROFILE: 'plain' }, expected: 'http://127.0.0.1:4002' },
  {
    name: '--profile’s, not AWS_PROFILE’s',
    profile: 'nowhere',
    env: { AWS_PROFILE: 'plain' },
    expected: 'https://elasticloadbalancing.us-west-2.amazonaws.com/',
  },
  {
    name: 'the environment’s',
    profile: 'staging',
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    expected: 'http://127.0.0.1:1',
  },
  {
    name: 'the environment’s for ELBv2',
    profile: null,
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'http://127.0.0.1:2' },
    expected: 'http://127.0.0.1:2',
  },
  {
    name: 'none that the environment ignores',
    profile: 'plain',
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    expected: 'https://elasticloadbalancing.us-west-2.amazonaws.com/',
  },
  {
    name: 'none that the profile ignores',
    profile: 'ignoring',
    env: {},
    expected: 'https://elasticloadbalancing.us-west-2.amazonaws.com/',
  },
];

test.each(endpoints)('the endpoint is $name', async ({ profile, env, expected }) => {
  await using files = await withFiles(env as Record<string, string>);
  const elbv2 = await connectElbv2({ region: 'us-west-2', profile, env: files.env });
  expect(await elbv2.endpoint()).toBe(expected);
  elbv2.close();
});

test.each([
  ['cn-north-1', 'https://elasticloadbalancing.cn-north-1.amazonaws.com.cn/'],
  ['us-gov-west-1', 'https://elasticloadbalancing.us-gov-west-1.amazonaws.com/'],
])('AWS’s own endpoint in %s is %s', async (region, expected) => {
  const elbv2 = await connectElbv2({ region, profile: null, env: { AWS_CONFIG_FILE: '' } });
  expect(await elbv2.endpoint()).toBe(expected);
});

test('an endpoint that is no URL is an error of the setting', async () => {
  await using files = await withFiles();
  await expect(connectElbv2({ region: 'us-west-2', profile: 'broken', env: files.env })).rejects.toMatchObject({
    code: 'AwsUnreachable',
    message: expect.stringContaining('endpoint_url of profile broken is not a URL'),
  });
});

/** Which keys sign a request. */
const keys = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'x' };
const signers = [
  { name: 'the environment’s', profile: null, env: keys, expected: 'AKIAENV' },
  {
    name: 'the environment’s rather than AWS_PROFILE’s',
    profile: null,
    env: { ...keys, AWS_PROFILE: 'staging' },
    expected: 'AKIAENV',
  },
  { name: 'those of --profile rather than the environment’s', profile: 'staging', env: keys, expected: 'AKIASTAGING' },
  { name: 'those of AWS_PROFILE', profile: null, env: { AWS_PROFILE: 'only-keys' }, expected: 'AKIAONLY' },
];

test.each(signers)('the keys are $name, and the console stays empty', async ({ profile, env, expected }) => {
  const printed = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error'), vi.spyOn(process, 'emitWarning')];
  await using server = await startQueryServer(() => result('DescribeTargetGroups', '<TargetGroups/>'));
  await using files = await withFiles({ ...(env as Record<string, string>), AWS_ENDPOINT_URL: server.url });
  // The SDK's own providers look here.
  for (const [name, value] of Object.entries(files.env)) vi.stubEnv(name, value);
  const before = { ...process.env };
  const elbv2 = await connectElbv2({ region: 'us-west-2', profile, env: files.env });
  await elbv2.targetGroups(signal);
  elbv2.close();
  expect(server.requests[0]?.headers.authorization).toContain(`Credential=${expected}/`);
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  expect(process.env['AWS_PROFILE']).toBe(before['AWS_PROFILE']);
});

test('a session token is sent with its keys', async () => {
  await using server = await startQueryServer(() => result('DescribeTargetGroups', '<TargetGroups/>'));
  await using files = await withFiles({ ...keys, AWS_SESSION_TOKEN: 'session', AWS_ENDPOINT_URL: server.url });
  const elbv2 = await connectElbv2({ region: 'us-west-2', profile: null, env: files.env });
  await elbv2.targetGroups(signal);
  elbv2.close();
  expect(server.requests[0]?.headers['x-amz-security-token']).toBe('session');
});

describe('no credentials', () => {
  test('are a clear error, and nothing is sent', async () => {
    await using server = await startQueryServer(() => 'hang');
    await using files = await withFiles({ AWS_ENDPOINT_URL: server.url });
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const elbv2 = await connectElbv2({ region: 'us-west-2', profile: 'nowhere', env: files.env });
    await expect(elbv2.targetGroups(signal)).rejects.toMatchObject({
      code: 'AwsCredentialsMissing',
      message: expect.stringContaining('profile nowhere'),
      hint: expect.stringContaining('--profile'),
    });
    expect(server.requests).toHaveLength(0);
  });

  test('because an SSO session is over', async () => {
    const sso = `[profile sso]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = r\nregion = us-west-2\n[sso-session s]\nsso_region = us-west-2\nsso_start_url = https://x.awsapps.com/start\n`;
    await using files = await folderOf({ config: sso });
    vi.stubEnv('HOME', files.folder);
    vi.stubEnv('AWS_CONFIG_FILE', files.file('config'));
    const env = { AWS_CONFIG_FILE: files.file('config'), AWS_SHARED_CREDENTIALS_FILE: '' };
    const elbv2 = await connectElbv2({ region: 'us-west-2', profile: 'sso', env });
    await expect(elbv2.targetGroups(signal)).rejects.toMatchObject({
      code: 'AwsCredentialsExpired',
      hint: expect.stringContaining('aws sso login --profile sso'),
    });
  });
});

test.each([
  [undefined, undefined, 8],
  ['3', undefined, 3],
  ['3', '5', 3],
  [undefined, '5', 5],
  ['many', '5', 5],
  ['0', undefined, 8],
])('AWS_MAX_ATTEMPTS=%s and max_attempts=%s: %s attempts', (variable, setting, expected) => {
  expect(maxAttemptsOf(variable, setting)).toBe(expected);
});
