import { ApiError, badRequest } from '../../store/api-error.ts';
import type { KubeObject } from '../../store/object.ts';
import { type Answer, document } from '../answer.ts';
import type { Api } from '../api.ts';
import type { ApiRequest, Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { negotiate } from '../negotiation.ts';
import { objectForms, representObject, rowObjectOf } from '../read/representation.ts';
import { authorOf } from './author.ts';
import { checkFields, fieldValidationOf, isDryRun, readBody, withKind } from './body.ts';
import { commitNew } from './commit.ts';

/** POST: a new object. */
export function create(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { definition } = collection;
  const wish = negotiate(request.headers.accept, objectForms);
  const object = withKind(readBody(request), definition);
  const warnings = checkFields(object, definition, fieldValidationOf(request.query), 'object');
  placeInNamespace(object, collection, target);
  const stored = commitNew(api, collection, asNew(object, collection), {
    author: authorOf(api, request),
    dryRun: isDryRun(request.query),
  });
  const body = representObject(stored, {
    collection,
    wish,
    now: api.clock.now(),
    rowObject: rowObjectOf(request.query),
  });
  return document(body, { code: 201, format: wish.format, warnings });
}

/** The namespace of the path is the object's. Throws 400 where the object says another one. */
export function placeInNamespace(object: KubeObject, { definition }: Collection, { namespace }: Target): void {
  if (!definition.namespaced) return;
  if (namespace === undefined) throw badRequest('an empty namespace may not be set during creation');
  if (object.metadata.namespace !== undefined && object.metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  object.metadata.namespace = namespace;
}

/** An object without what only the server sets; a status has no meaning before there is an object, but for nodes, which register with one. */
export function asNew(object: KubeObject, { definition }: Collection): KubeObject {
  const {
    uid: _uid,
    creationTimestamp: _creation,
    deletionTimestamp: _deletion,
    deletionGracePeriodSeconds: _grace,
    generation: _generation,
    managedFields: _managed,
    resourceVersion,
    ...metadata
  } = object.metadata;
  if (resourceVersion)
    throw new ApiError(400, 'BadRequest', 'resourceVersion should not be set on objects to be created');
  const fresh: KubeObject = { ...object, metadata };
  if (definition.status && definition.resource !== 'nodes') delete fresh['status'];
  return fresh;
}
