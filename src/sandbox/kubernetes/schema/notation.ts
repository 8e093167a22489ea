/**
 * The shape of a kind, in the little that an API server has to know of it: which fields there are and how lists and maps
 * are merged. From it come the checks of unknown fields, strategic merge patches, server-side apply and OpenAPI.
 */
export type Schema =
  | ScalarSchema
  | { readonly type: 'any' }
  | RecordSchema
  | {
      readonly type: 'map';
      readonly values: Schema;
      /** An atomic map has one owner and is replaced as a whole. */
      readonly atomic: boolean;
    }
  | ListSchema;

interface ScalarSchema {
  readonly type: 'string' | 'bytes' | 'int' | 'bool' | 'intOrString' | 'quantity' | 'time' | 'microTime';
  readonly default?: string;
}

export interface RecordSchema {
  readonly type: 'record';
  /** As OpenAPI names it: `io.k8s.api.core.v1.ServiceSpec`. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Schema>;
  readonly atomic: boolean;
  /** `$patch: retainKeys`: a strategic merge patch may list the keys that stay. */
  readonly retainKeys: boolean;
}

export interface ListSchema {
  readonly type: 'list';
  readonly items: Schema;
  /** How server-side apply owns its items: as one, by value, or by the `keys` of each. */
  readonly list: 'atomic' | 'set' | 'map';
  readonly keys: readonly string[];
  /** A strategic merge patch merges the list: by this key, or by value where it is empty. Undefined: it replaces it. */
  readonly mergeKey: string | undefined;
  readonly retainKeys: boolean;
}

const scalars = new Set(['string', 'bytes', 'int', 'bool', 'intOrString', 'quantity', 'time', 'microTime']);

/**
 * Reads a block of types. A line at the margin names a type (`Name`, or `Name atomic`); indented ones list its fields as
 * `field:type`. A type is a scalar (`protocol:string=TCP` has a default), `any`, another type's name, a map `{string}`, a list `[Type]`.
 * Behind a list stands how server-side apply sees it (nothing: atomic; `set`; or the keys of its items, `port,protocol`), and after `~`
 * the merge key of strategic merge patches. `!` makes a map atomic, and has strategic merge patches retain keys elsewhere.
 *
 * @param prefix what OpenAPI puts before the names: `io.k8s.api.core.v1`
 * @param others types of other blocks that this one refers to by their short name
 */
export function readTypes(
  text: string,
  prefix: string,
  others: ReadonlyMap<string, RecordSchema>[],
): Map<string, RecordSchema> {
  const sources = new Map<string, { fields: string[]; schema: RecordSchema; known: Map<string, Schema> }>();
  let current: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (line.startsWith(' ')) {
      current.push(...line.trim().split(' '));
      continue;
    }
    const [name = '', atomic] = line.split(' ');
    current = [];
    const known = new Map<string, Schema>();
    const schema: RecordSchema = {
      type: 'record',
      name: `${prefix}.${name}`,
      fields: known,
      atomic: atomic === 'atomic',
      retainKeys: false,
    };
    sources.set(name, { fields: current, schema, known });
  }
  const find = (name: string): RecordSchema => {
    const found = sources.get(name)?.schema ?? others.map((block) => block.get(name)).find((one) => one !== undefined);
    if (found === undefined) throw new Error(`${prefix} refers to the unknown type ${name}`);
    return found;
  };
  for (const { fields, known } of sources.values()) {
    for (const field of fields) {
      const colon = field.indexOf(':');
      known.set(field.slice(0, colon), readType(field.slice(colon + 1), find));
    }
  }
  return new Map([...sources].map(([name, { schema }]) => [name, schema]));
}

function readType(text: string, find: (name: string) => RecordSchema): Schema {
  if (text === 'any') return { type: 'any' };
  if (text.startsWith('{')) {
    const end = text.indexOf('}');
    return { type: 'map', values: readType(text.slice(1, end), find), atomic: text.endsWith('!') };
  }
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    const [apply = '', merge] = text.slice(end + 1).split('~');
    return {
      type: 'list',
      items: readType(text.slice(1, end), find),
      list: apply === '' ? 'atomic' : apply === 'set' ? 'set' : 'map',
      keys: apply === '' || apply === 'set' ? [] : apply.split(','),
      mergeKey: merge?.replace('!', ''),
      retainKeys: merge?.endsWith('!') ?? false,
    };
  }
  const [name = '', byDefault] = text.split('=');
  if (scalars.has(name))
    return { type: name as ScalarSchema['type'], ...(byDefault === undefined ? {} : { default: byDefault }) };
  return name.endsWith('!') ? { ...find(name.slice(0, -1)), retainKeys: true } : find(name);
}
