import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../sandboxed.ts';
import { podsBehind } from '../services.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    speed: 50,
    // No pod has the label of the one, and what the health check of the other asks for may not be reached.
    objects: [
      podsBehind('empty', {}, { selector: { app: 'none' } }),
      podsBehind('failing', { 'healthcheck-port': '9999' }),
    ],
    change: { network: { blocked: [{ targetType: 'ip', port: 9999 }] } },
  });
});
afterAll(() => stage.stop());
beforeEach(() => stage.reset());

/** Runs nlbctl as a step of a workflow, with files of its own. */
async function step(argv: string[], before = '') {
  const summary = stage.file('summary', before);
  const output = stage.file('output', '');
  const env = { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output };
  const run = await stage.nlbctl(argv, { env });
  const commands = run.stderr.split('\n').filter((line) => line.startsWith('::'));
  return { ...run, commands, summary: readFileSync(summary, 'utf8'), output: readFileSync(output, 'utf8') };
}

describe('in GitHub Actions', () => {
  test('inspect has a page with every target group, and stdout stays as it is', async () => {
    const outside = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui']);
    const inside = await step(['inspect', 'ui-nlb', '-n', 'ui']);
    expect(inside.stdout).toBe(outside.stdout);
    expect(inside.commands).toEqual([]);
    expect(inside.summary).toContain('### nlbctl inspect: ui/ui-nlb');
    expect(inside.summary).toContain('| 80 TCP | k8s-ui-uinlb-fa38096dd9 | instance | 3/3 |');
    expect(inside.summary).toContain('| info | NLB0701 |');
    expect(inside.output).toBe('exit_code=0\n');
  });

  test('warnings of a plan are annotations, and what mends them is in the page', async () => {
    const { commands, summary, stdout } = await step(['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip', '-o', 'json']);
    const { findings } = JSON.parse(stdout);
    const warnings = findings.filter(({ severity }: { severity: string }) => severity === 'warning');
    expect(warnings.length).toBeGreaterThan(1);
    expect(commands.map((line) => line.split('::')[1])).toEqual(
      warnings.map(({ code }: { code: string }) => `warning title=${code} ui/ui-nlb`),
    );
    expect(summary).toContain('kubectl scale deployment/ui -n ui --replicas=3');
    expect(summary).toContain('1. nlbctl sets the annotation');
  });

  test('a suppressed finding is no annotation', async () => {
    const argv = ['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--suppress', 'NLB0702'];
    const { commands, summary } = await step(argv);
    expect(commands.join('\n')).not.toContain('NLB0702');
    expect(summary).toContain('1 finding is suppressed.');
  });

  test.each(['table', 'json', 'ndjson'])(
    '-o %s: a migration has its phases in the page, and outputs',
    async (format) => {
      const to =
        stage.sandbox.store.get({ group: '', resource: 'services' }, 'ui', 'ui-nlb')?.metadata.annotations?.[
          'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type'
        ] === 'ip'
          ? 'instance'
          : 'ip';
      const run = await step(['migrate', 'ui-nlb', '-n', 'ui', '--to', to, '--yes', '-o', format]);
      expect(run.code, run.stderr).toBe(0);
      expect(run.summary).toMatch(/\| (Registering|HealthChecking|Stabilizing) \| \d{4}-/);
      expect(run.summary).toContain('| Verified |');
      expect(run.output).toBe('outcome=ready\nphase=Verified\nexit_code=0\n');
      expect(run.commands.filter((line) => line.startsWith('::error'))).toEqual([]);
    },
  );

  test('a wait that cannot end well is an error', async () => {
    const { code, commands, output } = await step(['wait-healthy', 'empty', '-n', 'ui', '--timeout', '0']);
    expect(code).toBe(4);
    expect(commands).toEqual([expect.stringMatching(/^::error title=nlbctl wait-healthy ui\/empty::timed-out after /)]);
    expect(output).toMatch(/^outcome=timed-out\nphase=\w+\nexit_code=4\n$/);
  });

  test('what differs is one warning, with a row for each target', async () => {
    const { code, commands, summary } = await step(['diff', 'failing', '-n', 'ui']);
    expect(code).toBe(2);
    expect(commands).toEqual([
      '::warning title=nlbctl diff ui/failing::1 thing is not as it should be: nlbctl diff failing -n ui shows it',
    ]);
    expect(summary).toMatch(
      /^\| 80 \| k8s-ui-failing-\w+ \| 10\.42\..* \| unhealthy \(Target\.FailedHealthChecks\) \| failing \|/m,
    );
  });

  test('where nothing differs the page says that', async () => {
    const { code, commands, summary } = await step(['diff', 'ui-nlb', '-n', 'ui']);
    expect(code).toBe(0);
    expect(commands).toEqual([]);
    expect(summary).toContain('Nothing is known to differ.');
  });

  test('list and doctor have pages too', async () => {
    const listed = await step(['list', '-A']);
    expect(listed.summary).toContain('| ui | ui-nlb |');
    const { summary, code } = await step(['doctor', '-n', 'ui']);
    expect(code).toBe(0);
    expect(summary).toContain('### nlbctl doctor');
    expect(summary).toMatch(/\| rbac \| .* \| ok \|/);
  });

  test.each([
    ['an object that is not there', ['inspect', 'nobody', '-n', 'ui'], 5, /^::error title=nlbctl%3A \w*NotFound::/],
    ['wrong usage', ['inspect', '--to', 'ip'], 64, /^::error title=nlbctl%3A Usage::/],
  ] as const)('%s is an error', async (_, argv, exitCode, line) => {
    const { code, commands, summary, output } = await step([...argv]);
    expect(code).toBe(exitCode);
    expect(commands).toEqual([expect.stringMatching(line)]);
    expect(summary).toContain('### nlbctl: error');
    expect(output).toBe(`exit_code=${exitCode}\n`);
  });

  test('a summary that is nearly full gets no more than there is room for', async () => {
    const nearly = 'x'.repeat(1024 * 1024 - 200);
    const { summary, code } = await step(['inspect', 'ui-nlb', '-n', 'ui'], nearly);
    expect(code).toBe(0);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(summary.slice(nearly.length)).toMatch(/may be no larger than 1 MiB\.\n$/);
    const full = await step(['inspect', 'ui-nlb', '-n', 'ui'], 'x'.repeat(1024 * 1024));
    expect(full.summary).toHaveLength(1024 * 1024);
  });

  test('a page that cannot be written is said, and the exit code stays', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/nonexistent/page' };
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui'], { env });
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/^GITHUB_STEP_SUMMARY cannot be written to: /m);
  });

  test.each([
    ['--ci none', ['--ci', 'none'], 'true'],
    ['--ci=none', ['--ci=none'], 'true'],
    ['another CI', [], undefined],
  ])('with %s nothing of it', async (_, flags, github) => {
    const page = stage.file('page');
    const env = { CI: 'true', GITHUB_ACTIONS: github, GITHUB_STEP_SUMMARY: page, GITHUB_OUTPUT: page };
    const run = await stage.nlbctl(['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip', ...flags], {
      env: env as Record<string, string>,
    });
    expect(run.stderr).toBe('');
    expect(existsSync(page)).toBe(false);
  });

  test('what tells nothing writes nothing', async () => {
    const { summary, output } = await step(['version']);
    expect([summary, output]).toEqual(['', '']);
  });
});

test('a page that is there already is kept', async () => {
  const page = stage.file('page', 'before\n');
  await stage.nlbctl(['list', '-n', 'ui'], { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page } });
  expect(readFileSync(page, 'utf8')).toMatch(/^before\n### nlbctl list/);
});
