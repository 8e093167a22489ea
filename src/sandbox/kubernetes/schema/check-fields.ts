import { isRecord } from '../../store/json.ts';
import type { RecordSchema, Schema } from './notation.ts';

/** What decoding a body into its kind has found. */
export interface FieldProblems {
  /** Paths of fields that the kind does not have: `spec.ports[0].portt`. */
  readonly unknown: string[];
  /** The first value of a wrong type, worded as the API server's decoder does. */
  readonly mismatch: string | undefined;
}

const goTypes = {
  string: 'string',
  bytes: '[]uint8',
  int: 'int32',
  bool: 'bool',
  intOrString: 'intstr.IntOrString',
  quantity: 'resource.Quantity',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
} as const satisfies Record<string, string>;

/** Holds a body against the schema of its kind and removes the fields that the kind does not have. */
export function pruneFields(body: Record<string, unknown>, schema: RecordSchema): FieldProblems {
  const unknown: string[] = [];
  let mismatch: string | undefined;
  const wrong = (value: unknown, path: string, owner: string, type: string) => {
    const found = Array.isArray(value) ? 'array' : isRecord(value) ? 'object' : jsonType(value);
    mismatch ??= `json: cannot unmarshal ${found} into Go struct field ${owner}.${path.replace(/\[\d+\]/g, '')} of type ${type}`;
  };
  const visit = (value: unknown, type: Schema, path: string, owner: string): void => {
    if (value === null || value === undefined) return;
    switch (type.type) {
      case 'any':
        return;
      case 'record': {
        const name = type.name.split('.').at(-1) ?? '';
        if (!isRecord(value)) {
          wrong(value, path, owner, `v1.${name}`);
          return;
        }
        for (const key of Object.keys(value)) {
          const inner = path === '' ? key : `${path}.${key}`;
          const field = type.fields.get(key);
          if (field !== undefined) visit(value[key], field, inner, name);
          else if (path !== '' || (key !== 'apiVersion' && key !== 'kind')) {
            unknown.push(inner);
            delete value[key];
          }
        }
        return;
      }
      case 'map': {
        const type_ = type.values.type === 'record' ? 'object' : 'string';
        if (!isRecord(value)) {
          wrong(value, path, owner, `map[string]${type_}`);
          return;
        }
        for (const [key, member] of Object.entries(value)) {
          if (type.values.type === 'record') visit(member, type.values, `${path}.${key}`, owner);
          else visit(member, type.values, path, owner);
        }
        return;
      }
      case 'list':
        if (!Array.isArray(value)) {
          wrong(value, path, owner, '[]string');
          return;
        }
        for (const [index, item] of value.entries()) visit(item, type.items, `${path}[${index}]`, owner);
        return;
      case 'int':
        if (!Number.isInteger(value)) wrong(value, path, owner, goTypes.int);
        return;
      case 'bool':
        if (typeof value !== 'boolean') wrong(value, path, owner, goTypes.bool);
        return;
      case 'intOrString':
      case 'quantity':
        if (typeof value !== 'string' && typeof value !== 'number') wrong(value, path, owner, goTypes[type.type]);
        return;
      case 'string':
      case 'bytes':
      case 'time':
      case 'microTime':
        if (typeof value !== 'string') wrong(value, path, owner, goTypes[type.type]);
        return;
    }
  };
  visit(body, schema, '', '');
  return { unknown, mismatch };
}

const jsonType = (value: unknown) => (typeof value === 'boolean' ? 'bool' : typeof value);
