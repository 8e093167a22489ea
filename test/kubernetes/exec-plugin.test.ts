import { describe, expect, test } from 'vitest';
import { connectKubernetes } from '../../src/kubernetes/cluster.ts';
import { list, type SeenAnswer, type SeenRequest, startApiServer, status } from './api-server.ts';
import { folderOf, kubeconfigFor } from './kubeconfig-file.ts';

const signal = new AbortController().signal;

/** A plugin that runs `body`, and notes each of its runs in `runs`. */
const plugin = (body: string) => `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync(__dirname + '/runs', process.env.KUBERNETES_EXEC_INFO + '\\n');
const run = readFileSync(__dirname + '/runs', 'utf8').trim().split('\\n').length;
const print = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'v1', status }));
${body}
`;

interface Setup {
  readonly body: string;
  readonly exec?: object;
  readonly cluster?: object;
  readonly answer?: (request: SeenRequest, count: number) => SeenAnswer;
  readonly terminal?: { write: (text: string) => void };
}

/** A cluster whose kubeconfig names the plugin by a path relative to itself. */
async function clusterWith({ body, exec = {}, cluster = {}, answer = () => list([]), terminal }: Setup) {
  const server = await startApiServer(answer);
  const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.cjs', ...exec } };
  const files = await folderOf({
    'plugin.cjs': plugin(body),
    config: kubeconfigFor({ server: server.url, ...cluster }, user),
  });
  const kubernetes = await connectKubernetes({
    kubeconfig: files.file('config'),
    context: null,
    env: { PATH: process.env['PATH'], INHERITED: 'yes' },
    terminal: terminal ?? null,
  });
  return {
    kubernetes,
    requests: server.requests,
    runs: async () => {
      const { readFile } = await import('node:fs/promises');
      return (await readFile(files.file('runs'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
    },
    [Symbol.asyncDispose]: async () => {
      kubernetes.close();
      await server[Symbol.asyncDispose]();
      await files[Symbol.asyncDispose]();
    },
  };
}

const tokenOf = ({ headers }: SeenRequest) => headers.authorization;

describe('a credential plugin', () => {
  test('runs once, also for requests side by side', async () => {
    await using cluster = await clusterWith({ body: `print({ token: 'token-' + run })` });
    await Promise.all([cluster.kubernetes.nodes(signal), cluster.kubernetes.nodes(signal)]);
    await cluster.kubernetes.nodes(signal);
    expect(await cluster.runs()).toHaveLength(1);
    expect(cluster.requests.map(tokenOf)).toEqual(Array(3).fill('Bearer token-1'));
  });

  test('gets arguments and environment', async () => {
    await using cluster = await clusterWith({
      body: `print({ token: [process.argv[2], process.env.ADDED, process.env.INHERITED].join() })`,
      exec: { args: ['get-token'], env: [{ name: 'ADDED', value: 'more' }] },
    });
    await cluster.kubernetes.nodes(signal);
    expect(cluster.requests.map(tokenOf)).toEqual(['Bearer get-token,more,yes']);
  });

  test('is told about the cluster if it wants that, and that nobody can be asked', async () => {
    await using cluster = await clusterWith({
      body: `print({ token: 't' })`,
      exec: { provideClusterInfo: true },
      cluster: { extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }] },
    });
    await cluster.kubernetes.nodes(signal);
    const [info] = await cluster.runs();
    expect(JSON.parse(info ?? '')).toEqual({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { interactive: false, cluster: { server: cluster.kubernetes.server, config: { audience: 'x' } } },
    });
  });

  test('runs again when its token has expired', async () => {
    await using cluster = await clusterWith({
      body: `print({ token: 'token-' + run, expirationTimestamp: run === 1 ? '2020-01-01T00:00:00Z' : '2999-01-01T00:00:00Z' })`,
    });
    for (let asked = 0; asked < 3; asked++) await cluster.kubernetes.nodes(signal);
    expect(cluster.requests.map(tokenOf)).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-2']);
  });

  test('runs again once when the server does not know the token', async () => {
    await using cluster = await clusterWith({
      body: `print({ token: 'token-' + run })`,
      answer: (request) => (tokenOf(request) === 'Bearer token-1' ? status(401, 'Unauthorized') : list([])),
    });
    await Promise.all([cluster.kubernetes.nodes(signal), cluster.kubernetes.nodes(signal)]);
    expect(await cluster.runs()).toHaveLength(2);
  });

  test('is not run forever by a server that never accepts', async () => {
    await using cluster = await clusterWith({
      body: `print({ token: 'token-' + run })`,
      answer: () => status(401, 'Unauthorized'),
    });
    await expect(cluster.kubernetes.nodes(signal)).rejects.toMatchObject({
      code: 'KubernetesUnauthorized',
      hint: expect.stringContaining('aws sts get-caller-identity'),
    });
    expect(await cluster.runs()).toHaveLength(2);
  });

  test('may show the user what it wants when there is a terminal', async () => {
    const shown: string[] = [];
    await using cluster = await clusterWith({
      body: `console.error('open https://example.com'); print({ token: 't' })`,
      exec: { interactiveMode: 'Always' },
      terminal: { write: (text) => shown.push(text) },
    });
    await cluster.kubernetes.nodes(signal);
    expect(shown.join('')).toBe('open https://example.com\n');
    expect(JSON.parse((await cluster.runs())[0] ?? '')).toMatchObject({ spec: { interactive: true } });
  });

  test('is waited for no longer than the signal says, and ends with the connection', async () => {
    await using cluster = await clusterWith({ body: `setTimeout(() => {}, 60_000)` });
    const abort = new AbortController();
    const pending = cluster.kubernetes.nodes(abort.signal);
    setTimeout(() => abort.abort(new Error('Ctrl-C')), 50);
    await expect(pending).rejects.toThrow('Ctrl-C');
  });
});

const failures = [
  {
    name: 'fails',
    body: `console.error('Token has expired and refresh failed'); process.exit(255)`,
    message: 'it ended with code 255: Token has expired and refresh failed',
    hint: /^the plugin is: .*plugin\.cjs$/,
  },
  { name: 'prints nothing', body: '', message: 'it printed nothing', hint: /./ },
  { name: 'prints nonsense', body: `console.log('s3cret')`, message: 'what it printed is not JSON', hint: /./ },
  { name: 'prints no credential', body: 'print({})', message: 'neither a token nor a certificate', hint: /./ },
  {
    name: 'is not installed',
    body: '',
    exec: { command: 'no-such-plugin-of-nlbctl', installHint: 'brew install it' },
    message: 'there is no such program',
    hint: /^brew install it$/,
  },
  { name: 'has no command', body: '', exec: { command: '' }, message: 'names no command', hint: /./ },
  {
    name: 'wants to ask',
    body: `print({ token: 't' })`,
    exec: { interactiveMode: 'Always' },
    message: 'there is no terminal',
    hint: /./,
  },
];

test.each(failures)('a plugin that $name: the message says so', async ({ body, exec, message, hint }) => {
  await using cluster = await clusterWith({ body, exec: exec ?? {} });
  const error: unknown = await cluster.kubernetes.nodes(signal).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'CredentialPluginFailed',
    message: expect.stringContaining(message),
    hint: expect.stringMatching(hint),
  });
  expect(String(error)).not.toContain('s3cret');
  expect(cluster.requests).toHaveLength(0);
});
