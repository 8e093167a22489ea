import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ControlEndpoint, startControl } from '../../../src/sandbox/faults/control/endpoint.ts';
import type { SandboxRecord } from '../../../src/sandbox/process/record.ts';
import { runInSandbox } from '../../../src/sandbox/process/run.ts';
import { serveSandbox } from '../../../src/sandbox/process/serve.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import { runCli } from '../../cli/run-cli.ts';
import { schemaErrors } from '../../schema/validate.ts';
import { openFaultStage, service } from './stage.ts';

const stage = await openFaultStage();
const control: ControlEndpoint = await startControl(stage.sandbox);
const folder = mkdtempSync(join(tmpdir(), 'nlbctl-control-'));
afterAll(async () => {
  await control.close();
  rmSync(folder, { recursive: true, force: true });
});

const fault = (argv: readonly string[], options: { stdin?: string; env?: Record<string, string> } = {}) =>
  runCli(['sandbox', 'fault', ...argv], {
    env: { NLBCTL_SANDBOX_CONTROL: control.url, NLBCTL_SANDBOX_DIR: folder, ...options.env },
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  });
const kinds = () => stage.sandbox.faults.list().map(({ fault: { kind } }) => kind);

describe('nlbctl sandbox fault', () => {
  test('add: the fault acts', async () => {
    const run = await fault(['add', 'throttled', 'side=kubernetes', 'calls.verbs=get,list', 'count=1', 'retryAfter=3']);
    expect(run).toMatchObject({ code: 0, stdout: '', stderr: 'fault 1, throttled, is there\n' });
    expect(stage.sandbox.faults.list()).toMatchObject([
      { fault: { kind: 'throttled', side: 'kubernetes', calls: { verbs: ['get', 'list'] }, count: 1, retryAfter: 3 } },
    ]);
    expect((await stage.call('GET', service)).code).toBe(429);
    expect((await stage.call('GET', service)).code).toBe(200);
  });

  test('list: as a table, and as documents that the schema describes', async () => {
    await fault(['add', 'port-blocked', 'targetType=ip', 'port=8080', 'for=1h']);
    await fault(['add', 'pods-not-ready', 'labels.app.kubernetes.io/name=ui']);
    const run = await fault(['list']);
    expect(run.stdout.replace(/^\d+ +/gm, '#  ').split('\n')).toEqual([
      'ID   KIND             STATE    STRUCK   PARAMETERS',
      '#  port-blocked     active   1        targetType=ip port=8080 for=1h',
      '#  pods-not-ready   active   1        labels.app.kubernetes.io/name=ui',
      '',
    ]);
    const document = JSON.parse((await fault(['list', '-o', 'json'])).stdout);
    expect(document).toMatchObject({ kind: 'SandboxFaults', faults: [{ struck: 1 }, { struck: 1 }] });
    expect(schemaErrors('sandbox-faults', document)).toEqual([]);
    expect((await fault(['list', '-o', 'jsonpath={.faults[0].fault.kind}'])).stdout).toBe('port-blocked');
  });

  test('set: takes the place of what is there; from a file, a list or a part of a scenario', async () => {
    await fault(['add', 'controller-down']);
    const { code, stderr } = await fault(['set', '-'], {
      stdin: 'faults:\n  - { kind: denied, side: elbv2 }\n  - { kind: gone, side: kubernetes }\n',
    });
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^fault \d+, denied, is there\nfault \d+, gone, is there\n$/),
    ]);
    expect(kinds()).toEqual(['denied', 'gone']);
    await fault(['set', '-'], { stdin: '- { kind: conflict, side: kubernetes }' });
    expect(kinds()).toEqual(['conflict']);
    expect((await fault(['set', '-'], { stdin: '[]' })).stderr).toBe('no fault is there any more\n');
    expect(kinds()).toEqual([]);
  });

  test('set: what is not valid changes nothing, and what names a thing that is not there leaves no half', async () => {
    await fault(['add', 'conflict', 'side=kubernetes']);
    const run = await fault(['set', '-'], { stdin: '[{ kind: denied }, { kind: gone, side: elbv2 }]' });
    expect(run.code).toBe(64);
    expect(run.stderr).toContain("0: must have required property 'side'");
    expect(run.stderr).toContain('1.side: must be equal to constant (kubernetes)');
    expect(kinds()).toEqual(['conflict']);
    const half = await fault(['set', '-'], { stdin: '[{ kind: denied, side: elbv2 }, { kind: node-gone, node: x }]' });
    expect(half.stderr).toMatch(/there is no node x[\s\S]*there are: ip-10-42-/);
    expect(kinds()).toEqual([]);
  });

  test('clear: one, and all', async () => {
    await fault(['add', 'conflict', 'side=kubernetes']);
    await fault(['add', 'gone', 'side=kubernetes']);
    const [first] = stage.sandbox.faults.list();
    const one = await fault(['clear', first?.id ?? '']);
    expect(one).toMatchObject({ code: 0, stderr: `fault ${first?.id}, conflict, has ended\n` });
    expect(kinds()).toEqual(['gone']);
    expect((await fault(['clear', '999'])).stderr).toMatch(/there is no fault 999\n.*fault list/);
    await fault(['clear', '-q']);
    expect(kinds()).toEqual([]);
    expect((await fault(['clear'])).stderr).toBe('there was no fault\n');
  });

  test('kinds: needs no sandbox', async () => {
    const run = await fault(['kinds'], { env: { NLBCTL_SANDBOX_CONTROL: '' } });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^service-reverted +cluster +a GitOps controller takes changes of a Service back$/m);
  });

  test.each([
    { argv: ['add', 'slow', 'delay'], code: 64, says: /the parameter delay of the fault slow has no value/ },
    { argv: ['add', 'earthquake'], code: 64, says: /0\.kind: must be equal to one of .*throttled, server-error/ },
    { argv: ['add', 'slow', 'side=elbv2', 'delay=soon'], code: 64, says: /0\.delay: must match pattern/ },
    {
      argv: ['set', './no-such-file.yaml'],
      code: 64,
      says: /the faults \.\/no-such-file\.yaml cannot be read: ENOENT/,
    },
  ])('$argv is refused', async ({ argv, code, says }) => {
    const run = await fault(argv);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toMatch(says);
  });

  test.each([
    { url: '', code: 5, says: /no sandbox runs/ },
    { url: 'http://sandbox:x@127.0.0.1:1', code: 5, says: /the sandbox at 127\.0\.0\.1:1 does not answer: / },
    { url: 'http://sandbox:x@example.com', code: 64, says: /not the address of a sandbox on this machine/ },
    { url: 'nonsense', code: 64, says: /not the address of a sandbox on this machine/ },
  ])('with NLBCTL_SANDBOX_CONTROL=$url: exit code $code', async ({ url, code, says }) => {
    const run = await fault(['list'], { env: { NLBCTL_SANDBOX_CONTROL: url } });
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(says);
  });
});

describe('the endpoint', () => {
  const ask = (method: string, path: string, token?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { hostname: host, port, username, password } = new URL(control.url);
      const auth = token ?? `${username}:${password}`;
      const sent = request({ host, port, method, path, auth, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end();
    });

  test.each([
    ['GET', '/faults', 200],
    ['GET', '/', 404],
    ['GET', '/faultsome', 404],
    ['PATCH', '/faults', 405],
    ['PUT', '/faults/1', 405],
    ['DELETE', '/faults/1', 404],
  ])('%s %s is answered with %i', async (method, path, status) => {
    expect(await ask(method, path)).toBe(status);
  });

  test('needs its token', async () => {
    expect(await ask('DELETE', '/faults', 'sandbox:guessed')).toBe(401);
    expect(await ask('GET', '/faults', '')).toBe(401);
    const { port } = new URL(control.url);
    const run = await fault(['list'], { env: { NLBCTL_SANDBOX_CONTROL: `http://sandbox:x@127.0.0.1:${port}` } });
    expect(run).toMatchObject({ code: 64, stderr: expect.stringContaining('this needs the token of the sandbox') });
  });
});

test('a command that sandbox run runs can set faults of its sandbox', async () => {
  const script = `
    const url = new URL(process.env.NLBCTL_SANDBOX_CONTROL);
    const headers = { authorization: 'Basic ' + btoa(url.username + ':' + url.password) };
    fetch(url.origin + '/faults', { method: 'POST', headers, body: 'kind: controller-down' })
      .then((response) => response.json())
      .then(({ faults }) => process.exit(faults[0].fault.kind === 'controller-down' ? 17 : 1));
  `;
  const code = await runInSandbox({
    scenario: loadScenario('eks-workshop'),
    command: [process.execPath, '-e', script],
    env: process.env,
    onTerminal: false,
    signal: new AbortController().signal,
    ready: () => {},
  });
  expect(code).toBe(17);
});

test('a sandbox that stays says where its faults are set, and keeps the token to its owner', async () => {
  const ending = new AbortController();
  const env = { NLBCTL_SANDBOX_DIR: folder };
  let ended = Promise.resolve();
  const record = await new Promise<SandboxRecord>((ready) => {
    ended = serveSandbox({
      folder,
      name: 'eks-workshop',
      scenario: loadScenario('eks-workshop'),
      ready,
      signal: ending.signal,
    });
  });
  const { origin, password } = new URL(record.controlUrl ?? '');
  const table = await runCli(['sandbox', 'status'], { env });
  const document = await runCli(['sandbox', 'status', '-o', 'json'], { env });
  expect(table.stdout).toContain(`Faults       ${origin} (nlbctl sandbox fault)\n`);
  expect(JSON.parse(document.stdout)).toMatchObject({ controlUrl: origin });
  expect(schemaErrors('sandbox-status', JSON.parse(document.stdout))).toEqual([]);
  expect(table.stdout + document.stdout).not.toContain(password);
  expect((await runCli(['sandbox', 'env'], { env })).stdout).toContain(
    `export NLBCTL_SANDBOX_CONTROL='${record.controlUrl}'\n`,
  );
  expect(await runCli(['sandbox', 'fault', 'add', 'controller-down'], { env })).toMatchObject({ code: 0 });
  ending.abort();
  await ended;
  expect((await runCli(['sandbox', 'fault', 'list'], { env })).code).toBe(5);
});
