import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Json = Record<string, unknown>;

const folder = new URL('../../schema/', import.meta.url);
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
formats.default(ajv);
for (const file of readdirSync(folder))
  ajv.addSchema(closed(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) as Json);

/**
 * Published schemas let new members in, since documents are only ever added to. For the tests they are closed, so that a
 * member that the schema does not know is found.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const entries = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in entries && entries['type'] !== undefined
    ? { ...entries, additionalProperties: false }
    : entries;
}

/** What is wrong with a document by the schema of `name` (`inspection`, `wait-result`, …); none: it is valid. */
export function schemaErrors(name: string, document: unknown): string[] {
  const validate = ajv.getSchema(`https://nlbctl.dev/schema/v1/${name}.json`);
  if (validate === undefined) throw new Error(`there is no schema ${name}`);
  validate(document);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
