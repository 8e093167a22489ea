import parse from 'jsonpath-rfc9535/parser';
import { malformed } from './malformed.ts';

/** A piece of a query, and where in the template it comes from. */
interface Piece {
  readonly text: string;
  readonly at: number;
}

/**
 * kubectl's path (`.items[0,1].na-me`, `['a.b']`, `.a\.b`), as queries of RFC 9535 whose results follow one another. There are
 * several where kubectl unites otherwise than the RFC does: its union takes the first name of all nodes, then the second.
 *
 * @param from where in the template the path begins
 * @throws NlbctlError (Usage) naming the place where it is malformed
 */
export function queriesOf(template: string, from: number, to: number): string[] {
  const path = template.slice(0, to);
  let at = /[$@]/.test(path[from] ?? '') ? from + 1 : from;
  let alternatives: Piece[][] = [[{ text: '$', at: from }]];
  while (at < to) {
    const next = path[at] === '[' ? bracket(path, at) : dotted(path, at, outside);
    // The later union is the outer loop.
    alternatives = next.pieces.flatMap((piece) => alternatives.map((before) => [...before, { text: piece, at }]));
    at = next.end;
  }
  return alternatives.map((pieces) => checked(pieces, template));
}

/** What ends a bare name: outside of a filter, and in it, where operators stand too. */
const outside = /[\s.,[\]$@{}*'"]/;
const inFilter = /[\s.,[\]$@{}*'"()=!<>&|?]/;

interface Read {
  readonly pieces: readonly string[];
  readonly end: number;
}

/** `.name`, `..name`, `.*`, or the dot alone before a bracket or as the root. */
function dotted(path: string, from: number, terminator: RegExp): Read {
  if (path[from] !== '.') throw malformed(path, from, 'a path goes on with a dot or a bracket');
  const dots = path[from + 1] === '.' ? '..' : '';
  let at = from + (dots === '' ? 1 : 2);
  if (path[at] === '*') return { pieces: [`${dots}[*]`], end: at + 1 };
  let name = '';
  for (; at < path.length && !terminator.test(path[at] ?? ''); at += 1) {
    if (path[at] === '\\') at += 1;
    name += path[at] ?? '';
  }
  return { pieces: [name === '' ? dots : `${dots}${quoted([name])}`], end: at };
}

const quoted = (names: readonly string[]): string => names.map((name) => `[${JSON.stringify(name)}]`).join('');

/** `[0]`, `[-1]`, `[0:2]`, `[*]`, `['name']`, a union of them, or a filter. */
function bracket(path: string, from: number): Read {
  const end = closing(path, from);
  const content = path.slice(from + 1, end).trim();
  if (content.startsWith('?')) return { pieces: [`[${filter(path.slice(0, end), from + 1)}]`], end: end + 1 };
  if (content === '') return { pieces: ['[0]'], end: end + 1 };
  const elements = content.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  return { pieces: elements.flatMap((element) => element.trim()).flatMap(selectors), end: end + 1 };
}

/** A quoted name with dots is a path for kubectl, and a name for everybody else: whichever is there, is found. */
function selectors(element: string): string[] {
  const inside = /^(['"])(.*)\1$/s.exec(element)?.[2];
  if (inside === undefined) return [`[${element}]`];
  const names = inside.split(/(?<!\\)\./).map((name) => name.replace(/\\(.)/gs, '$1'));
  return names.length === 1 ? [quoted(names)] : [quoted([names.join('.')]), quoted(names)];
}

/** The bracket that closes the one at `from`; those in quotes do not count. */
function closing(path: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < path.length; at += 1) {
    const character = path[at] ?? '';
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '[') depth += 1;
    else if (character === ']') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw malformed(path, from, quote === '' ? 'the bracket is not closed' : 'the quote is not closed');
}

/** A filter, whose paths have bare names as the RFC does not. Everything else in it is the RFC's. */
function filter(path: string, from: number): string {
  let text = '';
  for (let at = from; at < path.length; ) {
    const character = path[at] ?? '';
    const string = /^(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/s.exec(path.slice(at))?.[0];
    if (string !== undefined) {
      text += string;
      at += string.length;
    } else if (character === '.' && /[@$\]\w.]$/.test(text) && !/(?:^|[^\w\]])\d+$/.test(text)) {
      const { pieces, end } = dotted(path, at, inFilter);
      text += pieces[0];
      at = end;
    } else {
      text += character;
      at += 1;
    }
  }
  return text;
}

/** The query, if the library takes it. */
function checked(pieces: readonly Piece[], template: string): string {
  const query = pieces.map(({ text }) => text).join('');
  try {
    parse(query);
  } catch (error) {
    const { location, found, message } = error as Error & {
      location?: { start: { offset: number } };
      found?: string | null;
    };
    let offset = location?.start.offset ?? 0;
    const piece = pieces.find(({ text }) => {
      offset -= text.length;
      return offset < 0;
    });
    const why = found === undefined ? message : found === null ? 'something is missing' : `unexpected ${found}`;
    throw malformed(template, (piece ?? pieces.at(-1))?.at ?? 0, why);
  }
  return query;
}
