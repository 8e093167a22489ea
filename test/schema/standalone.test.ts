import { readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/judge/inspection.ts';
import { errorDocument, inspectionDocument } from '../../src/output/documents.ts';
import { schemas } from '../../src/output/schemas.ts';
import { runCli } from '../cli/run-cli.ts';
import { instanceSnapshot } from '../judge/snapshot-builder.ts';

/** A validator that has this one schema and no other. */
async function validatorOf(kind: string) {
  const { stdout } = await runCli(['schema', kind]);
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  formats.default(ajv);
  return ajv.compile(JSON.parse(stdout));
}

test('every schema has a name, but for the one that the others share', () => {
  const files = readdirSync(new URL('../../schema/', import.meta.url)).filter((name) => name !== 'common.json');
  const named = Object.values(schemas).map(({ schema }) => schema.$id.replace(/^.*\//, ''));
  expect(named.sort()).toEqual(files.sort());
});

test.each(Object.keys(schemas))('nlbctl schema %s can be compiled alone, and is listed', async (kind) => {
  await expect(validatorOf(kind)).resolves.toBeTypeOf('function');
  expect((await runCli(['schema'])).stdout).toMatch(new RegExp(`^${kind} `, 'm'));
});

describe('a printed schema, used alone', () => {
  const snapshot = instanceSnapshot();
  const inspection = inspectionDocument('Inspection', judge(snapshot), []);

  test('takes a document, and finds what is wrong deep inside of one', async () => {
    const validate = await validatorOf('inspection');
    expect(validate(inspection)).toBe(true);
    const [port] = inspection.ports;
    const wrong = {
      ...inspection,
      ports: [{ ...port, targetGroups: [{ ...port?.targetGroups[0], targets: [{ verdict: 'fine' }] }] }],
    };
    expect(validate(wrong)).toBe(false);
  });

  test('takes the documents of commands', async () => {
    for (const [kind, argv] of [
      ['Version', ['version']],
      ['Explanation', ['explain']],
      ['Error', ['inspect', 'ui-nlb', '--kubeconfig', '/nonexistent']],
    ] as const) {
      const { stdout } = await runCli([...argv, '-o', 'json']);
      expect((await validatorOf(kind))(JSON.parse(stdout)), kind).toBe(true);
    }
    const error = errorDocument({ code: 'Usage', message: '', hint: null, exitCode: 64 });
    expect((await validatorOf('Error'))({ ...error, exitCode: '64' })).toBe(false);
  });
});

test('an unknown kind is wrong usage, with a suggestion', async () => {
  const run = await runCli(['schema', 'Inspektion']);
  expect(run).toMatchObject({ code: 64, stdout: '' });
  expect(run.stderr).toContain('did you mean Inspection?');
});
