import { ApiError, badRequest, conflict, forbiddenValue, invalid } from '../../store/api-error.ts';
import { isRecord } from '../../store/json.ts';
import type { KubeObject } from '../../store/object.ts';
import type { ResourceDefinition } from '../../store/resources.ts';
import { type Answer, document } from '../answer.ts';
import type { Api } from '../api.ts';
import type { ApiRequest, Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { negotiate } from '../negotiation.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { objectForms, representObject, rowObjectOf } from '../read/representation.ts';
import type { RecordSchema } from '../schema/notation.ts';
import { schemaOf } from '../schema/schemas.ts';
import { apply } from './apply.ts';
import { authorOf } from './author.ts';
import { checkFields, fieldValidationOf, isDryRun, mediaType, parseText } from './body.ts';
import { commitChange } from './commit.ts';
import { checkName } from './update.ts';

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
  strategic: 'application/strategic-merge-patch+json',
} as const;

/** PATCH: changes an object, or its status, by one of the four kinds of patches. */
export function patch(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { definition, stored, fromStored } = collection;
  const wish = negotiate(request.headers.accept, objectForms);
  const represent = (object: KubeObject, code: number, warnings: readonly string[]) =>
    document(
      representObject(object, { collection, wish, now: api.clock.now(), rowObject: rowObjectOf(request.query) }),
      { code, format: wish.format, warnings },
    );
  if (mediaType(request) === patchTypes.apply) {
    const { object, created } = apply(api, collection, target, request);
    return represent(object, created ? 201 : 200, []);
  }
  if (request.query.has('force')) {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      forbiddenValue('force', 'may not be specified for non-apply patch'),
    ]);
  }
  const before = fromStored(api.store.get(stored, target.namespace, target.name ?? ''));
  const after = patched(before, request, definition, schemaOf(definition)) as KubeObject;
  if (!isRecord(after) || !isRecord(after.metadata)) throw badRequest('the patch leaves no object');
  const warnings = checkFields(after, definition, fieldValidationOf(request.query), 'patch');
  checkName(after, target);
  checkVersion(before, after, definition);
  const subresource = target.subresource === 'status' ? 'status' : undefined;
  const result = commitChange(api, collection, before, after, {
    author: authorOf(api, request, subresource),
    dryRun: isDryRun(request.query),
    ...(subresource === undefined ? {} : { subresource }),
  });
  return represent(result, 200, warnings);
}

/**
 * What a patch makes of an object. Throws 400 for a patch that is none, 415 for a kind of patch that the object's kind does not take.
 */
export function patched(
  before: Record<string, unknown>,
  request: ApiRequest,
  definition: Pick<ResourceDefinition, 'custom'>,
  schema: RecordSchema,
): unknown {
  const type = mediaType(request);
  if (type === patchTypes.json) return jsonPatch(before, parseText(request.body, false));
  if (type === patchTypes.merge || (type === patchTypes.strategic && !definition.custom)) {
    const body = parseText(request.body, false);
    if (!isRecord(body)) throw badRequest('error decoding patch: the patch is not an object');
    return type === patchTypes.merge ? mergePatch(before, body) : strategicMergePatch(before, body, schema);
  }
  const accepted = Object.values(patchTypes).filter((one) => !definition.custom || one !== patchTypes.strategic);
  throw new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** A patch that brings a resourceVersion along is meant for that version alone. */
export function checkVersion(before: KubeObject, after: KubeObject, definition: ResourceDefinition): void {
  const { resourceVersion } = after.metadata;
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion)
    throw conflict(definition, before.metadata.name);
}
