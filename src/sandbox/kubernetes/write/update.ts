import { badRequest, invalid, invalidValue } from '../../store/api-error.ts';
import type { KubeObject } from '../../store/object.ts';
import { type Answer, document } from '../answer.ts';
import type { Api } from '../api.ts';
import type { ApiRequest, Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { negotiate } from '../negotiation.ts';
import { objectForms, representObject, rowObjectOf } from '../read/representation.ts';
import { authorOf } from './author.ts';
import { checkFields, fieldValidationOf, isDryRun, readBody, withKind } from './body.ts';
import { commitChange } from './commit.ts';
import { placeInNamespace } from './create.ts';

/** PUT: replaces an object, or its status. */
export function update(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { definition, stored, fromStored } = collection;
  const wish = negotiate(request.headers.accept, objectForms);
  const object = withKind(readBody(request), definition);
  const warnings = checkFields(object, definition, fieldValidationOf(request.query), 'object');
  placeInNamespace(object, collection, target);
  checkName(object, target);
  if (definition.custom && !object.metadata.resourceVersion) {
    throw invalid(definition, object.metadata.name, [
      invalidValue('metadata.resourceVersion', 0, 'must be specified for an update'),
    ]);
  }
  const before = fromStored(api.store.get(stored, target.namespace, object.metadata.name));
  const subresource = target.subresource === 'status' ? 'status' : undefined;
  const after = commitChange(api, collection, before, object, {
    author: authorOf(api, request, subresource),
    dryRun: isDryRun(request.query),
    ...(subresource === undefined ? {} : { subresource }),
  });
  const body = representObject(after, {
    collection,
    wish,
    now: api.clock.now(),
    rowObject: rowObjectOf(request.query),
  });
  return document(body, { format: wish.format, warnings });
}

/** The name of the path is the object's. Throws 400 where they differ. */
export function checkName({ metadata }: KubeObject, { name = '' }: Target): void {
  if (metadata.name === undefined || metadata.name === '') throw badRequest('the name of the object is missing');
  if (metadata.name !== name)
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
}
