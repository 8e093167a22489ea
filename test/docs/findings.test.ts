import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingCodes } from '../../src/judge/findings/registry.ts';
import { findingsPage, withFindingCodes } from './findings-page.ts';
import { page } from './pages.ts';

const root = join(import.meta.dirname, '../..');

// `npm run docs:findings` writes both files anew.
test('docs/findings.md says what the registry says', () =>
  expect(findingsPage()).toMatchFileSnapshot(join(root, 'docs/findings.md')));

test('the schema knows the codes of the registry, and no other', async () => {
  const { text } = page('schema/common.json');
  await expect(withFindingCodes(text)).toMatchFileSnapshot(join(root, 'schema/common.json'));
});

test('the codes come to where the schema has them', () => {
  const { text } = page('schema/common.json');
  const written = JSON.parse(withFindingCodes(text.replace('"NLB0001"', '"NLB9999"')));
  expect(written.$defs.findingCode.enum).toEqual(findingCodes);
});
