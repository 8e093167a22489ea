import { parseDocument } from 'yaml';
import { type Checked, checkedShape } from '../observe/shape.ts';

/** Parses YAML (or JSON, which is YAML) and holds it to a schema. Aliases that would blow it up are refused by the parser. */
export function checkedYaml<Value>(text: string, schema: object): Checked<Value> {
  let parsed: unknown;
  try {
    const document = parseDocument(text);
    const [flaw] = document.errors;
    if (flaw !== undefined) return { value: null, flaws: [flaw.message.split('\n')[0] ?? flaw.message] };
    parsed = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(parsed);
  } catch (error) {
    return { value: null, flaws: [(error as Error).message.split('\n')[0] ?? 'it cannot be read'] };
  }
  return checkedShape<Value>(parsed, schema);
}
