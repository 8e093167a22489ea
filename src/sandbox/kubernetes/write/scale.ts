import { badRequest, invalid, invalidValue } from '../../store/api-error.ts';
import { copy, isRecord } from '../../store/json.ts';
import type { KubeObject } from '../../store/object.ts';
import { defineResource } from '../../store/resources.ts';
import { type Answer, document } from '../answer.ts';
import type { Api } from '../api.ts';
import type { ApiRequest, Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { negotiate } from '../negotiation.ts';
import { schemaOf } from '../schema/schemas.ts';
import { formatLabelSelector } from '../selectors/label-selector.ts';
import { authorOf } from './author.ts';
import { checkFields, fieldValidationOf, isDryRun, readBody, withKind } from './body.ts';
import { commitChange } from './commit.ts';
import { checkVersion, patched } from './patch.ts';
import { checkName } from './update.ts';

/** What the subresource speaks: not a collection, but described like one. */
const scaleDefinition = defineResource({ group: 'autoscaling', version: 'v1', resource: 'scales', kind: 'Scale' });

/** GET, PUT and PATCH of `…/scale`: the number of replicas, and nothing else of the object. */
export function scale(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { definition, stored } = collection;
  const wish = negotiate(request.headers.accept, []);
  const owner = api.store.get(stored, target.namespace, target.name ?? '');
  const before = scaleOf(owner);
  if (target.verb === 'get') return document(before, { format: wish.format });
  const asked =
    target.verb === 'update'
      ? withKind(readBody(request), scaleDefinition)
      : (patched(before, request, { custom: false }, schemaOf(scaleDefinition)) as KubeObject);
  const warnings = checkFields(asked, scaleDefinition, fieldValidationOf(request.query), 'object');
  checkName(asked, target);
  checkVersion(owner, asked, definition);
  const replicas: unknown = asked['spec']?.replicas ?? 0;
  if (typeof replicas !== 'number') throw badRequest('spec.replicas is not a number');
  if (replicas < 0) {
    throw invalid(scaleDefinition, before.metadata.name, [
      invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  }
  const after = copy(owner);
  after['spec'] = { ...(isRecord(after['spec']) ? after['spec'] : {}), replicas };
  const scaled = commitChange(api, collection, owner, after, {
    author: authorOf(api, request, 'scale'),
    dryRun: isDryRun(request.query),
  });
  return document(scaleOf(scaled), { format: wish.format, warnings });
}

function scaleOf({ metadata, spec, status }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return copy({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec?.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, selector: formatLabelSelector(spec?.selector) },
  }) as KubeObject;
}
