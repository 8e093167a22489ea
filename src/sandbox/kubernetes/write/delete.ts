import { badRequest } from '../../store/api-error.ts';
import { isRecord } from '../../store/json.ts';
import type { KubeObject, RemoveOptions } from '../../store/object.ts';
import { type Answer, document } from '../answer.ts';
import type { Api } from '../api.ts';
import { type ApiRequest, isTrue, type Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { negotiate } from '../negotiation.ts';
import { objectForms, representList, representObject, rowObjectOf } from '../read/representation.ts';
import { selectionOf } from '../read/selection.ts';
import { isDryRun, readBody } from './body.ts';

/** Kinds whose deletion is answered with the object even when it is gone at once. */
const answeredWithObject = new Set(['pods', 'services']);

/** DELETE of one object: at once, or marked while its finalizers or its grace period last. */
export function remove(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { definition, stored, fromStored } = collection;
  const { namespace, name = '' } = target;
  const wish = negotiate(request.headers.accept, objectForms);
  const options = removeOptions(request);
  const object = fromStored(api.store.remove(stored, namespace, name, options));
  const stays = object.metadata.deletionTimestamp !== undefined;
  if (!stays && !answeredWithObject.has(definition.resource))
    return document(success(object, collection), { format: wish.format });
  const rowObject = rowObjectOf(request.query);
  return document(representObject(object, { collection, wish, now: api.clock.now(), rowObject }), {
    format: wish.format,
  });
}

/** DELETE of a whole collection, or what selectors leave of it. */
export function removeCollection(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { stored, fromStored } = collection;
  const wish = negotiate(request.headers.accept, objectForms);
  const selection = selectionOf(collection, target, request.query);
  const options = removeOptions(request);
  const objects = api.store.list(stored, selection.namespace).map(fromStored).filter(selection.matches);
  const removed: KubeObject[] = [];
  for (const { metadata } of objects) {
    // One may have gone with its owner, which was in the same collection.
    if (api.store.find(stored, metadata.namespace, metadata.name) !== undefined)
      removed.push(fromStored(api.store.remove(stored, metadata.namespace, metadata.name, options)));
  }
  const metadata = { resourceVersion: api.store.resourceVersion() };
  const rowObject = rowObjectOf(request.query);
  return document(representList(removed, metadata, { collection, wish, now: api.clock.now(), rowObject }), {
    format: wish.format,
  });
}

const success = ({ metadata }: KubeObject, { definition: { group, resource } }: Collection) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { name: metadata.name, ...(group === '' ? {} : { group }), kind: resource, uid: metadata.uid },
});

type PropagationPolicy = NonNullable<RemoveOptions['propagationPolicy']>;
const policies: readonly string[] = ['Background', 'Foreground', 'Orphan'] satisfies PropagationPolicy[];

/** The DeleteOptions of the body, and what the query adds to them. */
function removeOptions(request: ApiRequest): RemoveOptions {
  const body = request.body.trim() === '' ? {} : readBody(request);
  const { query } = request;
  const grace = query.get('gracePeriodSeconds') ?? body['gracePeriodSeconds'];
  if (grace !== undefined && grace !== null && !/^\d+$/.test(String(grace)))
    throw badRequest(`gracePeriodSeconds: Invalid value: ${String(grace)}: must be a non-negative integer`);
  const orphan = query.has('orphanDependents') ? isTrue(query.get('orphanDependents')) : body['orphanDependents'];
  const asked = query.get('propagationPolicy') ?? body['propagationPolicy'];
  const policy = asked ?? (orphan === true ? 'Orphan' : 'Background');
  if (!policies.includes(String(policy)))
    throw badRequest(
      `propagationPolicy: Unsupported value: "${String(policy)}": supported values: ${policies.join(', ')}`,
    );
  const preconditions = body['preconditions'];
  return {
    gracePeriodSeconds: grace === undefined || grace === null ? 'default' : Number(grace),
    propagationPolicy: policy as PropagationPolicy,
    dryRun: isDryRun(query, Array.isArray(body['dryRun']) ? body['dryRun'] : []),
    ...(isRecord(preconditions) ? { preconditions } : {}),
  };
}
