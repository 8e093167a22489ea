import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { awsPermissions, clusterPermissions } from '../../src/model/permissions.ts';
import type { FrontRequest } from '../front.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';

interface Check {
  readonly group: string;
  readonly name: string;
  readonly status: string;
  readonly detail: string;
  readonly remedy: string | null;
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());
beforeEach(() => stage.reset());

/** Runs doctor, holds its document to the schema and its table to the document, and gives the checks. */
async function doctor(env: Record<string, string> = {}, ...argv: string[]) {
  const run = await stage.nlbctl(['doctor', '-o', 'json', ...argv], { env });
  const document = JSON.parse(run.stdout);
  expect(schemaErrors('doctor', document)).toEqual([]);
  expect(run.code).toBe(document.exitCode);
  expect(run.stderr).toBe('');
  const checks: Check[] = document.checks;
  const check = (name: string) => checks.find((each) => each.name.endsWith(name)) ?? expect.fail(`no check ${name}`);
  const statuses = (group: string) => [
    ...new Set(checks.filter((each) => each.group === group).map((each) => each.status)),
  ];
  return { code: run.code, text: run.stdout, document, check, statuses };
}

const fails = (match: (request: FrontRequest) => boolean, status: number, code: string) => (request: FrontRequest) =>
  match(request)
    ? { status, body: `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>` }
    : null;

describe('where everything works', () => {
  test('every part is told, in every format, with 0', async () => {
    const { code, document, statuses } = await doctor({}, '-n', 'ui');
    expect(code).toBe(0);
    for (const group of ['cluster', 'rbac', 'controller', 'aws', 'iam', 'clock'])
      expect(statuses(group)).toEqual(['ok']);
    expect(document.meta).toMatchObject({ namespace: 'ui', region: 'us-west-2', account: '123456789012' });
    const [table, yaml] = await Promise.all([stage.nlbctl(['doctor']), stage.nlbctl(['doctor', '-o', 'yaml'])]);
    expect([table.code, yaml.code]).toEqual([0, 0]);
    expect(table.stdout).toContain('Reading and migrating work.');
    expect(parse(yaml.stdout).checks).toHaveLength(document.checks.length);
  });

  test('nothing is written, and each action is asked for once', async () => {
    await doctor({}, '-n', 'ui');
    const writes = stage.kubernetes.requests.filter(
      ({ method, path }) => method !== 'GET' && !/accessreviews$/.test(path),
    );
    expect(writes).toEqual([]);
    const asked = stage.elbv2.requests.map(({ form }) => form.get('Action')).sort();
    expect(asked).toEqual([...awsPermissions.map(({ action }) => action as string), 'GetCallerIdentity'].sort());
    const reviews = stage.kubernetes.requests.filter(({ path }) => /accessreviews$/.test(path));
    const namespaces = reviews.map(({ body }) => JSON.parse(body).spec.resourceAttributes.namespace);
    expect(namespaces).toHaveLength(clusterPermissions.length);
    expect(new Set(namespaces)).toEqual(new Set(['ui', undefined]));
  });
});

describe('one half that fails takes nothing from the other', () => {
  test('the API server is not there', async () => {
    await stage.kubernetes.goDown();
    const { code, check, statuses } = await doctor();
    await stage.kubernetes.comeBack();
    expect(code).toBe(6);
    expect(check('API server')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('connection refused'),
    });
    expect(statuses('rbac')).toEqual(['not-checked']);
    expect([statuses('aws'), statuses('iam')]).toEqual([['ok'], ['ok']]);
  });

  test('there is no kubeconfig', async () => {
    const { code, check, statuses } = await doctor({ KUBECONFIG: '/nonexistent/kubeconfig' });
    expect(code).toBe(6);
    expect(check('kubeconfig')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('/nonexistent/kubeconfig'),
    });
    expect([statuses('aws'), statuses('iam')]).toEqual([['ok'], ['ok']]);
  });

  test('the credentials are not known to the API server', async () => {
    const kubeconfig = stage.kubeconfig(undefined, (text) => text.replace(/token: .*/, 'token: old-secret'));
    const { code, check, text, statuses } = await doctor({ KUBECONFIG: kubeconfig });
    expect(code).toBe(6);
    expect(check('API server')).toMatchObject({ status: 'failed', detail: expect.stringContaining('does not accept') });
    expect(text).not.toContain('old-secret');
    expect(statuses('iam')).toEqual(['ok']);
  });

  test('ELBv2 is not there', async () => {
    await stage.elbv2.goDown();
    const { code, check, statuses } = await doctor();
    await stage.elbv2.comeBack();
    expect(code).toBe(6);
    expect(check('DescribeLoadBalancers')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('cannot reach ELBv2'),
    });
    expect(check('DescribeTags')).toMatchObject({ status: 'not-checked' });
    expect(check('AWS identity')).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('cannot reach STS'),
    });
    expect([statuses('cluster'), statuses('rbac'), statuses('controller')]).toEqual([['ok'], ['ok'], ['ok']]);
  });

  test('there are no AWS credentials', async () => {
    const { code, check, statuses } = await doctor({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    expect(code).toBe(6);
    expect(check('AWS credentials')).toMatchObject({
      status: 'failed',
      remedy: expect.stringContaining('aws sso login'),
    });
    expect(statuses('iam')).toEqual(['not-checked']);
    expect(statuses('rbac')).toEqual(['ok']);
    expect(stage.elbv2.requests).toEqual([]);
  });

  test('the credentials are not accepted', async () => {
    stage.elbv2.interfere = fails(() => true, 403, 'InvalidClientTokenId');
    const { code, check } = await doctor();
    expect(code).toBe(6);
    expect(check('AWS identity')).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('does not accept'),
    });
    expect(check('DescribeLoadBalancers')).toMatchObject({ status: 'failed' });
  });

  test('no region, a profile that does not exist, an endpoint that is none', async () => {
    const regionless = await doctor({ AWS_REGION: '', AWS_DEFAULT_REGION: '' });
    expect(regionless.check('AWS region')).toMatchObject({
      status: 'failed',
      remedy: expect.stringContaining('--region'),
    });
    const profile = await doctor({}, '--profile', 'nobody');
    expect(profile.check('AWS settings')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('"nobody"'),
    });
    const endpoint = await doctor({ AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'nonsense' });
    expect(endpoint.check('AWS settings')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('not a URL'),
    });
    for (const each of [regionless, profile, endpoint]) {
      expect(each.code).toBe(6);
      expect([each.statuses('iam'), each.statuses('rbac')]).toEqual([['not-checked'], ['ok']]);
    }
  });

  test('both halves at once', async () => {
    const { code, statuses } = await doctor({
      KUBECONFIG: '/nonexistent/kubeconfig',
      AWS_REGION: '',
      AWS_DEFAULT_REGION: '',
    });
    expect(code).toBe(6);
    expect([statuses('rbac'), statuses('iam'), statuses('clock')]).toEqual([
      ['not-checked'],
      ['not-checked'],
      ['not-checked'],
    ]);
  });

  test('a sandbox’s cluster with an ELBv2 elsewhere: nothing is sent there', async () => {
    const { code, check } = await doctor({ AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'http://elb.invalid' });
    expect(code).toBe(6);
    expect(check('AWS settings')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('http://elb.invalid'),
    });
    expect(stage.elbv2.requests).toEqual([]);
  });
});

test('without STS the actions are tried all the same, and reading works: 0', async () => {
  stage.elbv2.interfere = fails(({ form }) => form.get('Action') === 'GetCallerIdentity', 403, 'AccessDenied');
  const { code, check, statuses } = await doctor();
  expect(check('AWS identity')).toMatchObject({ status: 'warning' });
  expect(statuses('iam')).toEqual(['ok']);
  expect(code).toBe(0);
});

test('a clock that is off is told, by either server', async () => {
  const date = new Date(Date.now() + 600_000).toUTCString();
  stage.kubernetes.interfere = ({ path }) =>
    path === '/version' ? { status: 200, body: '{"gitVersion":"v1.30.1"}', headers: { date } } : null;
  const { code, check } = await doctor();
  expect(check('clock, by API server')).toMatchObject({
    status: 'warning',
    detail: expect.stringMatching(/\b(599|600) s behind/),
  });
  expect(check('clock, by ELBv2')).toMatchObject({ status: 'ok' });
  expect(code).toBe(0);
});

describe('a credential plugin', () => {
  const withPlugin = (script: string, name = 'plugin') => {
    const plugin = stage.file(name, `#!/bin/sh\n${script}\n`);
    chmodSync(plugin, 0o700);
    return stage.kubeconfig(undefined, (text) =>
      text.replace(
        /token: (.*)/,
        `exec: {apiVersion: client.authentication.k8s.io/v1, command: ${plugin}, args: [get-token, --client-secret=hunter2, --password, swordfish], interactiveMode: Never}`,
      ),
    );
  };

  test('is run once, and timed', async () => {
    const token = Object.keys(stage.sandbox.kubernetes.identities)[0];
    const status = `{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"${token}"}}`;
    const { code, check, text } = await doctor({ KUBECONFIG: withPlugin(`echo '${status}'`), PATH: '/usr/bin:/bin' });
    expect(code).toBe(0);
    expect(check('credential plugin')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/plugin gave credentials in \d\.\d s$/),
    });
    expect(text).not.toContain(token);
  });

  test('that fails is told, with nothing that is secret, and AWS is asked all the same', async () => {
    const env = { KUBECONFIG: withPlugin('echo "no session" >&2; exit 3'), PATH: '/usr/bin:/bin' };
    const { code, check, text, statuses } = await doctor(env);
    expect(code).toBe(6);
    expect(check('credential plugin')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('code 3: no session'),
    });
    expect(check('credential plugin').remedy).toContain('get-token --client-secret=… --password …');
    expect(text).not.toMatch(/hunter2|swordfish/);
    expect([statuses('rbac'), statuses('iam')]).toEqual([['not-checked'], ['ok']]);
  });
});

test('Ctrl-C ends it at once, whatever hangs', async () => {
  const plugin = stage.file('plugin', '#!/bin/sh\nexec sleep 30\n');
  chmodSync(plugin, 0o700);
  const exec = `exec: {apiVersion: client.authentication.k8s.io/v1, command: ${plugin}, interactiveMode: Never}`;
  const KUBECONFIG = stage.kubeconfig(undefined, (text) => text.replace(/token: (.*)/, exec));
  stage.elbv2.interfere = () => 'hang';
  const began = performance.now();
  const run = await stage.nlbctl(['doctor'], {
    env: { KUBECONFIG, PATH: '/usr/bin:/bin' },
    onReady: (kill) => void setTimeout(() => kill('SIGINT'), 300),
  });
  expect(run).toMatchObject({ code: 130, stdout: '' });
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('a file cannot tell how cluster and AWS can be reached: 64', async () => {
  const run = await stage.nlbctl(['doctor', '--from', stage.file('snapshot', '{}')]);
  expect(run).toMatchObject({ code: 64, stdout: '' });
  expect(run.stderr).toContain('--from is not for this command');
});
