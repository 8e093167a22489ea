import { parse } from 'yaml';
import { ApiError, badRequest, invalid, invalidValue, unsupportedValue } from '../../store/api-error.ts';
import { isRecord } from '../../store/json.ts';
import type { KubeObject } from '../../store/object.ts';
import { apiVersionOf, type ResourceDefinition } from '../../store/resources.ts';
import type { ApiRequest } from '../api-request.ts';
import { decodeProtobuf, protobufMediaType } from '../protobuf/decode.ts';
import { pruneFields } from '../schema/check-fields.ts';
import { isClosed, schemaOf } from '../schema/schemas.ts';

/** The media type of a request's body, without parameters. */
export const mediaType = (request: ApiRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** Reads a body of JSON, YAML or Kubernetes' protobuf. Throws 400 for one that is neither, 415 for another media type. */
export function readBody(request: ApiRequest): Record<string, unknown> {
  const type = mediaType(request);
  if (type === protobufMediaType) return decodeProtobuf(request.bytes);
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml' && type !== '*/*') {
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    );
  }
  const value = parseText(request.body, type === 'application/yaml');
  if (!isRecord(value)) throw badRequest("Object 'Kind' is missing in the body of the request");
  return value;
}

/** Throws 400 for text that is not what it should be. */
export function parseText(text: string, yaml: boolean): unknown {
  try {
    return yaml ? parse(text) : JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw badRequest(`the object provided is unrecognized (must be of type ${yaml ? 'YAML' : 'JSON'}): ${why}`);
  }
}

/** Gives a body the kind that its path implies. Throws 400 where it says another one. */
export function withKind(body: Record<string, unknown>, definition: ResourceDefinition): KubeObject {
  const apiVersion = apiVersionOf(definition);
  const { apiVersion: version = apiVersion, kind = definition.kind, ...rest } = body;
  if (version !== apiVersion) {
    throw badRequest(
      `the API version in the data (${String(version)}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (kind !== definition.kind) {
    throw badRequest(
      `${String(kind)} in version "${definition.version}" cannot be handled as a ${definition.kind}: no kind "${String(kind)}" is registered for version "${apiVersion}"`,
    );
  }
  if (rest['metadata'] !== undefined && rest['metadata'] !== null && !isRecord(rest['metadata']))
    throw badRequest('metadata is not an object');
  return { apiVersion, kind: definition.kind, ...rest, metadata: rest['metadata'] ?? {} } as unknown as KubeObject;
}

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export function fieldValidationOf(query: URLSearchParams): FieldValidation {
  const asked = query.get('fieldValidation') || 'Warn';
  if (asked === 'Ignore' || asked === 'Warn' || asked === 'Strict') return asked;
  throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [
    unsupportedValue('fieldValidation', asked, ['', 'Ignore', 'Strict', 'Warn']),
  ]);
}

/**
 * Takes fields that the kind does not have off an object. What that leads to is the client's choice: nothing, warnings
 * (which are returned) or an error. Values of a wrong type are always an error.
 *
 * @param from a patch is answered with 422 about the patch, a whole object with 400
 */
export function checkFields(
  object: KubeObject,
  definition: ResourceDefinition,
  validation: FieldValidation,
  from: 'object' | 'patch',
): string[] {
  if (!isClosed(definition)) return [];
  const { unknown, mismatch } = pruneFields(object, schemaOf(definition));
  const fail = (why: string) =>
    from === 'patch'
      ? invalid({ group: '', kind: '' }, '', [invalidValue('patch', object, why)])
      : badRequest(
          `${definition.kind} in version "${definition.version}" cannot be handled as a ${definition.kind}: ${why}`,
        );
  if (mismatch !== undefined) throw fail(mismatch);
  const problems = unknown.map((path) => `unknown field "${path}"`);
  if (problems.length > 0 && validation === 'Strict') throw fail(`strict decoding error: ${problems.join(', ')}`);
  return validation === 'Warn' ? problems : [];
}

/** Whether the request is only to be tried. Throws 422 for a `dryRun` other than `All`. */
export function isDryRun(query: URLSearchParams, fromBody: readonly unknown[] = []): boolean {
  const values = [...query.getAll('dryRun'), ...fromBody].filter((value) => value !== '');
  for (const value of values) {
    if (value !== 'All') throw invalid({ group: '', kind: '' }, '', [unsupportedValue('dryRun', value, ['All'])]);
  }
  return values.length > 0;
}
