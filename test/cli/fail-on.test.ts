import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import { loadBalancerService } from '../services.ts';

let stage: Stage;

/** A Service as it should be, but for a target type that the controller takes for another one: a warning. */
beforeAll(async () => {
  const annotations = { 'nlb-target-type': 'Instance' };
  const spec = { loadBalancerClass: 'service.k8s.aws/nlb' };
  stage = await openStage({ speed: 100, objects: [loadBalancerService('misspelt', { annotations, spec })] });
});
afterAll(() => stage.stop());
beforeEach(() => stage.reset());

const run = (...argv: string[]) => stage.nlbctl([...argv, '-n', 'ui']);

describe('--fail-on', () => {
  test.each([
    [['inspect', 'misspelt'], 'warning', 3],
    [['inspect', 'misspelt'], 'block', 0],
    [['inspect', 'ui-nlb'], 'warning', 0],
    [['list'], 'warning', 3],
    [['list'], 'block', 0],
    [['list', '-l', 'app=nothing'], 'warning', 0],
    [['diff', 'misspelt'], 'warning', 3],
    [['diff', 'misspelt'], 'block', 0],
    [['diff', 'ui-nlb'], 'warning', 0],
  ])('%j --fail-on %s: %i, in every format', async (argv, severity, code) => {
    for (const format of ['table', 'json', 'yaml']) {
      const ran = await run(...argv, '--fail-on', severity, '-o', format);
      expect(ran.code, `${format}: ${ran.stderr}`).toBe(code);
      expect(ran.stdout, format).not.toMatch(/kind: Error|"Error"/);
    }
  });

  test('list and diff say on stderr what it is', async () => {
    for (const argv of [['list'], ['diff', 'misspelt']]) {
      const { stderr } = await run(...argv, '--fail-on', 'warning');
      expect(stderr).toMatch(/^ui\/misspelt\nwarning {2}NLB0107 {2}/m);
      expect(stderr).not.toContain('ui/ui-nlb\n');
      const quiet = await run(...argv);
      expect(quiet).toMatchObject({ code: 0 });
      expect(quiet.stderr).not.toContain('NLB0107');
    }
  });

  test('differences come before it', async () => {
    const [group] = stage.sandbox.elbv2.describeTargetGroups({ Names: ['k8s-ui-uinlb-fa38096dd9'] });
    const TargetGroupArn = group?.TargetGroupArn ?? '';
    const Targets = [{ Id: 'i-0a1b2c3d4e5f60002' }];
    stage.sandbox.elbv2.deregisterTargets({ TargetGroupArn, Targets });
    expect(await run('diff', 'ui-nlb', '--fail-on', 'warning')).toMatchObject({ code: 2 });
    stage.sandbox.elbv2.registerTargets({ TargetGroupArn, Targets });
    await stage.sandbox.settle();
  });

  test('a severity that is none: 64', async () => {
    for (const argv of [['list'], ['diff', 'ui-nlb'], ['inspect', 'ui-nlb'], ['plan', 'ui-nlb', '--to', 'ip']]) {
      expect(await run(...argv, '--fail-on', 'info')).toMatchObject({ code: 64, stdout: '' });
    }
    expect(stage.kubernetes.requests).toEqual([]);
  });
});

describe('--suppress', () => {
  test.each([
    [['inspect', 'misspelt'], 'NLB0107', 0],
    [['inspect', 'misspelt'], 'NLB0107=ui/misspelt', 0],
    [['inspect', 'misspelt'], 'NLB0107=ui/*', 0],
    [['inspect', 'misspelt'], 'NLB0107=ui/ui-nlb', 3],
    [['inspect', 'misspelt'], 'NLB0107=carts/misspelt', 3],
    [['list'], 'NLB0107=ui/misspelt', 0],
    [['list'], 'NLB0107=ui/ui-nlb', 3],
    [['diff', 'misspelt'], 'NLB0107', 0],
  ])('%j --fail-on warning --suppress %s: %i', async (argv, suppress, code) => {
    expect(await run(...argv, '--fail-on', 'warning', '--suppress', suppress)).toMatchObject({ code });
  });

  test('given twice counts twice', async () => {
    const given = ['--suppress', 'NLB0702', '--suppress', 'NLB0107'];
    const inspected = await run('inspect', 'misspelt', '--fail-on', 'warning', ...given);
    expect(inspected).toMatchObject({ code: 0 });
    expect(inspected.stdout).not.toContain('NLB0107');
    expect(inspected.stdout).toContain('1 finding is suppressed');
  });

  test.each(['list', 'diff', 'inspect'])('documents of %s tell by what', async (command) => {
    const argv = command === 'list' ? [command] : [command, 'misspelt'];
    const document = parse((await run(...argv, '-o', 'json', '--suppress', 'NLB0107')).stdout);
    expect(schemaErrors(command === 'inspect' ? 'inspection' : command, document)).toEqual([]);
    const { findings } =
      command === 'list' ? document.items.find((item: { name: string }) => item.name === 'misspelt') : document;
    const [found] = findings.filter(({ code }: { code: string }) => code === 'NLB0107');
    expect(found).toMatchObject({ severity: 'warning', suppressedBy: '--suppress' });
  });

  test.each([
    ['NLB0199', /--suppress names the finding "NLB0199", which does not exist/, /did you mean NLB01\d9\?/],
    ['nonsense', /names the finding "nonsense"/, /nlbctl explain lists every code/],
    ['constructor', /names the finding "constructor"/, /nlbctl explain lists every code/],
    ['', /names the finding ""/, /nlbctl explain/],
    ['NLB0107=misspelt', /names the Service "misspelt", which is not written as NAMESPACE\/NAME/, /ui\/\*/],
    ['NLB0107=ui/', /names the Service "ui\/", which is not written as NAMESPACE\/NAME/, /ui\/\*/],
    ['NLB0107=*/misspelt', /names the Service "\*\/misspelt", which is not written as NAMESPACE\/NAME/, /ui\/\*/],
    ['NLB0107=ui/a/b', /names the Service "ui\/a\/b", which is not written as NAMESPACE\/NAME/, /ui\/\*/],
    ['NLB0107=ui/a=b', /names the Service "ui\/a=b", which is not written as NAMESPACE\/NAME/, /ui\/\*/],
  ])('"%s": 64, and what is meant', async (value, says, hint) => {
    for (const argv of [['inspect', 'misspelt'], ['list'], ['diff', 'misspelt'], ['plan', 'misspelt', '--to', 'ip']]) {
      const ran = await run(...argv, '--suppress', value);
      expect(ran, argv.join(' ')).toMatchObject({ code: 64, stdout: '' });
      expect(ran.stderr).toMatch(says);
      expect(ran.stderr).toMatch(hint);
    }
  });
});
