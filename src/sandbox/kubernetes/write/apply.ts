import { ApiError, badRequest, conflict, invalid, requiredValue } from '../../store/api-error.ts';
import { isRecord } from '../../store/json.ts';
import type { KubeObject } from '../../store/object.ts';
import { apiVersionOf } from '../../store/resources.ts';
import type { Api } from '../api.ts';
import { type ApiRequest, isTrue, type Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { applyConfiguration } from '../ownership/apply.ts';
import { pruneFields } from '../schema/check-fields.ts';
import { isClosed, schemaOf } from '../schema/schemas.ts';
import { authorOf } from './author.ts';
import { isDryRun, parseText, withKind } from './body.ts';
import { asNew, placeInNamespace } from './create.ts';
import { checkName } from './update.ts';

/** Server-side apply: makes an object what a configuration says, or creates it. */
export function apply(
  api: Api,
  collection: Collection,
  target: Target,
  request: ApiRequest,
): { object: KubeObject; created: boolean } {
  const { definition, stored, fromStored, toStored } = collection;
  const { query } = request;
  if (!query.get('fieldManager')) {
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      requiredValue('fieldManager', 'is required for apply patch'),
    ]);
  }
  const config = readConfiguration(collection, target, request);
  const subresource = target.subresource === 'status' ? 'status' : undefined;
  if (definition.status && subresource === undefined) delete config['status'];
  const found = api.store.find(stored, target.namespace, config.metadata.name);
  const live = found && fromStored(found);
  const { uid, resourceVersion, ...metadata } = config.metadata;
  const expected = live?.metadata;
  if (resourceVersion && resourceVersion !== expected?.resourceVersion) throw conflict(definition, metadata.name);
  if (uid && uid !== expected?.uid) {
    throw conflict(
      definition,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${expected?.uid ?? ''}`,
    );
  }
  const dryRun = isDryRun(query);
  const options = {
    schema: schemaOf(definition),
    author: authorOf(api, request, subresource),
    force: query.has('force') && isTrue(query.get('force')),
  };
  const applied = applyConfiguration(live, { ...config, metadata }, options);
  if (live === undefined) {
    const { managedFields } = applied.metadata;
    const fresh = asNew(applied, collection);
    if (managedFields !== undefined) fresh.metadata.managedFields = managedFields;
    return { object: fromStored(api.store.create(stored, toStored(fresh), { dryRun })), created: true };
  }
  if (applied === live) return { object: live, created: false };
  const object = api.store.update(
    stored,
    toStored(applied),
    subresource === undefined ? { dryRun } : { dryRun, subresource },
  );
  return { object: fromStored(object), created: false };
}

/** The configuration as it was sent, checked: it names its kind, has only fields of the kind, and no managers. */
function readConfiguration(collection: Collection, target: Target, request: ApiRequest): KubeObject {
  const { definition } = collection;
  const body = parseText(request.body, true);
  if (!isRecord(body) || !body['apiVersion'] || !body['kind'])
    throw badRequest('invalid object type: apiVersion and kind must be set');
  const config = withKind(withoutNulls(body) as Record<string, unknown>, definition);
  if (config.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  config.metadata.name ??= target.name ?? '';
  placeInNamespace(config, collection, target);
  checkName(config, target);
  if (isClosed(definition)) {
    const { unknown, mismatch } = pruneFields(config, schemaOf(definition));
    const problem = mismatch ?? (unknown[0] && `.${unknown[0]}: field not declared in schema`);
    if (problem !== undefined) {
      const what = `${target.namespace ?? ''}/${config.metadata.name}; ${apiVersionOf(definition)}, Kind=${definition.kind}`;
      throw new ApiError(500, 'InternalError', `failed to create typed patch object (${what}): ${problem}`);
    }
  }
  return config;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}
