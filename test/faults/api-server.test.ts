import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Interference } from '../front.ts';
import { createAuthority } from '../network/certificates.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { apiStatus, expectFailure } from './failure.ts';

const limits = vi.hoisted(() => ({ connectTimeout: 10_000, requestTimeout: 30_000 }));
vi.mock('../../src/network/limits.ts', () => limits);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage.stop());
beforeEach(() => stage.reset());

const inspect = ['inspect', 'ui-nlb', '-n', 'ui'];
const migrate = ['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes'];
const server = 'https://127\\.0\\.0\\.1:\\d+';

/** A kubeconfig that differs from the right one in its user or its cluster. */
function kubeconfigWith(change: { user?: object; cluster?: object }): string {
  return stage.kubeconfig(undefined, (text) => {
    const config = parse(text);
    if (change.user !== undefined) config.users[0].user = change.user;
    config.clusters[0].cluster = { ...config.clusters[0].cluster, ...change.cluster };
    return stringify(config);
  });
}

describe('an API server', () => {
  test('that nobody can reach: 6, with its address and the context', async () => {
    await stage.kubernetes.goDown();
    try {
      for (const argv of [inspect, migrate, ['list', '-A'], ['inspect']])
        await expectFailure(stage, argv, {
          code: 6,
          name: 'KubernetesUnreachable',
          says: new RegExp(`cannot reach the API server ${server}: connection refused`),
          hint: /check that the server runs .*\(context nlbctl-sandbox\)/,
        });
    } finally {
      await stage.kubernetes.comeBack();
    }
  });

  test('with a name that DNS does not know: 6', () =>
    expectFailure(stage, [...inspect, '--kubeconfig', kubeconfigWith({ cluster: { server: 'https://api.invalid' } })], {
      code: 6,
      name: 'KubernetesUnreachable',
      says: /cannot reach the API server https:\/\/api\.invalid: (?:no such host|DNS gave no answer)/,
      hint: /DNS works/,
    }));

  test('whose certificate the kubeconfig does not trust: 6', async () => {
    const other = await createAuthority('somebody else');
    const cluster = { 'certificate-authority-data': Buffer.from(other.pem).toString('base64') };
    await expectFailure(stage, [...inspect, '--kubeconfig', kubeconfigWith({ cluster })], {
      code: 6,
      name: 'KubernetesUnreachable',
      says: /its certificate is not signed by the authority that it names|an authority that is not trusted/,
      hint: /certificate-authority of the cluster in the kubeconfig/,
    });
  });

  test('that does not know the token, as when it has expired: 6', () =>
    expectFailure(stage, [...inspect, '--kubeconfig', kubeconfigWith({ user: { token: 'old' } })], {
      code: 6,
      name: 'KubernetesUnauthorized',
      says: new RegExp(`the API server ${server} does not accept the credentials: Unauthorized`),
      hint: /check the credentials of user "sandbox-admin" of the kubeconfig: they may have expired/,
    }));

  const answers: { name: string; answer: Interference; code: string; says: RegExp; hint: RegExp }[] = [
    {
      name: 'that fails',
      answer: apiStatus(500, 'InternalError', 'etcdserver: request timed out'),
      code: 'KubernetesFailed',
      says: new RegExp(`the API server ${server} failed at get services ui/ui-nlb \\(HTTP 500\\): etcdserver`),
      hint: /kubectl get --raw \/readyz/,
    },
    {
      name: 'that is too busy',
      answer: { ...apiStatus(429, 'TooManyRequests', 'too many requests'), headers: { 'retry-after': '0' } },
      code: 'KubernetesFailed',
      says: new RegExp(`the API server ${server} is too busy for get services ui/ui-nlb`),
      hint: /wait, and try again/,
    },
    {
      name: 'that is a login page',
      answer: { status: 200, body: '<html>Sign in', headers: { 'content-type': 'text/html' } },
      code: 'KubernetesFailed',
      says: new RegExp(`what answers at ${server} is not a Kubernetes API server`),
      hint: /check the server in the kubeconfig/,
    },
    {
      name: 'that breaks every connection',
      answer: 'reset',
      code: 'KubernetesUnreachable',
      says: new RegExp(`cannot reach the API server ${server}: the connection was closed by the other side`),
      hint: /VPN/,
    },
  ];

  test.each(answers)('$name: 6', async ({ answer, code, says, hint }) => {
    stage.kubernetes.interfere = ({ path }) => (path.endsWith('/services/ui-nlb') ? answer : null);
    await expectFailure(stage, inspect, { code: 6, name: code, says, hint });
  });

  test('that says nothing: 6', async () => {
    limits.requestTimeout = 1_000;
    try {
      stage.kubernetes.interfere = ({ path }) => (path.endsWith('/services/ui-nlb') ? 'hang' : null);
      await expectFailure(stage, inspect, {
        code: 6,
        name: 'KubernetesUnreachable',
        says: new RegExp(`cannot reach the API server ${server}: no answer in time`),
        hint: /VPN/,
        formats: ['table'],
      });
    } finally {
      limits.requestTimeout = 30_000;
    }
  });

  test('that fails for a moment: nobody notices', async () => {
    const failed = new Set<string>();
    stage.kubernetes.interfere = ({ path, query }) => {
      const key = `${path}?${query}`;
      if (failed.has(key)) return null;
      failed.add(key);
      return { ...apiStatus(503, 'ServiceUnavailable', 'starting'), headers: { 'retry-after': '0' } };
    };
    expect(await stage.nlbctl(inspect)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a credential plugin', () => {
  const plugin = (command: string, args: string[], more: object = {}) =>
    kubeconfigWith({
      user: {
        exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', command, args, ...more },
      },
    });

  test('that fails: 6, with what it said', () =>
    expectFailure(
      stage,
      [
        ...inspect,
        '--kubeconfig',
        plugin(process.execPath, ['-e', 'console.error("the SSO session is over");process.exit(255)']),
      ],
      {
        code: 6,
        name: 'CredentialPluginFailed',
        says: /the kubeconfig’s credential plugin failed: it ended with code 255: the SSO session is over/,
        hint: /the plugin is: /,
      },
    ));

  test('that is not installed: 6, with how to get it', () =>
    expectFailure(
      stage,
      [...inspect, '--kubeconfig', plugin('no-such-plugin', [], { installHint: 'install the AWS CLI' })],
      {
        code: 6,
        name: 'CredentialPluginFailed',
        says: /there is no such program/,
        hint: /install the AWS CLI/,
      },
    ));
});

describe('during a wait', () => {
  const wait = ['wait-healthy', 'ui-nlb', '-n', 'ui', '--interval', '30ms', '--stable-for', '800ms'];

  test('an API server that dies and comes back is told, and the wait goes on', async () => {
    let down = false;
    const run = await stage.nlbctl([...wait, '--timeout', '1m'], {
      onStderr: (text) => {
        if (down || !text.includes('so far')) return;
        down = true;
        void stage.kubernetes
          .goDown()
          .then(() => sleep(200))
          .then(() => stage.kubernetes.comeBack());
      },
    });
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/this look failed, the next one is tried: cannot reach the API server/);
  });

  test('an API server that stays away: the timeout says so, 4', async () => {
    let looks = 0;
    stage.kubernetes.interfere = ({ path }) => {
      if (path.endsWith('/services/ui-nlb')) looks += 1;
      return looks > 1 ? 'reset' : null;
    };
    const run = await stage.nlbctl([...wait, '--stable-for', '1m', '--timeout', '2s']);
    expect(run.code).toBe(4);
    expect(run.stdout).toMatch(/The last look failed: cannot reach the API server/);
  });

  test.each([
    {
      name: 'a token that expires',
      answer: apiStatus(401, 'Unauthorized', 'Unauthorized'),
      says: /does not accept the credentials/,
    },
    {
      name: 'a permission that is taken away',
      answer: apiStatus(403, 'Forbidden', 'services "ui-nlb" is forbidden'),
      says: /you may not get services -n ui/,
    },
  ])('$name ends it with 6, not the timeout', async ({ answer, says }) => {
    let looks = 0;
    stage.kubernetes.interfere = ({ path }) => {
      if (path.endsWith('/services/ui-nlb')) looks += 1;
      return looks > 1 ? answer : null;
    };
    const run = await stage.nlbctl([...wait, '--timeout', '10m']);
    expect(run.code).toBe(6);
    expect(run.stdout).toMatch(says);
    expect(run.stdout).toContain('nlbctl wait-healthy ui-nlb -n ui');
  });
});
