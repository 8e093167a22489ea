import { isRecord } from '../../store/json.ts';

/**
 * A set of fields of one object, as `managedFields` keeps it: a tree whose edges are spelled as in FieldsV1 (`f:name` a member,
 * `k:{"port":80}` an item by its keys, `v:"x"` an item by its value). A node is in the set when `member` says so.
 */
export interface FieldSet {
  member: boolean;
  readonly children: Map<string, FieldSet>;
}

/** The edges from the root of the object to a field. */
export type FieldPath = readonly string[];

export const emptySet = (): FieldSet => ({ member: false, children: new Map() });

/** Adds a path to a set, in place. */
export function insert(set: FieldSet, path: FieldPath): void {
  let node = set;
  for (const edge of path) {
    let child = node.children.get(edge);
    if (child === undefined) {
      child = emptySet();
      node.children.set(edge, child);
    }
    node = child;
  }
  node.member = true;
}

export function has(set: FieldSet, path: FieldPath): boolean {
  let node: FieldSet | undefined = set;
  for (const edge of path) node = node?.children.get(edge);
  return node?.member ?? false;
}

/** Every path of a set, owners before what they hold. */
export function paths(set: FieldSet, prefix: FieldPath = []): FieldPath[] {
  const found: FieldPath[] = set.member ? [prefix] : [];
  for (const [edge, child] of set.children) found.push(...paths(child, [...prefix, edge]));
  return found;
}

export const isEmpty = (set: FieldSet): boolean => !set.member && [...set.children.values()].every(isEmpty);

const combine = (a: FieldSet | undefined, b: FieldSet | undefined, rule: (a: boolean, b: boolean) => boolean) => {
  const result: FieldSet = { member: rule(a?.member ?? false, b?.member ?? false), children: new Map() };
  for (const edge of new Set([...(a?.children.keys() ?? []), ...(b?.children.keys() ?? [])])) {
    const child = combine(a?.children.get(edge), b?.children.get(edge), rule);
    if (!isEmpty(child)) result.children.set(edge, child);
  }
  return result;
};

export const union = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (one, other) => one || other);
export const difference = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (one, other) => one && !other);
export const intersection = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (one, other) => one && other);

export function fromFieldsV1(fields: unknown): FieldSet {
  const set = emptySet();
  if (!isRecord(fields)) return set;
  const edges = Object.keys(fields);
  set.member = edges.length === 0 || edges.includes('.');
  for (const edge of edges) if (edge !== '.') set.children.set(edge, fromFieldsV1(fields[edge]));
  return set;
}

export function toFieldsV1(set: FieldSet): Record<string, unknown> {
  const edges = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields: Record<string, unknown> = set.member && edges.length > 0 ? { '.': {} } : {};
  for (const [edge, child] of edges) fields[edge] = toFieldsV1(child);
  return fields;
}

/** A path as messages show it: `.spec.ports[port=80,protocol="TCP"].targetPort`. */
export function formatPath(path: FieldPath): string {
  return path
    .map((edge) => {
      const rest = edge.slice(2);
      if (edge.startsWith('f:')) return `.${rest}`;
      if (edge.startsWith('v:')) return `[=${rest}]`;
      const keys = Object.entries(JSON.parse(rest) as Record<string, unknown>);
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}
