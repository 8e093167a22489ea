import { malformed } from './malformed.ts';
import { queriesOf } from './queries.ts';

/** A part of a template: text as it stands, what paths find, or what is printed for each thing that is found. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'values'; readonly queries: readonly string[] }
  | { readonly kind: 'range'; readonly queries: readonly string[]; readonly body: readonly Part[] };

/**
 * Takes a template of kubectl's apart: text with actions in braces, which are paths, quoted text, `range PATH` and `end`. A range
 * that is not ended goes on to the end of the template, as with kubectl.
 *
 * @throws NlbctlError (Usage) naming the place where it is malformed
 */
export function parseTemplate(template: string): Part[] {
  const outermost: Part[] = [];
  const open: Part[][] = [outermost];
  let at = 0;
  while (at < template.length) {
    const parts = open.at(-1) ?? outermost;
    const brace = template.indexOf('{', at);
    const text = template.slice(at, brace < 0 ? undefined : brace);
    if (text !== '') parts.push({ kind: 'text', text });
    if (brace < 0) break;
    const end = closing(template, brace);
    const action = actionAt(template, brace + 1, end);
    if (action === 'end') {
      if (open.length === 1) throw malformed(template, brace, 'there is no range to end');
      open.pop();
    } else {
      parts.push(action);
      if (action.kind === 'range') open.push(action.body as Part[]);
    }
    at = end + 1;
  }
  return outermost;
}

/** The brace that closes the one at `from`; those in quotes do not count. */
function closing(template: string, from: number): number {
  const action = /^\{(?:[^}'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*\}/s.exec(template.slice(from))?.[0];
  if (action === undefined) throw malformed(template, from, 'the brace, or a quote in it, is not closed');
  return from + action.length - 1;
}

function actionAt(template: string, from: number, to: number): Part | 'end' {
  const content = template.slice(from, to);
  const at = from + content.length - content.trimStart().length;
  const end = at + content.trim().length;
  const action = content.trim();
  if (/^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')$/s.test(action))
    return { kind: 'text', text: unquoted(action.slice(1, -1)) };
  if (action === 'end') return 'end';
  const range = /^range(?=$|\s|\.|\[)\s*/.exec(action)?.[0].length ?? 0;
  if (action !== '' && range === 0 && !/^[.[$@]/.test(action))
    throw malformed(template, at, 'braces hold a path such as .kind, text in quotes, range or end');
  const queries = queriesOf(template, at + range, end);
  return range === 0 ? { kind: 'values', queries } : { kind: 'range', queries, body: [] };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unquoted = (text: string): string => text.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
