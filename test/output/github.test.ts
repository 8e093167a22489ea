import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/progress.ts';
import { type Annotation, annotationCommands } from '../../src/output/github/annotation.ts';
import { fenced, markdownTable, plain } from '../../src/output/github/markdown.ts';
import { reportOf } from '../../src/output/github/report.ts';

const annotation = (message: string, title = 'nlbctl', level: Annotation['level'] = 'error'): Annotation => ({
  level,
  title,
  message,
});

describe('workflow commands', () => {
  test.each([
    ['a sentence', '::error title=nlbctl::a sentence'],
    ['100 %, done', '::error title=nlbctl::100 %25, done'],
    ['one\ntwo', '::error title=nlbctl::one%0Atwo'],
    ['x\n::set-env name=A::b', '::error title=nlbctl::x%0A::set-env name=A::b'],
    ['a\r\nb', '::error title=nlbctl::a\\u000d%0Ab'],
    ['\u001b[2J', '::error title=nlbctl::\\u001b[2J'],
  ])('%j', (message, line) => expect(annotationCommands([annotation(message)])).toEqual([line]));

  test('a title ends neither at a colon nor at a comma', () => {
    expect(annotationCommands([annotation('m', 'a: b, c::d')])).toEqual(['::error title=a%3A b%2C c%3A%3Ad::m']);
  });

  test('errors come first, in their order', () => {
    const lines = annotationCommands([annotation('w', 't', 'warning'), annotation('1'), annotation('2')]);
    expect(lines).toEqual(['::error title=nlbctl::1', '::error title=nlbctl::2', '::warning title=t::w']);
  });

  test.each([
    [10, 10, '::error title=nlbctl::10'],
    [11, 10, "::error title=nlbctl::2 more are in the step's summary"],
    [300, 10, "::error title=nlbctl::291 more are in the step's summary"],
  ])('of %i of a level %i lines are left, and the last one is %s', (count, lines, last) => {
    const made = annotationCommands(Array.from({ length: count }, (_, index) => annotation(`${index + 1}`)));
    expect(made).toHaveLength(lines);
    expect(made.at(-1)).toBe(last);
  });
});

describe('Markdown', () => {
  test.each([
    ['ui-nlb', 'ui-nlb'],
    ['a | b', 'a \\| b'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['[a](b) `c` *d* _e_', '\\[a\\](b) \\`c\\` \\*d\\* \\_e\\_'],
    ['two\nlines', 'two lines'],
    ['a & b', 'a &amp; b'],
    ['\u001b[31m', '\\\\u001b\\[31m'],
  ])('%j is nothing but words', (text, page) => expect(plain(text)).toBe(page));

  test('a table of many rows is cut, and says so', () => {
    const rows = Array.from({ length: 503 }, (_, index) => [`${index}`]);
    const lines = markdownTable(['n'], rows).split('\n');
    expect(lines.slice(0, 3)).toEqual(['| n |', '| --- |', '| 0 |']);
    expect(lines.slice(-3)).toEqual(['| 499 |', '', 'And 3 more.']);
  });

  test('no fence within a block ends it', () => {
    expect(fenced('a\n````\nb')).toBe('`````\na\n````\nb\n`````');
    expect(fenced('a')).toBe('```\na\n```');
  });
});

describe('an outcome', () => {
  const outcome: Outcome = {
    outcome: 'timed-out',
    changed: true,
    phase: 'Registering',
    exitCode: 4,
    reason: 'Targets are missing.',
    startedAt: '2026-11-25T12:00:00Z',
    elapsedSeconds: 90,
    next: ['nlbctl inspect ui-nlb -n ui'],
  };
  const told = {
    kind: 'outcome',
    command: 'migrate',
    service: { namespace: 'ui', name: 'ui-nlb' },
    phases: [],
  } as const;

  test('that is none that was asked for is an error, with what to do next', () => {
    const { annotations, blocks, outputs } = reportOf({ ...told, outcome });
    expect(annotations).toEqual([
      { level: 'error', title: 'nlbctl migrate ui/ui-nlb', message: 'timed-out after 1m 30s. Targets are missing.' },
    ]);
    expect(blocks.join('\n')).toContain('nlbctl inspect ui-nlb -n ui');
    expect(outputs).toEqual({ outcome: 'timed-out', phase: 'Registering' });
  });

  test('that was asked for is none', () => {
    const { annotations } = reportOf({ ...told, outcome: { ...outcome, outcome: 'ready', exitCode: 0 } });
    expect(annotations).toEqual([]);
  });
});
