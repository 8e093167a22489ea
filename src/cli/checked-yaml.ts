import { type Document, isScalar, parseDocument, visit } from 'yaml';
import { type Checked, checkedShape } from '../observe/shape.ts';

/**
 * Parses YAML (or JSON, which is YAML) and holds it to a schema. Whatever is wrong with it is a flaw: also anchors that
 * hold themselves, and aliases that would blow it up.
 */
export function checkedYaml<Value>(text: string, schema: object): Checked<Value> {
  let parsed: unknown;
  try {
    // The parser compares each key of a map with every other one, which takes minutes for a map of many.
    const document = parseDocument(text, { uniqueKeys: false });
    const [flaw] = document.errors;
    if (flaw !== undefined) return flawed(flaw);
    const twice = keyGivenTwice(document);
    if (twice !== null) return { value: null, flaws: [`the key "${twice}" is given twice`] };
    parsed = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(parsed);
  } catch (error) {
    return flawed(error as Error);
  }
  const checked = checkedShape<Value>(parsed, schema);
  const more = checked.flaws.length - most;
  return more <= 0 ? checked : { value: null, flaws: [...checked.flaws.slice(0, most), `and ${more} more`] };
}

/** A large file may have one for each of its lines. */
const most = 10;

function keyGivenTwice(document: Document.Parsed): string | null {
  let twice: string | null = null;
  visit(document, {
    Map(_, { items }) {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key;
        if (keys.has(value)) {
          twice = String(value);
          return visit.BREAK;
        }
        keys.add(value);
      }
      return undefined;
    },
  });
  return twice;
}

/** What a parser that gave up means. */
const words = [
  [/circular structure/, 'an anchor holds an alias of itself'],
  [/Excessive alias count/, 'its aliases stand for more than a file could hold'],
  [/call stack/, 'it is nested too deeply'],
  [/multiple documents/, 'it holds several documents, and should be one'],
] as const;

function flawed({ message }: Error): { readonly value: null; readonly flaws: readonly string[] } {
  const known = words.find(([pattern]) => pattern.test(message))?.[1];
  return { value: null, flaws: [known ?? message.split('\n')[0] ?? message] };
}
