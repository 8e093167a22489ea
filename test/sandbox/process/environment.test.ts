import { describe, expect, test } from 'vitest';
import {
  applyEnvironment,
  connectToEnvironment,
  sandboxEnvironment,
  shellLines,
} from '../../../src/sandbox/process/environment.ts';
import { recordFolder } from '../../../src/sandbox/process/record.ts';

const places = {
  kubeconfig: "/tmp/it's/kubeconfig",
  emptyFile: '/tmp/empty',
  awsUrl: 'http://127.0.0.1:4566',
  region: 'us-west-2',
};

test('leads clients to the sandbox, and nothing of the user’s to AWS', () => {
  const current = {
    HOME: '/home/me',
    KUBECONFIG: '/home/me/.kube/config',
    AWS_PROFILE: 'production',
    AWS_DEFAULT_PROFILE: 'production',
    AWS_ACCESS_KEY_ID: 'AKIAREAL',
    AWS_SESSION_TOKEN: 'real',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_CA_BUNDLE: '/etc/ca.pem',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_USE_FIPS_ENDPOINT: 'true',
  };
  expect(applyEnvironment(current, sandboxEnvironment(places, current))).toEqual({
    HOME: '/home/me',
    KUBECONFIG: "/tmp/it's/kubeconfig",
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'AKIASANDBOXEXAMPLE00',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/tmp/empty',
    AWS_SHARED_CREDENTIALS_FILE: '/tmp/empty',
    NO_PROXY: '127.0.0.1,localhost,::1',
    no_proxy: '127.0.0.1,localhost,::1',
  });
});

test.each([
  [{ NO_PROXY: 'corp.example' }, 'corp.example,127.0.0.1,localhost,::1'],
  [{ no_proxy: 'corp.example,localhost' }, 'corp.example,localhost,127.0.0.1,::1'],
])('adds loopback to %j', (current, expected) => {
  const { set } = sandboxEnvironment(places, current);
  expect([set['NO_PROXY'], set['no_proxy']]).toEqual([expected, expected]);
});

describe('with an open data path', () => {
  const proxyUrl = 'http://127.0.0.1:3128';
  const open = (connectTo: string) => ({ ...places, dataPath: { proxyUrl, connectTo } });
  const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

  test('the proxy is in both spellings, in the place of the user’s own', () => {
    const { set } = sandboxEnvironment(open('nlb:80:127.0.0.1:4000'), { https_proxy: 'http://proxy.corp.example' });
    for (const name of variables) expect(set[name]).toBe(proxyUrl);
    expect(set['NLBCTL_CONNECT_TO']).toBe('nlb:80:127.0.0.1:4000');
    expect(set['NO_PROXY'], 'past which the two servers are reached').toBe('127.0.0.1,localhost,::1');
    for (const name of variables) expect(sandboxEnvironment(places, {}).set[name]).toBeUndefined();
  });

  test('without load balancers nobody is led anywhere, not even to where the user was', () => {
    const { set, unset } = sandboxEnvironment(open(''), { NLBCTL_CONNECT_TO: 'nlb:80:tunnel:8080' });
    expect(set).not.toHaveProperty('NLBCTL_CONNECT_TO');
    expect(unset).toContain('NLBCTL_CONNECT_TO');
  });

  test.each([
    ['*', ''],
    ['.amazonaws.com', ''],
    ['amazonaws.com', ''],
    ['*.amazonaws.com', ''],
    ['.elb.us-west-2.amazonaws.com', ''],
    ['.com', ''],
    ['.elb.eu-west-1.amazonaws.com', '.elb.eu-west-1.amazonaws.com,'],
    ['corp.example,10.0.0.0/8', 'corp.example,10.0.0.0/8,'],
  ])('NO_PROXY=%s does not keep the load balancers’ names from the proxy', (current, kept) => {
    const { set } = sandboxEnvironment(open('nlb:80:127.0.0.1:4000'), { NO_PROXY: current });
    expect(set['NO_PROXY']).toBe(`${kept}127.0.0.1,localhost,::1`);
    expect(set['no_proxy']).toBe(set['NO_PROXY']);
  });

  test('what changes is printed alone, too', () => {
    expect(shellLines(connectToEnvironment('nlb:80:127.0.0.1:4000'))).toBe(
      "export NLBCTL_CONNECT_TO='nlb:80:127.0.0.1:4000'",
    );
    expect(shellLines(connectToEnvironment(''))).toBe('unset NLBCTL_CONNECT_TO');
  });
});

test('is written for a shell, quotes and all', () => {
  const lines = shellLines(sandboxEnvironment(places, {})).split('\n');
  expect(lines[0]).toBe("export KUBECONFIG='/tmp/it'\\''s/kubeconfig'");
  expect(lines).toContain("export AWS_REGION='us-west-2'");
  expect(lines.at(-1)).toMatch(/^unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN /);
});

test.each([
  [{ NLBCTL_SANDBOX_DIR: '/srv/sandbox', XDG_STATE_HOME: '/state' }, '/srv/sandbox'],
  [{ XDG_STATE_HOME: '/state' }, '/state/nlbctl/sandbox'],
])('the folder of %j is %s', (env, folder) => {
  expect(recordFolder(env)).toBe(folder);
});
