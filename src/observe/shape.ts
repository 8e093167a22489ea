import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A value of the expected shape, or what is wrong with it, a line each. */
export type Checked<Value> =
  | { readonly value: Value; readonly flaws: readonly [] }
  | { readonly value: null; readonly flaws: readonly string[] };

interface Holding {
  /** Schemas that the one refers to. */
  readonly others?: readonly object[];
  /** Whether every flaw is named. Of a large file the first one is enough: it could have one for each of its lines. */
  readonly every?: boolean;
}

/** A schema becomes a function once, which costs more than to use it. */
const compiled = new WeakMap<object, ValidateFunction>();

/** Holds a value that came from outside to a JSON Schema. */
export function checkedShape<Value>(value: unknown, schema: object, holding: Holding = {}): Checked<Value> {
  const validate = compiled.get(schema) ?? compile(schema, holding);
  compiled.set(schema, validate);
  if (validate(value)) return { value: value as Value, flaws: [] };
  return { value: null, flaws: [...new Set((validate.errors ?? []).map(flawOf))] };
}

function compile(schema: object, { others = [], every = true }: Holding): ValidateFunction {
  const ajv = addFormats.default(new Ajv2020({ allErrors: every, allowUnionTypes: true, strict: false }));
  for (const other of others) ajv.addSchema(other);
  return ajv.compile(schema);
}

/** The place, a member or an index after each point, and what is wrong there. */
function flawOf({ instancePath, message, params }: ErrorObject): string {
  const place = instancePath === '' ? '(top level)' : instancePath.slice(1).replaceAll('/', '.');
  const detail = params['additionalProperty'] ?? params['allowedValues']?.join(', ');
  return `${place}: ${message}${detail === undefined ? '' : ` (${detail})`}`;
}
