import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { suppressionsOf } from '../../src/cli/suppressions.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlbctl-project-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, '.nlbctl.yaml');
const write = (text: string | Buffer) => writeFileSync(path(), text);
const suppressions = (from = folder, flags: readonly string[] = []) => suppressionsOf(flags, from, '2026-11-25');

const entry = (words: object = {}) =>
  JSON.stringify({ suppress: [{ code: 'NLB0702', reason: 'known', until: '2026-11-25', ...words }] });

describe('.nlbctl.yaml', () => {
  test('is found in the folder, and in the nearest one above', async () => {
    write('suppress:\n  - code: NLB0702\n    service: ui/ui-nlb\n    reason: one is enough\n    until: 2027-03-31\n');
    const found = [{ code: 'NLB0702', service: { namespace: 'ui', name: 'ui-nlb' }, reason: 'one is enough' }];
    expect(await suppressions()).toEqual(found);
    const below = join(folder, 'deploy', 'ui');
    mkdirSync(below, { recursive: true });
    expect(await suppressions(below)).toEqual(found);
    expect(await suppressions(join(folder, 'not', 'there'))).toEqual(found);
    writeFileSync(join(folder, 'deploy', '.nlbctl.yaml'), entry({ code: 'NLB0701' }));
    expect(await suppressions(below)).toMatchObject([{ code: 'NLB0701' }]);
  });

  test('that is a folder is none', async () => {
    write(entry());
    const below = join(folder, 'below');
    mkdirSync(join(below, '.nlbctl.yaml'), { recursive: true });
    expect(await suppressions(below)).toMatchObject([{ code: 'NLB0702' }]);
  });

  test('comes after the flags', async () => {
    write(entry());
    const both = await suppressions(folder, ['NLB0702=ui/*', 'NLB0701']);
    expect(both).toEqual([
      { code: 'NLB0702', service: { namespace: 'ui', name: '*' }, reason: '--suppress' },
      { code: 'NLB0701', service: null, reason: '--suppress' },
      { code: 'NLB0702', service: null, reason: 'known' },
    ]);
  });

  test.each(['', '# nothing yet\n', '{}', 'suppress:\n', 'suppress: []', '\uFEFF{}'])(
    'may say nothing: %j',
    async (text) => {
      write(text);
      expect(await suppressions()).toEqual([]);
    },
  );

  test('counts to the end of its last day', async () => {
    write(entry({ until: '2026-11-25' }));
    expect(await suppressions()).toHaveLength(1);
    write(entry({ until: '2026-11-24' }));
    await expect(suppressions()).rejects.toMatchObject({
      code: 'Usage',
      message: `the suppression of NLB0702 in ${path()} ended on 2026-11-24`,
      hint: 'its reason was: known. Give it a later date, or take it away',
    });
  });

  test.each([
    [{ code: 'NLBO702' }, /names the finding "NLBO702", which does not exist/, /did you mean NLB0702\?/],
    [{ code: 'nlb0702' }, /names the finding "nlb0702"/, /did you mean NLB0702\?/],
    [{ code: 'everything' }, /names the finding "everything"/, /nlbctl explain lists/],
    [{ service: 'ui-nlb' }, /names the Service "ui-nlb", which is not written as NAMESPACE\/NAME/, /ui\/\*/],
    [{ service: '*/ui-nlb' }, /names the Service "\*\/ui-nlb"/, /ui\/\*/],
    [{ service: 'ui/ui/nlb' }, /names the Service "ui\/ui\/nlb"/, /ui\/\*/],
  ])('%j is refused, with what was meant', async (words, message, hint) => {
    write(entry(words));
    const refused = expect(suppressions()).rejects;
    await refused.toMatchObject({ code: 'Usage', exitCode: 64, hint: expect.stringMatching(hint) });
    await expect(suppressions()).rejects.toThrow(message);
    await expect(suppressions()).rejects.toThrow(path());
  });

  test.each<[name: string, text: string | Buffer, flaw: string | RegExp]>([
    ['a text', 'suppress everything', '(top level): must be object,null'],
    ['a list', '- NLB0702', '(top level): must be object,null'],
    ['another member', 'supress: []', '(top level): must NOT have additional properties (supress)'],
    ['a map of codes', 'suppress: { NLB0702: yes }', 'suppress: must be array,null'],
    ['codes alone', 'suppress: [NLB0702]', 'suppress.0: must be object'],
    ['no reason', entry({ reason: undefined }), "suppress.0: must have required property 'reason'"],
    ['an empty reason', entry({ reason: '' }), 'suppress.0.reason: must NOT have fewer than 1 characters'],
    ['no date', entry({ until: undefined }), "suppress.0: must have required property 'until'"],
    ['a date that does not exist', entry({ until: '2027-02-30' }), 'suppress.0.until: must match format "date"'],
    ['a number', entry({ code: 702 }), 'suppress.0.code: must be string'],
    ['a member of an entry', entry({ untill: 'x' }), 'suppress.0: must NOT have additional properties (untill)'],
    ['no YAML', 'suppress:\n\t- a', /^Tabs are not allowed as indentation at line 2/],
    ['a bracket left open', 'suppress: [', /^Flow sequence .* at line 1/],
    ['two documents', '{}\n---\n{}', 'it holds several documents, and should be one'],
    ['a key given twice', 'suppress: []\nsuppress: []', 'the key "suppress" is given twice'],
    ['an alias of nothing', 'suppress: *none', /^Unresolved alias/],
    ['an anchor that holds itself', 'suppress: &all [*all]', 'an anchor holds an alias of itself'],
    ['aliases that multiply', bomb(), 'its aliases stand for more than a file could hold'],
    ['lists in lists', `${'['.repeat(20_000)}`, 'it is nested too deeply'],
    ['more than 1 MB', `# ${'x'.repeat(1_000_000)}`, 'it is larger than 1 MB'],
    ['bytes that are no text', Buffer.from([0x80, 0xff, 0x00]), '(top level): must be object,null'],
  ])('is refused: %s', async (_, text, flaw) => {
    write(text);
    const error = await suppressions().then(
      () => null,
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'Usage', exitCode: 64, hint: expect.stringContaining('schema/project.json') });
    const [head, ...flaws] = error.message.split('\n  ');
    expect(head).toBe(`${path()} is not as it should be:`);
    expect(flaws).toEqual([typeof flaw === 'string' ? flaw : expect.stringMatching(flaw)]);
  });

  test('of many keys is read in no time', async () => {
    write(Array.from({ length: 60_000 }, (_, index) => `k${index}: v`).join('\n'));
    const began = performance.now();
    const error = await suppressions().catch((thrown: Error) => thrown);
    expect(String(error)).toMatch(/\(k9\)\n {2}and 59990 more$/);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

/** A few hundred bytes that stand for a billion values. */
function bomb(): string {
  const names = [...'abcdefghij'];
  return names
    .map(
      (name, at) =>
        `${name}: &${name} [${Array(9)
          .fill(at === 0 ? 'x' : `*${names[at - 1]}`)
          .join(',')}]`,
    )
    .join('\n');
}
