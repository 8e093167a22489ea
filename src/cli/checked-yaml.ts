import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parseDocument } from 'yaml';

/** A value of the expected shape, or what is wrong with the text, a line each. */
export type Checked<Value> =
  | { readonly value: Value; readonly flaws: readonly [] }
  | { readonly value: null; readonly flaws: readonly string[] };

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
  const ajv = addFormats.default(new Ajv2020({ allErrors: true, allowUnionTypes: true, strict: false }));
  const validate = ajv.compile<Value>(schema);
  if (validate(parsed)) return { value: parsed, flaws: [] };
  const flaws = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const place = instancePath === '' ? '(top level)' : instancePath.slice(1).replaceAll('/', '.');
    const detail = params['additionalProperty'] ?? params['allowedValues']?.join(', ');
    return `${place}: ${message}${detail === undefined ? '' : ` (${detail})`}`;
  });
  return { value: null, flaws: [...new Set(flaws)] };
}
