import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import type { World } from '../../src/cli/world.ts';
import { commandLines, flawOf } from './command-lines.ts';
import { brokenLinks, documentation, fenced, page } from './pages.ts';

const pages = documentation();
const neverStopped = { signal: new AbortController().signal, onFirstSignal: () => () => undefined };
const program = buildProgram({} as World, neverStopped, { exitCode: 0, told: [] });

describe('the documentation', () => {
  test.each(pages)('$name: every link leads somewhere', (each) => {
    expect(brokenLinks(each)).toEqual([]);
  });

  test.each(pages)('$name: every command line is one that nlbctl understands', (each) => {
    const flaws = commandLines(each).map((line) => ({ line, flaw: flawOf(program, line) }));
    expect(flaws.filter(({ flaw }) => flaw !== null)).toEqual([]);
  });

  test.each(pages)('$name: every script that it names is there', ({ text }) => {
    const { scripts } = JSON.parse(page('package.json').text);
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test.each(['README.md', 'docs/guide.md'])('%s: what commands print is what they print in a transcript', (name) => {
    const folder = 'test/transcripts';
    const stories = readdirSync(new URL(`../../${folder}`, import.meta.url)).filter((file) => file.endsWith('.md'));
    const played = stories.map((file) => page(`${folder}/${file}`).text);
    const excerpts = fenced(page(name)).filter(({ language }) => language === 'console');
    expect(excerpts.length).toBeGreaterThan(0);
    for (const { body } of excerpts)
      expect(
        played.some((story) => story.includes(body)),
        body,
      ).toBe(true);
  });

  test('the README names the commands that it is tested with', () => {
    expect(page('README.md').text).toContain('npm ci && npm test');
    expect(commandLines(page('README.md')).length).toBeGreaterThanOrEqual(8);
  });
});

describe('the checks find what is wrong', () => {
  test.each([
    ['inspect ui-nlb -n ui -o wide', null],
    ['sandbox run --speed 20', null],
    ['ls -A', null],
    ['weather ui-nlb', 'nlbctl has no command weather'],
    ['sandbox pause', 'sandbox has no command pause'],
    ['inspect ui-nlb --to ip', 'inspect has no --to'],
    ['migrate ui-nlb --to pods', '--to does not take pods'],
    ['wait-healthy --timeout', '--timeout is without its value'],
  ])('%s', (line, flaw) => {
    expect(flawOf(program, line)).toBe(flaw);
  });

  test('in command lines of every kind', () => {
    const text = [
      '```bash',
      'eval "$(nlbctl sandbox env)"',
      'nlbctl sandbox run --speed 2 -- nlbctl list # all',
      '```',
      '```console',
      '$ nlbctl version',
      'nlbctl 0.1.0',
      '```',
      'Then `nlbctl explain draining`.',
    ].join('\n');
    expect(commandLines({ name: 'x.md', text })).toEqual([
      'sandbox env',
      'sandbox run --speed 2',
      'list',
      'version',
      'explain draining',
    ]);
  });

  test('in links', () => {
    const text =
      '[a](docs/guide.md) [b](docs/guide.md#migrate) [c](docs/no.md) [d](#no) [e](docs/guide.md#no) [f](https://x)';
    expect(brokenLinks({ name: 'README.md', text })).toEqual(['docs/no.md', '#no', 'docs/guide.md#no']);
  });
});
