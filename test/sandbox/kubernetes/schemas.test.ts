import * as models from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { pruneFields } from '../../../src/sandbox/kubernetes/schema/check-fields.ts';
import type { RecordSchema, Schema } from '../../../src/sandbox/kubernetes/schema/notation.ts';
import { schemaOf } from '../../../src/sandbox/kubernetes/schema/schemas.ts';
import { createResourceTable } from '../../../src/sandbox/store/resources.ts';

interface Model {
  attributeTypeMap: { baseName: string; type: string }[];
}

/** The generated model of a type, under one of the names that the generator gives it. */
function modelOf({ name }: RecordSchema): Model | undefined {
  const short = name.split('.').at(-1) ?? '';
  const group = name.split('.').at(-3) ?? '';
  const prefix = `${group[0]?.toUpperCase()}${group.slice(1)}V1`;
  const found = [`${prefix}${short}`, `V1${short}`].map((one) => (models as unknown as Record<string, Model>)[one]);
  return found.find((one) => one?.attributeTypeMap !== undefined);
}

const records = new Map<string, RecordSchema>();
function collect(schema: Schema): void {
  if (schema.type === 'list') collect(schema.items);
  else if (schema.type === 'map') collect(schema.values);
  else if (schema.type === 'record' && !records.has(schema.name)) {
    records.set(schema.name, schema);
    for (const field of schema.fields.values()) collect(field);
  }
}
const builtin = createResourceTable()
  .all()
  .filter(({ custom, group }) => !custom && group !== 'apiextensions.k8s.io');
for (const definition of builtin) collect(schemaOf(definition));

const isKind = (name: string) => builtin.some((definition) => schemaOf(definition).name === name);

test('there is a type for everything that the built-in kinds hold', () => {
  expect(records.size).toBeGreaterThan(150);
});

test.each([...records])('%s has the fields that the API has', (name, schema) => {
  const model = modelOf(schema);
  expect(model, `no model of ${name}`).toBeDefined();
  const theirs = (model?.attributeTypeMap ?? [])
    .map(({ baseName }) => baseName)
    .filter((field) => !isKind(name) || (field !== 'apiVersion' && field !== 'kind'));
  expect([...schema.fields.keys()].sort()).toEqual(theirs.sort());
});

test('the lists that have keys have items with those fields', () => {
  for (const { fields } of records.values()) {
    for (const field of fields.values()) {
      if (field.type !== 'list' || field.items.type !== 'record') continue;
      for (const key of [...field.keys, ...(field.mergeKey ? [field.mergeKey] : [])])
        expect([...field.items.fields.keys()]).toContain(key);
    }
  }
});

test('fields that a kind does not have are named and taken off', () => {
  const body = {
    kind: 'Service',
    metadata: { name: 'x', labels: { anything: 'goes' } },
    spec: { ports: [{ port: 80 }, { port: 81, target: 1 }], selektor: {} },
  };
  const found = pruneFields(body, schemaOf({ group: '', version: 'v1', kind: 'Service' }));
  expect(found).toEqual({ unknown: ['spec.ports[1].target', 'spec.selektor'], mismatch: undefined });
  expect(body.spec).toEqual({ ports: [{ port: 80 }, { port: 81 }] });
});

test.each([
  [
    { spec: { ports: [{ port: '80' }] } },
    'json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
  ],
  [
    { spec: { ports: {} } },
    'json: cannot unmarshal object into Go struct field ServiceSpec.spec.ports of type []string',
  ],
  [
    { metadata: { labels: { a: 1 } } },
    'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  ],
  [
    { spec: { publishNotReadyAddresses: 'yes' } },
    'json: cannot unmarshal string into Go struct field ServiceSpec.spec.publishNotReadyAddresses of type bool',
  ],
])('%j is of a wrong type', (body, message) => {
  expect(pruneFields(body, schemaOf({ group: '', version: 'v1', kind: 'Service' })).mismatch).toBe(message);
});
