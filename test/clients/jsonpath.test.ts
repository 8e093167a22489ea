import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeconfig, malformedTemplates, templates } from '../output/kubectl-templates.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;

/** The tables that nlbctl is tested with say what kubectl prints: here kubectl says it itself. */
describe.skipIf(!hasKubectl)('kubectl', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nlbctl-jsonpath-'));
    writeFileSync(join(folder, 'config'), JSON.stringify(kubeconfig));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const kubectl = (template: string) =>
    spawnSync(
      'kubectl',
      ['config', 'view', '--raw', `--kubeconfig=${join(folder, 'config')}`, `-o=jsonpath=${template}`],
      {
        encoding: 'utf8',
      },
    );

  test.each(templates)('prints of %s what the table says', (template, printed) => {
    expect(kubectl(template)).toMatchObject({ status: 0, stdout: printed });
  });

  test.each(malformedTemplates)('refuses %s', (template) => {
    expect(kubectl(template).status).toBe(1);
  });
});
