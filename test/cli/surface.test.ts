import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaErrors } from '../schema/validate.ts';
import { runCli } from './run-cli.ts';

const nowhere = { KUBECONFIG: '/nonexistent/kubeconfig', HOME: '/nonexistent' };

describe('the surface, without a cluster', () => {
  test.each([
    { name: 'an unknown command', argv: ['inspekt', 'ui-nlb'], says: /Did you mean inspect/ },
    { name: 'an unknown flag', argv: ['inspect', '--namespac', 'ui'], says: /Did you mean --namespace/ },
    { name: 'an unknown output format', argv: ['inspect', '-o', 'xml'], says: /Allowed choices are table, wide, json/ },
    { name: 'a bare number as duration', argv: ['wait-healthy', 'x', '--timeout', '300'], says: /did you mean 300s/ },
    { name: 'a word as duration', argv: ['wait-healthy', 'x', '--timeout', 'long'], says: /500ms, 90s, 5m or 1h30m/ },
    { name: 'a share over 100%', argv: ['wait-healthy', 'x', '--min-healthy', '101%'], says: /100% or as a number/ },
    { name: 'migrate without --to', argv: ['migrate', 'x'], says: /to which target type is not said/ },
    { name: 'an unknown target type', argv: ['migrate', 'x', '--to', 'IP'], says: /Allowed choices are ip, instance/ },
    {
      name: 'jsonpath without a template',
      argv: ['list', '-o', 'jsonpath='],
      says: /Allowed choices are .* jsonpath=…/,
    },
    { name: 'a malformed template', argv: ['list', '-o', 'jsonpath={.items[x]}'], says: /malformed at character 8/ },
    { name: 'an unknown help topic', argv: ['help', 'weather'], says: /there is no help on "weather"/ },
  ])('$name is wrong usage: 64, and nothing on stdout', async ({ argv, says }) => {
    const run = await runCli(argv);
    expect(run.stderr).toMatch(says);
    expect(run).toMatchObject({ code: 64, stdout: '' });
  });

  test.each([
    { argv: ['--version'], says: /^\d+\.\d+\.\d+\n$/ },
    { argv: ['version'], says: /^nlbctl \d/ },
    { argv: ['version', '-o', 'jsonpath={.kind} {.nope}!'], says: /^Version !$/ },
    { argv: ['version', '-o=jsonpath={.apiVersion}'], says: /^nlbctl\/v1$/ },
    { argv: ['version', '-o=json'], says: /"kind": "Version"/ },
    { argv: ['--help'], says: /wait-healthy/ },
    { argv: ['help', 'migrate'], says: /--to <type>/ },
    { argv: ['help', 'exit-codes'], says: /\n {3}11 {2}failed, not rolled back/ },
    { argv: ['help', 'environment'], says: /AWS_ENDPOINT_URL/ },
    { argv: ['help', 'verdicts'], says: /by-design/ },
    { argv: ['explain'], says: /Elb\.RegistrationInProgress/ },
    { argv: ['explain', 'registrationinprogress'], says: /^Elb\.RegistrationInProgress: / },
    { argv: ['explain', 'draining'], says: /^draining: / },
    { argv: ['explain'], says: /\nNLB0701 {3}info {6}warning {5}an in-place migration leaves/ },
    {
      argv: ['explain', 'nlb0701'],
      says: /^NLB0701: .*\ninfo in inspect, warning in plan and migrate\n\nWhy it comes/,
    },
    { argv: ['explain', ' NLB0002 '], says: /^NLB0002: .*\nblock in plan and migrate\n/ },
    { argv: ['explain', 'NLB0203'], says: /\nwarning in inspect, plan and migrate\n/ },
    { argv: ['help', 'findings'], says: /NLB05xx {2}security groups and client addresses \(\d+ codes\)/ },
  ])('$argv succeeds with nothing on stderr', async ({ argv, says }) => {
    const run = await runCli(argv);
    expect(run.stdout).toMatch(says);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test('a code that nobody knows is not found, with a suggestion', async () => {
    const run = await runCli(['explain', 'Target.Timeouts']);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toContain('did you mean Target.Timeout');
  });

  test.each([
    ['NLBO701', 'did you mean NLB0701?'],
    ['NLB701', 'did you mean NLB0701?'],
    ['701', 'did you mean NLB0701?'],
    ['constructor', 'nlbctl explain lists every code'],
  ])('of findings the nearest code alone is suggested: %s', async (code, hint) => {
    const run = await runCli(['explain', code]);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toBe(`error: nothing is known of the code "${code}"\nhint: ${hint}\n`);
  });

  test.each(['json', 'yaml'])('a finding is explained in -o %s', async (format) => {
    const run = await runCli(['explain', 'nlb0701', '-o', format]);
    const document = parse(run.stdout);
    expect(schemaErrors('explanation', document)).toEqual([]);
    expect(document.items).toMatchObject([
      { code: 'NLB0701', family: 'finding', finding: { today: 'info', migrating: 'warning' } },
    ]);
  });

  test.each(['inspect', 'diff', 'list', 'wait-healthy'])(
    '%s without a kubeconfig could not know: 6, with what to do',
    async (command) => {
      const run = await runCli([command], { env: nowhere });
      expect(run).toMatchObject({ code: 6, stdout: '' });
      expect(run.stderr).toMatch(/^error: .*\/nonexistent\/kubeconfig/);
      expect(run.stderr).not.toContain('    at ');
    },
  );

  test.each(['json', 'yaml'])('with -o %s an error is a document too, with the same exit code', async (format) => {
    const run = await runCli(['inspect', 'ui-nlb', '-o', format], { env: nowhere });
    expect(run.code).toBe(6);
    expect(parse(run.stdout)).toMatchObject({ apiVersion: 'nlbctl/v1', kind: 'Error', exitCode: 6 });
  });

  test('a stream that fails before it has begun begins, and ends with the error as its result', async () => {
    const run = await runCli(['wait-healthy', 'ui-nlb', '-o', 'ndjson'], { env: nowhere });
    expect(run.code).toBe(6);
    const lines = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { type: 'version' },
      { type: 'result', outcome: 'error', exitCode: 6, error: { code: 'KubeconfigInvalid' } },
    ]);
    for (const line of lines) expect(schemaErrors('stream', line)).toEqual([]);
  });

  test.each([
    [['inspect', 'ui-nlb', '-o', 'json', '--no-such-flag']],
    [['wait-healthy', '-o', 'json', '--timeout', '300']],
    [['sandbox', 'run', '-o', 'json', '--', 'true']],
  ])('with -o json wrong usage is a document too: %j', async (argv) => {
    const run = await runCli(argv, { env: nowhere });
    expect(run.code).toBe(64);
    expect(JSON.parse(run.stdout)).toMatchObject({ kind: 'Error', code: 'Usage', exitCode: 64 });
    expect(run.stderr).toMatch(/^error: /);
  });
});
