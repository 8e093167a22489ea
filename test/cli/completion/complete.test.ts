import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../../sandboxed.ts';
import { runCli } from '../run-cli.ts';

const workshop = { kind: 'Service', apiVersion: 'v1' } as const;

let stage: Stage;
let caches = 0;
let env: Record<string, string>;
beforeAll(async () => {
  stage = await openStage({
    objects: [
      { ...workshop, metadata: { namespace: 'ui', name: 'plain' }, spec: { ports: [{ port: 80 }] } },
      {
        ...workshop,
        metadata: { namespace: 'default', name: 'web' },
        spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
      },
    ],
  });
});
afterAll(() => stage.stop());
afterEach(() => stage.reset());

/** An environment whose cache is empty. */
function anew(kubeconfig?: string): Record<string, string> {
  caches += 1;
  env = {
    XDG_CACHE_HOME: stage.file(`cache-${caches}`),
    ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }),
  };
  return env;
}

/** Nothing would be started that outlives the test. */
const complete = (...words: string[]) =>
  stage.nlbctl(['__complete', ...words], { env, executable: [process.execPath, '--eval', '0', '--'] });
const refresh = (...flags: string[]) => stage.nlbctl(['__complete-refresh', ...flags], { env });
const folder = () => join(env['XDG_CACHE_HOME'] ?? '', 'nlbctl', 'completion');

describe('names of the cluster', () => {
  test('come after they were read, in a file without secrets, and only of Services with a load balancer', async () => {
    anew();
    expect(await complete('inspect', '')).toEqual({ code: 0, stdout: ':4\n', stderr: '' });
    expect(await refresh()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await complete('inspect', '')).toEqual({ code: 0, stdout: 'web\nui/ui-nlb\n:4\n', stderr: '' });
    expect((await complete('inspect', '-n', 'ui', '')).stdout).toBe('ui-nlb\n:4\n');
    expect((await complete('-n', '')).stdout).toBe('default\nui\n:4\n');
    const [file = '', ...others] = readdirSync(folder());
    expect(others).toEqual([]);
    expect(statSync(join(folder(), file)).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(join(folder(), file), 'utf8'))).sort()).toEqual([
      'readAt',
      'services',
      'version',
    ]);
  });

  test('are read without asking the cluster while somebody waits', async () => {
    anew();
    await refresh();
    stage.reset();
    await complete('inspect', '');
    expect(stage.kubernetes.requests).toEqual([]);
  });

  test('are those of one namespace where all may not be listed, beside what is known of others', async () => {
    anew();
    await refresh();
    stage.kubernetes.interfere = ({ path }) =>
      path.startsWith('/api/v1/services')
        ? { status: 403, body: JSON.stringify({ kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' }) }
        : null;
    expect(await refresh('--namespace=ui')).toMatchObject({ code: 0 });
    expect((await complete('inspect', '')).stdout).toBe('web\nui/ui-nlb\n:4\n');
    anew();
    await refresh('--namespace=ui');
    expect((await complete('inspect', '')).stdout).toBe('ui/ui-nlb\n:4\n');
  });

  test('a cluster that cannot be reached is not asked again at once, and the names stay', async () => {
    anew();
    await refresh();
    await stage.kubernetes.goDown();
    try {
      expect(await refresh()).toMatchObject({ code: 6 });
      expect(readdirSync(folder()).filter((name) => name.endsWith('.attempt'))).toHaveLength(1);
    } finally {
      await stage.kubernetes.comeBack();
    }
    stage.reset();
    expect(await refresh()).toMatchObject({ code: 0 });
    expect(stage.kubernetes.requests).toEqual([]);
    expect((await complete('inspect', '')).stdout).toBe('web\nui/ui-nlb\n:4\n');
  });

  test('a cluster that does not answer is given up after a quarter of a minute', async () => {
    anew();
    const slept: number[] = [];
    const clock = {
      now: Date.now,
      async sleep(milliseconds: number) {
        slept.push(milliseconds);
      },
    };
    stage.kubernetes.delay = 60_000;
    const run = await stage.nlbctl(['__complete-refresh'], { env, clock });
    expect(run.code).toBe(6);
    expect(run.stderr).toContain('the cluster did not answer within 15 seconds');
    expect(slept).toEqual([15_000]);
    expect(readdirSync(folder())).toEqual([expect.stringMatching(/\.attempt$/)]);
  });

  test('of several that read at once one asks', async () => {
    anew();
    await Promise.all([refresh(), refresh(), refresh()]);
    expect(stage.kubernetes.requests.filter(({ path }) => path.startsWith('/api/v1/services'))).toHaveLength(1);
  });
});

describe('what cannot be completed', () => {
  test.each([
    ['an unknown command', ['nope', '']],
    ['nothing at all', []],
    ['a kubeconfig that does not exist', ['--kubeconfig', '/nonexistent', 'inspect', '']],
    ['a context that does not exist', ['--context', 'nope', 'inspect', '']],
    ['words that look like options of Node or of nlbctl', ['--version', '--eval', 'x', 'y', '']],
  ])('%s: exit 0, and nothing on stderr', async (_, words) => {
    anew();
    const run = await complete(...words);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/:4\n$/);
  });

  test('what takes too long is given up', async () => {
    const slept: number[] = [];
    const clock = {
      now: Date.now,
      async sleep(milliseconds: number) {
        slept.push(milliseconds);
      },
    };
    const run = await runCli(['__complete', 'explain', ''], { clock });
    expect(run).toEqual({ code: 0, stdout: ':4\n', stderr: '' });
    expect(slept).toEqual([200]);
  });

  test('a cache that cannot be written or read', async () => {
    env = { XDG_CACHE_HOME: stage.file('no-folder', 'a file') };
    expect(await complete('inspect', '')).toEqual({ code: 0, stdout: ':4\n', stderr: '' });
    // Where no mark can be made, nothing is asked.
    expect(await refresh()).toMatchObject({ code: 0 });
  });
});

describe('as a plugin of kubectl’s', () => {
  test('usage names it as it was called', async () => {
    const run = await runCli(['inspect', '--help'], { name: 'kubectl-aws_nlb' });
    expect(run.stdout).toMatch(/^Usage: kubectl aws-nlb inspect /);
  });

  test('all words are the plugin’s, and names that would need quotes are left out', async () => {
    const contexts = ['plain', '$(touch x)', 'two words'].map((name) => ({ name, context: {} }));
    const KUBECONFIG = stage.file('contexts', JSON.stringify({ contexts }));
    const asPlugin = { name: 'kubectl_complete-aws_nlb', env: { KUBECONFIG } } as const;
    expect((await runCli(['plan', '--to', ''], asPlugin)).stdout).toBe('ip\ninstance\n:4\n');
    expect((await runCli(['--context', ''], asPlugin)).stdout).toBe('plain\n:4\n');
    expect((await runCli(['__complete', '--context', ''], { env: { KUBECONFIG } })).stdout).toBe(
      'plain\n$(touch x)\ntwo words\n:4\n',
    );
    expect((await runCli(['--version'], asPlugin)).stdout).toBe('--version\tprint the version\n:4\n');
  });
});

test.each([
  ['bash', 'complete -o default -F __nlbctl_complete nlbctl'],
  ['zsh', '#compdef nlbctl'],
  ['fish', "complete -c nlbctl -f -k -a '(__nlbctl_complete)'"],
  ['powershell', 'Register-ArgumentCompleter -Native -CommandName nlbctl'],
])('nlbctl completion %s prints its script, which says how it is used', async (shell, says) => {
  const run = await runCli(['completion', shell]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain(says);
  expect(run.stdout).toContain(`nlbctl completion ${shell}`);
});

test('a shell that nlbctl has no script for is wrong usage', async () => {
  const run = await runCli(['completion', 'tcsh']);
  expect(run).toMatchObject({ code: 64, stdout: '' });
  expect(run.stderr).toContain('Allowed choices are bash, zsh, fish, powershell');
});
