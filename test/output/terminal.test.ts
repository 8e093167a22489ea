import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined, table, wrapped } from '../../src/output/table.ts';
import { painter, safe, wantsColor } from '../../src/output/terminal.ts';

describe('text from elsewhere', () => {
  test('escape sequences are spelled out', () => {
    expect(safe('ok\u001b[2J\u0007\u009b31m')).toBe('ok\\u001b[2J\\u0007\\u009b31m');
  });

  test('a line break cannot begin a line of its own', () => expect(safe('a\nb\tc')).toBe('a b c'));

  test('no control character survives, and the rest is left alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(safe(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
    expect(safe('käse → 日本')).toBe('käse → 日本');
  });
});

test.each([
  { choice: 'always', env: { NO_COLOR: '1' }, terminal: false, color: true },
  { choice: 'never', env: { FORCE_COLOR: '1' }, terminal: true, color: false },
  { choice: 'auto', env: {}, terminal: true, color: true },
  { choice: 'auto', env: {}, terminal: false, color: false },
  { choice: 'auto', env: { NO_COLOR: '1', FORCE_COLOR: '1' }, terminal: true, color: false },
  { choice: 'auto', env: { NO_COLOR: '' }, terminal: true, color: true },
  { choice: 'auto', env: { FORCE_COLOR: '1' }, terminal: false, color: true },
  { choice: 'auto', env: { CLICOLOR_FORCE: '1' }, terminal: false, color: true },
  { choice: 'auto', env: { FORCE_COLOR: '0' }, terminal: true, color: false },
  { choice: 'auto', env: { TERM: 'dumb' }, terminal: true, color: false },
] as const)('colour: $choice, $env, terminal $terminal', ({ choice, env, terminal, color }) => {
  expect(wantsColor(choice, env, terminal)).toBe(color);
});

describe('tables', () => {
  const rows = [['ui-nlb', 'a very long column that will not fit into a narrow terminal at all', 'end']];
  const paint = painter(false);

  test('are never cut in a pipe', () => {
    expect(table(['NAME', 'TEXT', 'X'], rows, { isTerminal: false, width: 20, paint })).toContain(
      'terminal at all   end',
    );
  });

  test('fit a terminal', () => {
    const drawn = table(['NAME', 'TEXT', 'X'], rows, { isTerminal: true, width: 40, paint });
    expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(drawn).toContain('…');
  });

  test('are cut in their prose before anything else', () => {
    const row = ['i-0a1b2c3d4e5f60001:31234', 'us-west-2a', 'registration is in progress, as it seems'];
    const drawn = table(['TARGET', 'ZONE', 'WHY'], [row], { isTerminal: true, width: 60, paint });
    expect(drawn.split('\n')[1]).toBe('i-0a1b2c3d4e5f60001:31234   us-west-2a   registration is in…');
  });

  test('have three spaces between columns and none at the end', () => {
    expect(
      table(
        ['A', 'B'],
        [
          ['1', '2'],
          ['333', '4'],
        ],
        { isTerminal: false, width: 80, paint },
      ),
    ).toBe('A     B\n1     2\n333   4');
  });
});

describe('long statements', () => {
  const terminal = { isTerminal: true, width: 20, paint: painter(false) };

  test('go on below, part by part', () => {
    expect(joined(['ui/ui-nlb', 'NLB a', 'active', 'target type ip'], '  ', terminal)).toEqual([
      'ui/ui-nlb   NLB a',
      '  active',
      '  target type ip',
    ]);
  });

  test('break between words on a terminal, and nowhere else', () => {
    const sentence = 'Every listener forwards to targets of type ip.';
    expect(wrapped(sentence, '  ', terminal)).toBe('Every listener\n  forwards to\n  targets of type\n  ip.');
    expect(wrapped(sentence, '  ', { ...terminal, isTerminal: false })).toBe(sentence);
  });
});
