import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { answerOf } from '../../../src/cli/completion/answer.ts';
import type { Names } from '../../../src/cli/completion/names.ts';
import { optionsOf } from '../../../src/cli/completion/position.ts';
import { argumentSources, flagSources } from '../../../src/cli/completion/sources.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import type { World } from '../../../src/cli/world.ts';

const neverStopped = { signal: new AbortController().signal, onFirstSignal: () => () => undefined };
const program = buildProgram({} as World, neverStopped, { exitCode: 0, told: [] });

const services = [
  { namespace: 'shop', name: 'cart' },
  { namespace: 'ui', name: 'ui-local' },
  { namespace: 'ui', name: 'ui-nlb' },
];

/** A context whose namespace is `ui`; `seen` takes the flags that were asked with. */
function namesOf(seen: Record<string, string> = {}): Names {
  return {
    async contexts() {
      return ['production', 'arn:aws:eks:us-west-2:111122223333:cluster/staging'];
    },
    async ofCluster(given) {
      Object.assign(seen, Object.fromEntries(given));
      return { namespace: 'ui', services };
    },
  };
}

async function valuesOf(...words: string[]): Promise<string[]> {
  return (await answerOf(program, words, namesOf())).candidates.map(({ value }) => value);
}

describe('what can stand at the cursor', () => {
  test.each([
    { words: ['ins'], values: ['inspect'] },
    { words: ['wait-healthy', ''], values: ['ui-local', 'ui-nlb', 'shop/cart'] },
    { words: ['nope', ''], values: [] },
    { words: ['ls', '-o', 'w'], values: ['wide'] },
    { words: ['sandbox', 'st'], values: ['start', 'stop', 'status'] },
    { words: ['sandbox', 'start', '--sc'], values: ['--scenario'] },
    { words: ['sandbox', 'start', '--scenario', ''], values: ['eks-workshop'] },
    { words: ['sandbox', 'stop', 'x', ''], values: [] },
    { words: ['plan', '--to', ''], values: ['ip', 'instance'] },
    { words: ['plan', '--to', 'in'], values: ['instance'] },
    { words: ['plan', '--to=i'], values: ['ip', 'instance'] },
    { words: ['plan', '--to='], values: ['ip', 'instance'] },
    { words: ['plan', 'ui-nlb', ''], values: [] },
    { words: ['inspect', '-o', 'j'], values: ['json', 'jsonpath='] },
    { words: ['inspect', '-qo', 'n'], values: ['name'] },
    { words: ['inspect', '--fail-on', ''], values: ['warning', 'block'] },
    { words: ['migrate', '--dry-run', ''], values: ['none', 'client', 'server'] },
    { words: ['migrate', '--dry-run', '--to'], values: ['--to'] },
    { words: ['migrate', '--dry-run=s'], values: ['server'] },
    { words: ['--color', 'a'], values: ['auto', 'always'] },
    { words: ['completion', ''], values: ['bash', 'zsh', 'fish', 'powershell'] },
    { words: ['help', 'ver'], values: ['version', 'verdicts'] },
    { words: ['help', 'e'], values: ['explain', 'exit-codes', 'environment'] },
    { words: ['schema', 'Mig'], values: ['MigrationResult'] },
    { words: ['explain', 'Elb.R'], values: ['Elb.RegistrationInProgress'] },
    { words: ['explain', 'NLB0701'], values: ['NLB0701'] },
    { words: ['explain', 'by'], values: ['by-design'] },
    { words: ['inspect', '--suppress', 'NLB070'], values: expect.arrayContaining(['NLB0701', 'NLB0702']) },
    { words: ['migrate', '--accept', 'NLB0701,NLB0702'], values: ['NLB0701,NLB0702'] },
    { words: ['migrate', '--accept', 'NLB0701,NLB0701'], values: [] },
    { words: ['wait-healthy', '--timeout', ''], values: [] },
    { words: ['--context', 'pro'], values: ['production'] },
    { words: ['--context', 'arn:aws'], values: ['arn:aws:eks:us-west-2:111122223333:cluster/staging'] },
    { words: ['-n', ''], values: ['shop', 'ui'] },
    { words: ['inspect', '--namespace=s'], values: ['shop'] },
    { words: ['sandbox', 'run', '--', 'nlbctl', '--'], values: [] },
  ])('$words', async ({ words, values }) => {
    expect(await valuesOf(...words)).toEqual(values);
  });

  test.each([
    { words: ['inspect', 'ui-'], values: ['ui-local', 'ui-nlb'] },
    { words: ['inspect', '-n', 'shop', ''], values: ['cart'] },
    { words: ['inspect', '-nshop', ''], values: ['cart'] },
    { words: ['--namespace', 'shop', 'inspect', ''], values: ['cart'] },
    { words: ['inspect', '--namespace=shop', 'svc/'], values: ['svc/cart'] },
    { words: ['inspect', 'service/ui-n'], values: ['service/ui-nlb'] },
    { words: ['inspect', 'shop/'], values: ['shop/cart'] },
    { words: ['inspect', 'ui/ui-n'], values: ['ui/ui-nlb'] },
    { words: ['inspect', '-n', 'shop', 'ui/'], values: [] },
    { words: ['inspect', '-n', 'elsewhere', ''], values: [] },
  ])('a Service as it can be named: $words', async ({ words, values }) => {
    expect(await valuesOf(...words)).toEqual(values);
  });

  test.each([
    { words: ['--kubeconfig', ''] },
    { words: ['inspect', '--from', 'x'] },
    { words: ['inspect', '--from=x'] },
    { words: ['plan', '--out', ''] },
    { words: ['migrate', '--plan', ''] },
    { words: ['snapshot', '-f', ''] },
    { words: ['sandbox', 'run', '--', ''] },
    { words: ['sandbox', 'run', '--', 'bash', 'x'] },
    { words: ['sandbox', 'start', '--scenario', './'] },
  ])('a file: $words', async ({ words }) => {
    expect(await answerOf(program, words, namesOf())).toMatchObject({ candidates: [], files: true });
  });

  test('flags of the command and of the program, less those that are given already', async () => {
    const values = await valuesOf('plan', '--to', 'ip', '-n', 'ui', '--suppress', 'NLB0701', '-');
    expect(values).toEqual(expect.arrayContaining(['--out', '--suppress', '--context', '--help', '--no-input']));
    expect(values).not.toEqual(expect.arrayContaining(['--to']));
    expect(values).not.toEqual(expect.arrayContaining(['--namespace']));
  });

  test('the cluster is asked for with the flags of the line', async () => {
    const seen: Record<string, string> = {};
    await answerOf(program, ['--context', 'a', 'inspect', '--kubeconfig=b', '-n', 'c', ''], namesOf(seen));
    expect(seen).toEqual({ '--context': 'a', '--kubeconfig': 'b', '--namespace': 'c' });
  });

  test('descriptions are those of the help', async () => {
    const { candidates } = await answerOf(program, ['diff'], namesOf());
    expect(candidates).toEqual([
      { value: 'diff', description: 'show only the targets that are not as they should be (exit 2 if any)' },
    ]);
  });
});

describe('the tables of sources', () => {
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

  test('name every flag with a value that has no choices', () => {
    const options = all(program).flatMap(optionsOf);
    const open = options.filter((option) => (option.required || option.optional) && option.argChoices === undefined);
    expect([...new Set(open.map(({ long }) => long))].sort()).toEqual(Object.keys(flagSources).sort());
  });

  test('name every argument that has no choices', () => {
    const open = all(program)
      .flatMap((command) => [...command.registeredArguments])
      .filter((argument) => argument.argChoices === undefined);
    expect([...new Set(open.map((argument) => argument.name()))].sort()).toEqual(Object.keys(argumentSources).sort());
  });
});
