import { ApiError, badRequest } from '../../store/api-error.ts';
import type { RecordSchema, Schema } from '../schema/notation.ts';
import { deleteOptions, schemaOf } from '../schema/schemas.ts';
import {
  appsNumbers,
  authenticationNumbers,
  authorizationNumbers,
  coreNumbers,
  metaNumbers,
  networkingNumbers,
  policyNumbers,
  rbacNumbers,
} from './field-numbers.ts';
import { readFields, type WireField } from './wire.ts';

export const protobufMediaType = 'application/vnd.kubernetes.protobuf';

/** What a document of Kubernetes' protobuf begins with. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** Field names by number, for each type by its OpenAPI name. */
const numbers = new Map<string, Map<number, string>>();
for (const [prefix, text] of [
  ['io.k8s.apimachinery.pkg.apis.meta.v1', metaNumbers],
  ['io.k8s.api.core.v1', coreNumbers],
  ['io.k8s.api.apps.v1', appsNumbers],
  ['io.k8s.api.authentication.v1', authenticationNumbers],
  ['io.k8s.api.authorization.v1', authorizationNumbers],
  ['io.k8s.api.networking.v1', networkingNumbers],
  ['io.k8s.api.policy.v1', policyNumbers],
  ['io.k8s.api.rbac.v1', rbacNumbers],
] as const) {
  for (const line of text
    .replace(/\n {2}/g, ' ')
    .trim()
    .split('\n')) {
    const [type = '', ...fields] = line.split(' ');
    const pairs = fields.map((field) => field.split('=') as [string, string]);
    numbers.set(`${prefix}.${type}`, new Map(pairs.map(([name, number]) => [Number(number), name])));
  }
}

/** Fields that are pointers in Go: their zero is a value. Other zeros are the absence of one. */
const pointers = new Set([
  'replicas',
  'gracePeriodSeconds',
  'terminationGracePeriodSeconds',
  'revisionHistoryLimit',
  'progressDeadlineSeconds',
  'tolerationSeconds',
  'runAsUser',
  'runAsGroup',
  'fsGroup',
  'runAsNonRoot',
  'automountServiceAccountToken',
  'enableServiceLinks',
  'allocateLoadBalancerNodePorts',
  'orphanDependents',
  'controller',
  'blockOwnerDeletion',
  'immutable',
]);

/**
 * Reads a body of Kubernetes' protobuf into the JSON that says the same. The types and fields that field-numbers.ts has are understood;
 * throws 415 for any other, rather than losing it.
 */
export function decodeProtobuf(bytes: Buffer): Record<string, unknown> {
  if (!bytes.subarray(0, 4).equals(magic)) throw badRequest('the body is not a protobuf document of Kubernetes');
  const envelope = readFields(bytes.subarray(4));
  const typeMeta = readFields(bytesOf(envelope.find(({ number }) => number === 1)));
  const apiVersion = bytesOf(typeMeta.find(({ number }) => number === 1)).toString();
  const kind = bytesOf(typeMeta.find(({ number }) => number === 2)).toString();
  const raw = bytesOf(envelope.find(({ number }) => number === 2));
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const schema =
    kind === 'DeleteOptions' ? deleteOptions : schemaOf({ group, version: apiVersion.slice(slash + 1), kind });
  return { apiVersion, kind, ...decodeRecord(raw, schema) };
}

const bytesOf = (field: WireField | undefined): Buffer =>
  field !== undefined && Buffer.isBuffer(field.value) ? field.value : Buffer.alloc(0);

function decodeRecord(bytes: Buffer, schema: RecordSchema): Record<string, unknown> {
  const names = numbers.get(schema.name);
  if (names === undefined) throw notUnderstood(schema.name);
  const result: Record<string, unknown> = {};
  for (const field of readFields(bytes)) {
    const name = names.get(field.number);
    if (name === undefined) throw notUnderstood(`field ${field.number} of ${schema.name}`);
    if (name.startsWith('...')) {
      const prefix = schema.name.slice(0, schema.name.lastIndexOf('.'));
      Object.assign(result, decodeRecord(bytesOf(field), { ...schema, name: `${prefix}.${name.slice(3)}` }));
      continue;
    }
    const type = schema.fields.get(name);
    if (type === undefined) throw notUnderstood(`${name} of ${schema.name}`);
    // The status of a question says nothing before it is answered.
    if (type.type === 'any' && name === 'status') continue;
    if (type.type === 'list') {
      const items = (result[name] ?? []) as unknown[];
      result[name] = [...items, decodeValue(field, type.items)];
    } else if (type.type === 'map') {
      const entry = readFields(bytesOf(field));
      const key = bytesOf(entry.find(({ number }) => number === 1)).toString();
      const value = entry.find(({ number }) => number === 2) ?? { number: 2, value: Buffer.alloc(0) };
      result[name] = { ...((result[name] ?? {}) as object), [key]: decodeValue(value, type.values) };
    } else {
      const value = decodeValue(field, type);
      const isZero = value === undefined || value === '' || value === 0 || value === false;
      if (!isZero || (value !== undefined && pointers.has(name))) result[name] = value;
    }
  }
  return result;
}

function decodeValue(field: WireField, type: Schema): unknown {
  switch (type.type) {
    case 'record':
      return decodeRecord(bytesOf(field), type);
    case 'int':
      return typeof field.value === 'bigint' ? Number(BigInt.asIntN(64, field.value)) : 0;
    case 'bool':
      return field.value === 1n;
    case 'string':
      return bytesOf(field).toString();
    case 'bytes':
      return bytesOf(field).toString('base64');
    case 'quantity':
      return bytesOf(readFields(bytesOf(field)).find(({ number }) => number === 1)).toString();
    case 'intOrString':
      return decodeIntOrString(readFields(bytesOf(field)));
    case 'time':
    case 'microTime':
      return decodeTime(readFields(bytesOf(field)));
    default:
      throw notUnderstood(`a value of type ${type.type}`);
  }
}

function decodeIntOrString(fields: readonly WireField[]): unknown {
  const isString = fields.some(({ number, value }) => number === 1 && value === 1n);
  if (isString) return bytesOf(fields.find(({ number }) => number === 3)).toString();
  const value = fields.find(({ number }) => number === 2)?.value;
  return typeof value === 'bigint' ? Number(BigInt.asIntN(32, value)) : 0;
}

function decodeTime(fields: readonly WireField[]): string | undefined {
  const seconds = fields.find(({ number }) => number === 1)?.value;
  return typeof seconds === 'bigint'
    ? `${new Date(Number(BigInt.asIntN(64, seconds)) * 1000).toISOString().slice(0, 19)}Z`
    : undefined;
}

const notUnderstood = (what: string) =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the sandbox does not understand ${what} in protobuf; it takes any of it as JSON`,
  );
