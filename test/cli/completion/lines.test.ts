import { expect, test } from 'vitest';
import { answerLines, forKubectl } from '../../../src/cli/completion/lines.ts';

const answer = (...values: string[]) => ({
  candidates: values.map((value) => ({ value, description: '' })),
  files: false,
});

test('a line for each candidate, and one with the directive', () => {
  const candidates = [
    { value: 'inspect', description: 'show the NLB' },
    { value: 'ip', description: '' },
  ];
  expect(answerLines({ candidates, files: false })).toBe('inspect\tshow the NLB\nip\n:4\n');
  expect(answerLines({ candidates: [], files: false })).toBe(':4\n');
  expect(answerLines({ candidates: [], files: true })).toBe(':0\n');
});

test('no space follows what goes on', () => {
  expect(answerLines(answer('jsonpath='))).toBe('jsonpath=\n:6\n');
  expect(answerLines(answer('json', 'jsonpath='))).toBe('json\njsonpath=\n:4\n');
});

test.each([
  ['a line end', 'new\nline'],
  ['a carriage return', 'a\rb'],
  ['a tab', 'a\tb'],
  ['an escape sequence', '\u001b[31mred'],
  ['an 8-bit control', 'a\u009bb'],
  ['text turned around', 'a\u202eb'],
  ['an invisible space', 'a\u200bb'],
  ['a line separator', 'a\u2028b'],
  ['nothing at all', ''],
])('a name with %s is left out', (_, name) => {
  expect(answerLines(answer('before', name, 'after'))).toBe('before\nafter\n:4\n');
});

test.each([
  'two words',
  '$(touch x)',
  '`touch x`',
  "it's",
  '"x"',
  'a;b',
  'a\\b',
  '*',
  'a?',
  '{a,b}',
  '~',
  '#a',
  '!!',
  '=x',
  '-',
  '--',
  '$HOME',
  '<x',
  'é',
])('kubectl, whose scripts quote nothing, is not given %s', (name) => {
  expect(forKubectl(answer('a', name))).toEqual(answer('a'));
  expect(answerLines(answer('a', name))).toBe(`a\n${name}\n:4\n`);
});

test('kubectl is given flags, names of clusters and values that go on', () => {
  const usual = answer(
    '--namespace',
    '-A',
    'arn:aws:eks:us-west-2:111122223333:cluster/x',
    'me@cluster',
    'ui/ui-nlb',
    'jsonpath=',
  );
  expect(forKubectl(usual)).toEqual(usual);
});
