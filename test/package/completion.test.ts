import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Installed, install } from './installed.ts';
import { argumentsTyped, type DrivenShell, hasTerminals, isInstalled, offeredByPowerShell } from './shells.ts';

/** Names of contexts that would do something, or come out as something else, where a shell takes them as they are. */
const hostile = [
  'two words',
  '$(touch pwned)',
  '`touch pwned`',
  "it's",
  'say "hi"',
  ';touch pwned',
  'back\\slash',
  '*star',
  '~tilde',
  '#hash',
  '!!bang',
  '{c,d}',
  '>out',
  '&back',
  '|pipe',
  '?mark',
  '[set]',
];
/** What no shell could insert: it is never offered. */
const unprintable = ['new\nline', 'tab\tbed', 'e\u001b[31mscape', 'turned\u202eround'];
const cluster = 'arn:aws:eks:us-west-2:111122223333:cluster/production';

let nlbctl: Installed;
let env: Record<string, string>;
let cwd: string;
beforeAll(() => {
  nlbctl = install();
  const contexts = [cluster, ...hostile, ...unprintable].map((name) => ({
    name,
    context: { cluster: 'c', user: 'u' },
  }));
  const KUBECONFIG = join(nlbctl.folder, 'kubeconfig');
  writeFileSync(
    KUBECONFIG,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts,
      'current-context': cluster,
    }),
  );
  env = { ...nlbctl.env, KUBECONFIG, LANG: 'C.UTF-8' };
});
afterAll(() => nlbctl?.remove());
beforeEach(() => {
  cwd = mkdtempSync(join(nlbctl.folder, 'cwd-'));
});

/** What loads the script in each shell, as its head says. */
const loading = {
  bash: 'source <(nlbctl completion bash)',
  zsh: 'source <(nlbctl completion zsh)',
  fish: 'nlbctl completion fish | source',
} as const satisfies Record<DrivenShell, string>;

const typed = (shell: DrivenShell, lines: readonly string[], load: string = loading[shell], printing = 'nlbctl') =>
  argumentsTyped(shell, lines, { env, home: mkdtempSync(join(nlbctl.folder, 'home-')), cwd, lines: [load], printing });

/**
 * Types lines until each has come out as it should, three times at most: on a machine that is busy a completion is given up after
 * its 200 ms, and a person presses the key again. Resolves to what came out at last.
 */
async function typedUntil(
  expected: readonly string[][],
  shell: DrivenShell,
  lines: readonly string[],
): Promise<string[][]> {
  const came: string[][] = [];
  const isRight = (index: number) => JSON.stringify(came[index]) === JSON.stringify(expected[index]);
  for (let times = 0; times < 3; times += 1) {
    const open = [...lines.keys()].filter((index) => !isRight(index));
    if (open.length === 0) break;
    const words = await typed(
      shell,
      open.map((index) => lines[index] ?? ''),
    );
    for (const [at, index] of open.entries()) came[index] = words[at] ?? [];
  }
  return came;
}

const escaped = (character: string) => (/[a-z]/.test(character) ? character : `\\${character}`);

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const isHere = isInstalled(shell) && hasTerminals();

  test.skipIf(!isHere)('completes commands, flags, values and files', async () => {
    writeFileSync(join(cwd, 'snapshot file.json'), '');
    const expected = [
      ['inspect', 'ui-nlb', '-o', 'yaml'],
      ['plan', '--to=instance', 'ui-nlb'],
      ['plan', '--detailed-exitcode', 'x'],
      ['--context', cluster, 'list'],
      [`--context=${cluster}`, 'list'],
      ['inspect', 'x'],
      ['inspect', '--from', 'snapshot file.json'],
      ['inspect', 'nothing'],
    ];
    const lines = [
      'nlbctl insp\tui-nlb -o y\t',
      'nlbctl plan --to=in\tui-nlb',
      'nlbctl plan --det\tx',
      'nlbctl --context arn:aws:e\tlist',
      'nlbctl --context=arn:aws:e\tlist',
      'nlbctl "ins\tx',
      'nlbctl inspect --from snap\t',
      'nlbctl inspect nothing\t',
    ];
    expect(await typedUntil(expected, shell, lines)).toEqual(expected);
  });

  test.skipIf(!isHere)(
    'takes a hostile name for a name, with and without open quotes, and runs nothing of it',
    async () => {
      // fish itself completes no word that begins with a wildcard, escaped or not.
      const names = shell === 'fish' ? hostile.filter((name) => !/^[*?]/.test(name)) : hostile;
      const expected = [
        ...names.map((name) => ['--context', name]),
        ['--context', 'two words'],
        ['--context', 'two words'],
        ['--context', '$(touch pwned)', 'inspect', '--fail-on', 'warning'],
      ];
      const lines = [
        ...names.map((name) => `nlbctl --context ${escaped(name[0] ?? '')}\t`),
        'nlbctl --context "two\t',
        "nlbctl --context 'two\t",
        // Typed before, and read without being expanded.
        "nlbctl --context '$(touch pwned)' inspect --fail-on w\t",
      ];
      expect(await typedUntil(expected, shell, lines)).toEqual(expected);
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  test.skipIf(!isHere)('what cannot be completed stays as it was typed', async () => {
    expect(await typed(shell, ['nlbctl --context new\tx', 'nlbctl nope zzz\tx'])).toEqual([
      ['--context', 'newx'],
      ['nope', 'zzzx'],
    ]);
  });
});

test.skipIf(!isInstalled('pwsh'))('PowerShell completes commands, values and hostile names', () => {
  expect(
    offeredByPowerShell(
      [
        'nlbctl insp',
        'nlbctl plan --to ',
        'nlbctl plan --to=in',
        'nlbctl --context tw',
        "nlbctl --context '$",
        'nlbctl --context it',
      ],
      env,
    ),
  ).toEqual([['inspect'], ['ip', 'instance'], ['--to=instance'], ["'two words'"], ["'$(touch pwned)'"], ["'it''s'"]]);
});

describe('__complete', () => {
  test('says nothing on stderr, and ends with 0, whatever stands on the line', async () => {
    for (const words of [[''], ['nope', ''], ['--context', 'x', 'inspect', ''], [], ['--', ''], ['-'], ['--=']]) {
      const run = await nlbctl.run(['__complete', ...words], env);
      expect(run, words.join(' ')).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout, words.join(' ')).toMatch(/(^|\n):\d+\n$/);
    }
  });

  test('reads the cluster in the background, and gives what it has read the next time', async () => {
    const names = 'nlbctl __complete inspect -n ui ""';
    const script = `${names}; for i in $(seq 100); do ${names} | grep -q ui-nlb && break; sleep 0.1; done; ${names}`;
    const { stdout, stderr } = await nlbctl.run(['sandbox', 'run', '-q', '--', 'bash', '-c', script], {
      XDG_CACHE_HOME: join(nlbctl.folder, 'cache'),
    });
    expect({ stdout, stderr }).toEqual({ stdout: ':4\nui-nlb\n:4\n', stderr: '' });
  });

  test('a cluster that does not answer is nothing that somebody waits for', async () => {
    const XDG_CACHE_HOME = join(nlbctl.folder, 'cache-of-none');
    const plugin = join(nlbctl.folder, 'slow-plugin');
    writeFileSync(plugin, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
    const KUBECONFIG = join(nlbctl.folder, 'slow-kubeconfig');
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode: 'IfAvailable' };
    writeFileSync(
      KUBECONFIG,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'u', user: { exec } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    );
    const run = () => nlbctl.run(['__complete', 'inspect', ''], { ...env, KUBECONFIG, XDG_CACHE_HOME });
    expect(await run()).toMatchObject({ code: 0, stdout: ':4\n', stderr: '' });
    const folder = join(XDG_CACHE_HOME, 'nlbctl', 'completion');
    const marked = () => {
      try {
        return readdirSync(folder).length;
      } catch {
        return 0;
      }
    };
    while (marked() === 0) await sleep(20);
    expect(await run()).toMatchObject({ code: 0, stdout: ':4\n', stderr: '' });
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe('as a plugin of kubectl’s', () => {
  const isHere = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
  const kubectl = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('kubectl', args, { env, cwd, encoding: 'utf8' });
    return { code: status, stdout, stderr };
  };

  test.skipIf(!isHere)('kubectl finds it, and usage names it so', () => {
    expect(kubectl('plugin', 'list').stdout).toContain(join(nlbctl.folder, 'bin', 'kubectl-aws_nlb'));
    expect(kubectl('aws-nlb', 'inspect', '--help')).toMatchObject({ code: 0, stderr: '' });
    expect(kubectl('aws-nlb', 'inspect', '--help').stdout).toMatch(/^Usage: kubectl aws-nlb inspect \[options\]/);
    expect(kubectl('aws-nlb', '--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.skipIf(!isHere)('exit codes come through', () => {
    expect(kubectl('aws-nlb', 'explain', 'nope')).toMatchObject({ code: 5, stdout: '' });
    expect(kubectl('aws-nlb', 'plan')).toMatchObject({ code: 64, stdout: '' });
  });

  test.skipIf(!isHere)('flags of kubectl’s before its name are refused by kubectl', () => {
    const { code, stderr } = kubectl('-n', 'ui', 'aws-nlb', 'inspect');
    expect(code).toBe(1);
    expect(stderr).toContain('flags cannot be placed before plugin name: -n');
  });

  test.skipIf(!isHere)('kubectl completes it', () => {
    expect(kubectl('__complete', 'aws-nlb', 'insp').stdout).toMatch(/^inspect\tshow the NLB of a Service.*\n:4\n$/);
    expect(kubectl('__complete', 'aws-nlb', 'plan', '--to', '').stdout).toBe('ip\ninstance\n:4\n');
    expect(kubectl('__complete', 'aws-nlb', 'inspect', '--from', '').stdout).toBe(':0\n');
    expect(kubectl('__complete', 'aws-nlb', '--context', '').stdout).toBe(`${cluster}\n:4\n`);
  });

  test.skipIf(!isHere || !isInstalled('zsh') || !hasTerminals())('in a shell too', async () => {
    const lines = ['kubectl aws-n\tinsp\tui-nlb -o y\t', 'kubectl aws-nlb --context \tlist'];
    expect(await typed('zsh', lines, 'source <(kubectl completion zsh)', 'kubectl')).toEqual([
      ['aws-nlb', 'inspect', 'ui-nlb', '-o', 'yaml'],
      ['aws-nlb', '--context', cluster, 'list'],
    ]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.skipIf(!isHere)('it works on a cluster', async () => {
    const script = 'kubectl aws-nlb inspect ui-nlb -n ui -o name';
    expect(await nlbctl.run(['sandbox', 'run', '-q', '--', 'bash', '-c', script])).toMatchObject({
      code: 0,
      stdout: 'service/ui-nlb\n',
    });
  });
});
