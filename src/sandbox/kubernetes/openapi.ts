import type { ResourceDefinition } from '../store/resources.ts';
import { serverVersion } from './discovery.ts';
import type { RecordSchema, Schema } from './schema/notation.ts';
import { schemaOf } from './schema/schemas.ts';

type Json = Record<string, unknown>;

const info = { title: 'Kubernetes', version: serverVersion.gitVersion };

/** `/openapi/v3`: where the document of each group version is. */
export const openApiIndex = (versions: readonly string[]): Json => ({
  paths: Object.fromEntries(
    versions.map((version) => [version, { serverRelativeURL: `/openapi/v3/${version}?hash=sandbox` }]),
  ),
});

/** The part of a server's path that belongs to a group version: `api/v1`, `apis/apps/v1`. */
export const pathOf = ({ group, version }: { group: string; version: string }): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

/**
 * `/openapi/v3/<group version>`: enough for clients that ask whether `fieldValidation` and `dryRun` are there, which patches a kind
 * takes, and how its lists are merged.
 */
export function openApiV3(definitions: readonly ResourceDefinition[]): Json {
  const paths: Json = {};
  const schemas: Json = {};
  for (const definition of definitions) {
    Object.assign(paths, pathsOf(definition));
    Object.assign(schemas, schemasOf(definition, '#/components/schemas/'));
  }
  return { openapi: '3.0.0', info, paths, components: { schemas } };
}

/** `/openapi/v2` as JSON, for older clients: the kinds, without paths. */
export function openApiV2(definitions: readonly ResourceDefinition[]): Json {
  const schemas: Json = {};
  for (const definition of definitions) Object.assign(schemas, schemasOf(definition, '#/definitions/'));
  return { swagger: '2.0', info, paths: {}, definitions: schemas };
}

const queryParameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });
const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map(queryParameter);
const listParameters = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
].map(queryParameter);

function pathsOf(definition: ResourceDefinition): Json {
  const { group, version, kind, resource, namespaced, custom } = definition;
  const patches = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json'];
  if (!custom) patches.push('application/strategic-merge-patch+json');
  const reference = { $ref: `#/components/schemas/${schemaOf(definition).name}` };
  const operation = (action: string, parameters: unknown[], body?: readonly string[]): Json => ({
    operationId: `${action}${kind}`,
    parameters,
    ...(body === undefined
      ? {}
      : { requestBody: { content: Object.fromEntries(body.map((type) => [type, { schema: reference }])) } }),
    responses: { 200: { description: 'OK', content: { 'application/json': { schema: reference } } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  });
  const json = ['application/json'];
  const collection = `/${pathOf(definition)}${namespaced ? '/namespaces/{namespace}' : ''}/${resource}`;
  return {
    [collection]: {
      get: operation('list', listParameters),
      post: operation('post', writeParameters, json),
    },
    [`${collection}/{name}`]: {
      get: operation('get', []),
      put: operation('put', writeParameters, json),
      patch: operation('patch', [...writeParameters, queryParameter('force')], patches),
      delete: operation('delete', ['dryRun', 'gracePeriodSeconds', 'propagationPolicy'].map(queryParameter)),
    },
  };
}

function schemasOf(definition: ResourceDefinition, prefix: string): Json {
  const { group, version, kind } = definition;
  const root = schemaOf(definition);
  const schemas: Json = {};
  const describe = (record: RecordSchema) => {
    if (record.name in schemas) return;
    const isKind = record === root;
    const properties: Json = isKind ? { apiVersion: { type: 'string' }, kind: { type: 'string' } } : {};
    schemas[record.name] = {
      type: 'object',
      properties,
      ...(record.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
      ...(isKind ? { 'x-kubernetes-group-version-kind': [{ group, version, kind }] } : {}),
    };
    for (const [name, field] of record.fields) properties[name] = property(field, prefix, describe);
  };
  describe(root);
  return schemas;
}

function property(schema: Schema, prefix: string, describe: (record: RecordSchema) => void): Json {
  switch (schema.type) {
    case 'record':
      describe(schema);
      return {
        allOf: [{ $ref: `${prefix}${schema.name}` }],
        ...(schema.retainKeys ? { 'x-kubernetes-patch-strategy': 'retainKeys' } : {}),
      };
    case 'map':
      return {
        type: 'object',
        additionalProperties: property(schema.values, prefix, describe),
        ...(schema.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
      };
    case 'list':
      return {
        type: 'array',
        items: property(schema.items, prefix, describe),
        'x-kubernetes-list-type': schema.list,
        ...(schema.keys.length === 0 ? {} : { 'x-kubernetes-list-map-keys': schema.keys }),
        ...(schema.mergeKey === undefined
          ? {}
          : { 'x-kubernetes-patch-strategy': schema.retainKeys ? 'merge,retainKeys' : 'merge' }),
        ...(schema.mergeKey ? { 'x-kubernetes-patch-merge-key': schema.mergeKey } : {}),
      };
    case 'any':
      return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'int':
      return { type: 'integer', format: 'int64' };
    case 'bool':
      return { type: 'boolean' };
    case 'intOrString':
      return { type: 'string', format: 'int-or-string' };
    case 'quantity':
      return { oneOf: [{ type: 'string' }, { type: 'number' }] };
    case 'time':
    case 'microTime':
      return { type: 'string', format: 'date-time' };
    case 'string':
      return { type: 'string', ...(schema.default === undefined ? {} : { default: schema.default }) };
  }
}
