import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installed, install } from './installed.ts';

let nlbctl: Installed;
beforeAll(() => {
  nlbctl = install();
});
afterAll(() => nlbctl?.remove());

test('the tarball holds what runs, and no source, test or map', () => {
  const files = execFileSync('tar', ['-tzf', nlbctl.tarball], { encoding: 'utf8' }).trim().split('\n');
  for (const name of [
    'bin/nlbctl.js',
    'dist/main.js',
    'THIRD-PARTY-NOTICES',
    'LICENSE',
    'README.md',
    'schema/error.json',
  ]) {
    expect(files).toContain(`package/${name}`);
  }
  expect(files.filter((name) => /\.(ts|map)$|\/test\/|node_modules|metafile/.test(name))).toEqual([]);
});

test.each([['--version'], ['version'], ['--help'], ['explain', 'draining']])(
  '%s: nothing on stderr',
  async (...argv) => {
    expect(await nlbctl.run(argv)).toMatchObject({ code: 0, stderr: '' });
  },
);

test.each([
  [['version', '-o', 'yaml'], /^apiVersion: nlbctl\/v1$/m],
  [['inspect', 'x', '-o', 'yaml', '--kubeconfig', '/none'], /^kind: Error$/m],
])('YAML comes out of the bundle too: %j', async (argv, says) => {
  const { stdout, stderr } = await nlbctl.run(argv);
  expect(stdout).toMatch(says);
  expect(stderr).not.toContain('bug');
});

test('a SOCKS proxy is asked', async () => {
  const asked: string[] = [];
  const proxy = createServer((socket) => {
    socket.once('data', (bytes) => {
      asked.push(bytes.toString('hex'));
      socket.end();
    });
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  const kubeconfig = join(nlbctl.folder, 'socks');
  const cluster = { server: 'https://127.0.0.9:6443', 'proxy-url': `socks5://127.0.0.1:${port}` };
  const config = {
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const { code, stderr } = await nlbctl.run(['list', '--kubeconfig', kubeconfig]);
  proxy.close();
  expect(asked[0]).toMatch(/^05/);
  expect(code).toBe(6);
  expect(stderr).not.toContain('bug');
});

test('a reader that goes away is no failure', () => {
  const script = 'set -o pipefail; nlbctl explain | head -n 1';
  expect(execFileSync('bash', ['-c', script], { env: nlbctl.env, encoding: 'utf8' })).not.toBe('');
});

describe('sandbox run', () => {
  test('runs nlbctl in it; stdout is the command’s alone', async () => {
    const { code, stdout, stderr } = await nlbctl.run([
      'sandbox',
      'run',
      '--',
      'nlbctl',
      'inspect',
      'ui-nlb',
      '-n',
      'ui',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ui\/ui-nlb {3}NLB k8s-ui-uinlb-45617409e2/);
    expect(stderr).toMatch(/^sandbox: /);
  });

  test.each([
    [['bash', '-c', 'exit 42'], 42],
    [['bash', '-c', 'kill -TERM $$'], 143],
    [['no-such-command'], 64],
  ] as const)('ends as the command does: %j', async (command, code) => {
    expect(await nlbctl.run(['sandbox', 'run', '--', ...command])).toMatchObject({ code });
  });

  test('takes away what could lead to the real AWS', async () => {
    const { stdout } = await nlbctl.run(['sandbox', 'run', '--', 'env'], {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'secret',
      AWS_CA_BUNDLE: '/corp.pem',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      NO_PROXY: 'example.org',
      KUBECONFIG: '/home/someone/.kube/config',
    });
    const lines = stdout.trim().split('\n');
    const names = lines.map((line) => line.split('=')[0]);
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_CA_BUNDLE', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']) {
      expect(names).not.toContain(name);
    }
    expect(lines).toContain('NO_PROXY=example.org,127.0.0.1,localhost,::1');
    expect(lines).toContain('AWS_EC2_METADATA_DISABLED=true');
    expect(lines.find((line) => line.startsWith('KUBECONFIG='))).not.toContain('someone');
    expect(lines.find((line) => line.startsWith('AWS_ENDPOINT_URL='))).toMatch(/=http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('on SIGTERM the command is told, and the sandbox outlives it', async () => {
    const script = 'trap "nlbctl list -n ui -o name; exit 7" TERM; echo up >&2; while :; do sleep 0.05; done';
    const started = nlbctl.start(['sandbox', 'run', '-q', '--', 'bash', '-c', script]);
    await started.says('up');
    started.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 7, stdout: 'service/ui-nlb\n' });
  });

  test('a cluster of the sandbox’s with another ELBv2 is refused', async () => {
    const script = 'env -u AWS_ENDPOINT_URL -u AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2 nlbctl inspect ui-nlb -n ui';
    const { code, stderr } = await nlbctl.run(['sandbox', 'run', '-q', '--', 'bash', '-c', script]);
    expect(code).toBe(6);
    expect(stderr).toMatch(/the cluster is nlbctl's sandbox, but ELBv2 is asked at https:/);
  });
});

test('sandbox start, status, env and stop', async () => {
  expect(await nlbctl.run(['sandbox', 'status'])).toMatchObject({ code: 5 });
  expect(await nlbctl.run(['sandbox', 'start', '--detach', '--speed', '50'])).toMatchObject({ code: 0, stdout: '' });
  expect(await nlbctl.run(['sandbox', 'start'])).toMatchObject({ code: 1 });
  const { stdout } = await nlbctl.run(['sandbox', 'status', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'SandboxStatus', scenario: 'eks-workshop', speed: 50 });
  const script = 'eval "$(nlbctl sandbox env)"; nlbctl list -A';
  expect(execFileSync('bash', ['-c', script], { env: nlbctl.env, encoding: 'utf8' })).toMatch(/ui-nlb .* 3\/3 +ok/);
  expect(await nlbctl.run(['sandbox', 'stop'])).toMatchObject({ code: 0 });
  expect(await nlbctl.run(['sandbox', 'status'])).toMatchObject({ code: 5 });
  expect(await nlbctl.run(['sandbox', 'stop'])).toMatchObject({ code: 0 });
});

describe('an interruption', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s during a migration: %d within a second, and both ways on are named', async (signal, code) => {
    const script = `nlbctl migrate ui-nlb -n ui --to ip --yes --interval 200ms & child=$!
      until grep -q Registering log 2>/dev/null; do sleep 0.05; done
      began=$(date +%s%N); kill -${signal.slice(3)} $child; wait $child; code=$?
      echo "$code $(( ($(date +%s%N) - began) / 1000000 ))"`;
    const { stdout, stderr } = await nlbctl.run([
      'sandbox',
      'run',
      '-q',
      '--speed',
      '5',
      '--',
      'bash',
      '-c',
      `cd "$HOME"; rm -f log; exec 2> >(tee log >&2); ${script}`,
    ]);
    const [ended, milliseconds] = stdout.trim().split(' ').map(Number);
    expect(ended).toBe(code);
    expect(milliseconds).toBeLessThan(1_000);
    expect(stderr).toContain('nlbctl migrate ui-nlb -n ui --to ip');
    expect(stderr).toContain('nlbctl migrate ui-nlb -n ui --to instance');
  });
});
