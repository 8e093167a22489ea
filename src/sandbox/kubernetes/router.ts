import { ApiError, noSuchPath } from '../store/api-error.ts';
import { type Answer, document, plainText } from './answer.ts';
import type { Api } from './api.ts';
import { type ApiRequest, type Target, targetOf } from './api-request.ts';
import { type Collection, collectionsOf, findCollection } from './collections.ts';
import { publishCustomResourceDefinitions } from './custom-resource-definitions.ts';
import {
  type ApiGroup,
  aggregatedDiscovery,
  apiGroups,
  coreVersions,
  groupDocument,
  groupList,
  resourceList,
  serverVersion,
} from './discovery.ts';
import { negotiate } from './negotiation.ts';
import { openApiIndex, openApiV2, openApiV3, pathOf } from './openapi.ts';
import { forbidden, forbiddenPath } from './rbac/authorizer.ts';
import { reviews } from './rbac/reviews.ts';
import { list } from './read/list.ts';
import { objectForms, representObject, rowObjectOf } from './read/representation.ts';
import { watch } from './read/watch.ts';
import { readBody } from './write/body.ts';
import { create } from './write/create.ts';
import { remove, removeCollection } from './write/delete.ts';
import { patch } from './write/patch.ts';
import { scale } from './write/scale.ts';
import { update } from './write/update.ts';

/** Answers a request, or throws the ApiError that answers it. */
export function route(api: Api, request: ApiRequest): Answer {
  const { path, method, query, user } = request;
  const target = targetOf(method, path, query);
  if (target === undefined) {
    const verb = method === 'GET' ? 'get' : method.toLowerCase();
    if (!api.authorizer.allows(user, { kind: 'path', verb, path })) throw forbiddenPath(user, verb, path);
    return describeServer(api, request);
  }
  if (!api.authorizer.allows(user, { kind: 'resource', ...target })) throw forbidden(user, target);
  const review = reviews.find(
    ({ group, version, resource }) =>
      group === target.group && version === target.version && resource === target.resource,
  );
  if (review !== undefined) {
    if (target.verb !== 'create') throw methodNotAllowed();
    const { group, version, kind } = review;
    const body = { ...readBody(request), kind, apiVersion: `${group}/${version}` };
    return document(review.answer(body, user, api.authorizer), { code: 201 });
  }
  if (target.resource === 'customresourcedefinitions') publishCustomResourceDefinitions(api.store);
  return handle(api, findCollection(api.store, target), target, request);
}

function handle(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { definition } = collection;
  if (target.subresource !== undefined) return handleSubresource(api, collection, target, request);
  if (!definition.verbs.includes(target.verb)) throw methodNotAllowed();
  switch (target.verb) {
    case 'get':
      return get(api, collection, target, request);
    case 'list':
      return list(api, collection, target, request);
    case 'watch':
      return watch(api, collection, target, request);
    case 'create':
      return create(api, collection, target, request);
    case 'update':
      return update(api, collection, target, request);
    case 'patch':
      return patch(api, collection, target, request);
    case 'delete':
      return remove(api, collection, target, request);
    case 'deletecollection':
      return removeCollection(api, collection, target, request);
  }
}

function handleSubresource(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { definition } = collection;
  const { subresource, verb } = target;
  const known = (subresource === 'status' && definition.status) || (subresource === 'scale' && definition.scale);
  if (!known) throw noSuchPath();
  if (verb !== 'get' && verb !== 'update' && verb !== 'patch') throw methodNotAllowed();
  if (subresource === 'scale') return scale(api, collection, target, request);
  if (verb === 'get') return get(api, collection, target, request);
  return verb === 'update' ? update(api, collection, target, request) : patch(api, collection, target, request);
}

function get(api: Api, collection: Collection, { namespace, name = '' }: Target, request: ApiRequest): Answer {
  const wish = negotiate(request.headers.accept, objectForms);
  const object = collection.fromStored(api.store.get(collection.stored, namespace, name));
  const rowObject = rowObjectOf(request.query);
  return document(representObject(object, { collection, wish, now: api.clock.now(), rowObject }), {
    format: wish.format,
  });
}

const methodNotAllowed = () =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** Everything that is not about objects: health, version, discovery, OpenAPI. */
function describeServer(api: Api, request: ApiRequest): Answer {
  const path = request.path.replace(/(.)\/+$/, '$1');
  if (request.method !== 'GET') throw methodNotAllowed();
  if (/^\/(healthz|readyz|livez)(\/.*)?$/.test(path)) return plainText('ok');
  if (path === '/version') return document(serverVersion);
  const collections = collectionsOf(api.store);
  const groups = apiGroups(collections);
  if (path === '/') return document({ paths: ['/api', '/apis', '/healthz', '/openapi/v3', '/version'] });
  if (path === '/api' || path === '/apis') return discover(request, groups, path);
  const known = groups.find((group) => `/${pathOf(group)}` === path);
  if (known !== undefined) return document(resourceList(known));
  const named = groups.find(({ group }) => group !== '' && path === `/apis/${group}`);
  if (named !== undefined) return document(groupDocument(named));
  if (path.startsWith('/openapi/')) return describeTypes(request, path, groups, collections);
  throw noSuchPath();
}

function discover(request: ApiRequest, groups: readonly ApiGroup[], path: string): Answer {
  const wish = negotiate(request.headers.accept, ['APIGroupDiscoveryList']);
  const isCore = path === '/api';
  if (wish.as === undefined) return document(isCore ? coreVersions(request.headers.host ?? '') : groupList(groups));
  const version = wish.version ?? 'v2';
  return document(
    aggregatedDiscovery(
      groups.filter(({ group }) => (group === '') === isCore),
      version,
    ),
    {
      contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    },
  );
}

function describeTypes(
  request: ApiRequest,
  path: string,
  groups: readonly ApiGroup[],
  collections: readonly Collection[],
): Answer {
  // A client that takes nothing but protobuf is told so (406) and goes on without, as with a server that has none.
  negotiate(request.headers.accept, []);
  const definitions = collections.map(({ definition }) => definition);
  if (path === '/openapi/v2') return document(openApiV2(definitions));
  if (path === '/openapi/v3') return document(openApiIndex(groups.map(pathOf)));
  const group = groups.find((one) => path === `/openapi/v3/${pathOf(one)}`);
  if (group === undefined) throw noSuchPath();
  return document(openApiV3(definitions.filter((one) => one.group === group.group && one.version === group.version)));
}
