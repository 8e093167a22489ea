import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { apiStatus, expectFailure, writes } from '../faults/failure.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import { loadBalancerService } from '../services.ts';

const prompts = vi.hoisted(() => ({ confirm: vi.fn(), input: vi.fn(), search: vi.fn() }));
vi.mock('@inquirer/prompts', () => prompts);

const services = { group: '', resource: 'services' };
const targetType = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';
const there = ['ui-nlb', '-n', 'ui', '--to', 'ip'];
const formats = ['table', 'json'] as const;

let stage: Stage;
/** The codes of the warnings in the plan of ui-nlb to ip, each once. */
let warnings: string[];

beforeAll(async () => {
  // The older spelling forces ip targets, so that instance ones cannot be had: a block.
  stage = await openStage({ speed: 100, objects: [loadBalancerService('old', { annotations: { type: 'nlb-ip' } })] });
  const { stdout } = await stage.nlbctl(['plan', ...there, '-o', 'json']);
  const found = JSON.parse(stdout).findings.filter(({ severity }: { severity: string }) => severity === 'warning');
  warnings = [...new Set(found.map(({ code }: { code: string }) => code))] as string[];
});
afterAll(() => stage.stop());
beforeEach(() => {
  stage.reset();
  for (const prompt of Object.values(prompts)) prompt.mockReset();
});

const service = () => stage.sandbox.store.get(services, 'ui', 'ui-nlb');
const patches = () => stage.kubernetes.requests.filter(({ method }) => method === 'PATCH').map(({ path }) => path);

describe('plan', () => {
  test.each(['table', 'json', 'yaml', 'kustomize', 'patch'])('-o %s: the same exit codes', async (format) => {
    const code = async (...argv: string[]) => {
      const run = await stage.nlbctl(['plan', ...argv, '-n', 'ui', '-o', format]);
      return run.code;
    };
    expect(await code('ui-nlb', '--to', 'ip')).toBe(0);
    expect(await code('ui-nlb', '--to', 'ip', '--detailed-exitcode')).toBe(2);
    expect(await code('ui-nlb', '--to', 'instance', '--detailed-exitcode')).toBe(0);
    expect(await code('ui-nlb', '--to', 'ip', '--fail-on', 'warning')).toBe(7);
    expect(await code('ui-nlb', '--to', 'ip', '--fail-on', 'block')).toBe(0);
    expect(await code('old', '--to', 'instance', '--detailed-exitcode')).toBe(7);
    expect(writes(stage)).toEqual([]);
  });

  test('a block is shown, and no suppression lifts it', async () => {
    for (const suppress of ['NLB0105', 'NLB0105=ui/old', 'NLB0105=ui/*']) {
      const argv = ['plan', 'old', '-n', 'ui', '--to', 'instance', '--suppress', suppress];
      const run = await stage.nlbctl(argv);
      expect(run.code).toBe(7);
      expect(run.stdout).toMatch(/^block {4}NLB0105 {2}/m);
      expect(run.stdout).toContain('Nothing was changed, and with a block nothing can be: mend it first.');
      const { findings } = JSON.parse((await stage.nlbctl([...argv, '-o', 'json'])).stdout);
      expect(findings).toContainEqual(expect.objectContaining({ code: 'NLB0105', suppressedBy: null }));
    }
  });

  test('a project file lifts no block either, and its warnings count no more', async () => {
    const suppress = [...warnings, 'NLB0105'].map((code) => ({
      code,
      service: 'ui/*',
      reason: 'known',
      until: '9999-12-31',
    }));
    const folder = stage.file('project');
    mkdirSync(folder);
    writeFileSync(join(folder, '.nlbctl.yaml'), JSON.stringify({ suppress }));
    const plan = (...argv: string[]) =>
      stage.nlbctl(['plan', ...argv, '-n', 'ui', '--fail-on', 'warning'], { cwd: folder });
    const clean = await plan('ui-nlb', '--to', 'ip');
    expect(clean.code, clean.stdout).toBe(0);
    expect(clean.stdout).toMatch(/findings are suppressed/);
    expect(await plan('old', '--to', 'instance')).toMatchObject({ code: 7 });
  });
});

describe('migrate', () => {
  test('a block can be neither accepted nor suppressed', () =>
    expectFailure(
      stage,
      ['migrate', 'old', '-n', 'ui', '--to', 'instance', '--yes', '--accept', 'NLB0105', '--suppress', 'NLB0105'],
      {
        code: 7,
        name: 'MigrationRefused',
        says: /forces ip targets.*Nothing was changed/s,
        hint: /make a new Service/,
        formats,
      },
    ));

  test('--fail-on warning refuses warnings, but for those that are named', async () => {
    expect(warnings.length).toBeGreaterThan(1);
    const [first = '', ...others] = warnings;
    const argv = ['migrate', ...there, '--yes', '--fail-on', 'warning'];
    await expectFailure(stage, argv, {
      code: 7,
      name: 'MigrationRefused',
      says: new RegExp(
        `${first} {2}.*--fail-on warning refuses the plan with its warnings\\. Nothing was changed`,
        's',
      ),
      hint: new RegExp(`to accept them: --accept ${warnings.join(',')}`),
      formats,
    });
    await expectFailure(stage, [...argv, '--accept', others.join(',')], {
      code: 7,
      name: 'MigrationRefused',
      says: new RegExp(`^error: ${first} {2}|^${first} {2}`),
      hint: new RegExp(`to accept them: --accept ${first}(?!,)`),
      formats,
    });
    for (const accepted of [['--accept', warnings.join(',')], warnings.flatMap((code) => ['--suppress', code])]) {
      const run = await stage.nlbctl([...argv, ...accepted, '--dry-run']);
      expect(run.code, run.stderr).toBe(0);
    }
  });

  test.each([
    ['NLBO701', /--accept names the finding "NLBO701", which does not exist/, /did you mean NLB0701\?/],
    ['NLB0701,', /--accept names the finding ""/, /nlbctl explain/],
    ['all', /--accept names the finding "all"/, /nlbctl explain/],
  ])('--accept %s: 64, before anything is read', async (codes, says, hint) => {
    await expectFailure(stage, ['migrate', ...there, '--yes', '--accept', codes], {
      code: 64,
      name: 'Usage',
      says,
      hint,
      formats,
    });
    expect(stage.kubernetes.requests).toEqual([]);
  });
});

describe('a dry run', () => {
  test.each([
    [['--dry-run'], '(dry run)', 0],
    [['--dry-run=client'], '(dry run)', 0],
    [['--dry-run=server'], '(server dry run)', 1],
  ])('%j plans, and stores nothing', async (how, suffix, sent) => {
    const before = service().metadata.resourceVersion;
    const text = await stage.nlbctl(['migrate', ...there, ...how]);
    expect(text.code, text.stderr).toBe(0);
    expect(text.stdout).toContain('What will be done');
    expect(text.stdout.trimEnd().split('\n').at(-1)).toBe(`service/ui-nlb target type ip ${suffix}`);
    for (const format of ['json', 'yaml']) {
      const run = await stage.nlbctl(['migrate', ...there, ...how, '-o', format]);
      expect(run.code, run.stderr).toBe(0);
      const document = parse(run.stdout);
      expect(schemaErrors('plan', document)).toEqual([]);
      expect(document).toMatchObject({ kind: 'Plan', to: 'ip', change: { after: 'ip', isNeeded: true } });
      expect(run.stderr).toBe(`service/ui-nlb target type ip ${suffix}\n`);
    }
    expect(patches()).toEqual(Array(3 * sent).fill('/api/v1/namespaces/ui/services/ui-nlb'));
    for (const { method, query } of stage.kubernetes.requests)
      if (method === 'PATCH') expect(query.get('dryRun')).toBe('All');
    expect(service().metadata.resourceVersion).toBe(before);
  });

  test('of nothing to do sends nothing', async () => {
    const run = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'instance', '--dry-run=server']);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('service/ui-nlb nothing to write, target type instance (server dry run)');
    expect(patches()).toEqual([]);
  });

  test('that the API server refuses says why', async () => {
    stage.kubernetes.interfere = ({ method }) =>
      method === 'PATCH'
        ? apiStatus(403, 'Forbidden', 'admission webhook "policy" denied the request: not today')
        : null;
    const run = await stage.nlbctl(['migrate', ...there, '--dry-run=server']);
    expect(run).toMatchObject({ code: 6, stdout: '' });
    expect(run.stderr).toContain('not today');
    expect(service().metadata.annotations?.[targetType]).toBe('instance');
  });

  test('has nothing to stream: 64', () =>
    expectFailure(stage, ['migrate', ...there, '--dry-run'], {
      code: 64,
      name: 'Usage',
      says: /a dry run has no progress to stream/,
      hint: /use -o json/,
      formats: ['ndjson'],
    }));

  test('somewhere else: 64', async () => {
    expect(await stage.nlbctl(['migrate', ...there, '--dry-run=cloud'])).toMatchObject({ code: 64, stdout: '' });
  });
});

describe('the confirmation', () => {
  const terminal = { terminal: true, env: { NLBCTL_SPINNER_DISABLED: '1' } };
  const migrate = (...more: string[]) => stage.nlbctl(['migrate', ...there, '--timeout', '0', ...more], terminal);
  const back = async () => {
    stage.sandbox.store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [targetType]: 'instance' };
    });
    await stage.sandbox.settle();
  };

  test.each(['', 'ui', 'ui/ui-nlb', 'UI-NLB', 'yes'])(
    'of a plan with warnings is the name typed out, and not "%s"',
    async (typed) => {
      prompts.input.mockResolvedValue(typed);
      const run = await migrate();
      expect(run).toMatchObject({ code: 8, stdout: '' });
      expect(run.stderr).toContain('not confirmed; nothing was changed');
      expect(prompts.input).toHaveBeenCalledOnce();
      expect(prompts.input.mock.calls[0]?.[0].message).toMatch(
        /^Change the target type of ui\/ui-nlb to ip, with \d+ warnings\? Type the Service's name:$/,
      );
      expect(prompts.confirm).not.toHaveBeenCalled();
      expect(writes(stage)).toEqual([]);
    },
  );

  test('with the name it is made', async () => {
    prompts.input.mockResolvedValue(' ui-nlb ');
    const run = await migrate();
    expect(run.code, run.stderr).toBe(4);
    expect(patches()).toEqual(['/api/v1/namespaces/ui/services/ui-nlb']);
    await back();
  });

  test('of a plan without warnings is a yes', async () => {
    const suppress = warnings.flatMap((code) => ['--suppress', code]);
    prompts.confirm.mockResolvedValueOnce(false).mockResolvedValueOnce(true);
    expect(await migrate(...suppress)).toMatchObject({ code: 8, stdout: '' });
    expect(writes(stage)).toEqual([]);
    expect((await migrate(...suppress)).code).toBe(4);
    expect(prompts.confirm.mock.calls[0]?.[0]).toEqual({
      message: 'Change the target type of ui/ui-nlb to ip?',
      default: false,
    });
    expect(prompts.input).not.toHaveBeenCalled();
    expect(patches()).toHaveLength(1);
    await back();
  });

  test('--yes asks nobody, on a terminal too', async () => {
    expect((await migrate('--yes')).code).toBe(4);
    expect(prompts.input).not.toHaveBeenCalled();
    expect(patches()).toHaveLength(1);
    await back();
  });

  test.each([
    ['in a pipe', [], { terminal: false }],
    ['with --no-input', ['--no-input'], terminal],
    ['in a CI', [], { terminal: true, env: { CI: 'true' } }],
  ])('cannot be had %s: 8', async (_, more, options) => {
    const run = await stage.nlbctl(['migrate', ...there, ...more], options);
    expect(run).toMatchObject({ code: 8, stdout: '' });
    expect(run.stderr).toContain('What will be done');
    expect(run.stderr).toContain('hint: nlbctl migrate ui-nlb -n ui --to ip --yes');
    expect(writes(stage)).toEqual([]);
  });
});
