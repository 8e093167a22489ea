import { apiVersionOf, type ResourceDefinition } from '../../store/resources.ts';
import { coreTypes } from './core-types.ts';
import { targetGroupBindingTypes } from './custom-types.ts';
import {
  appsTypes,
  authenticationTypes,
  authorizationTypes,
  autoscalingTypes,
  coordinationTypes,
  discoveryTypes,
  networkingTypes,
  policyTypes,
  rbacTypes,
} from './group-types.ts';
import { metaTypes } from './meta-types.ts';
import { nodeTypes } from './node-types.ts';
import { type RecordSchema, readTypes, type Schema } from './notation.ts';
import { podSchedulingTypes } from './pod-scheduling-types.ts';
import { podStatusTypes } from './pod-status-types.ts';
import { podTypes } from './pod-types.ts';
import { volumeTypes } from './volume-types.ts';

const meta = readTypes(metaTypes, 'io.k8s.apimachinery.pkg.apis.meta.v1', []);
const core = readTypes(
  [coreTypes, nodeTypes, podTypes, podStatusTypes, podSchedulingTypes, volumeTypes].join('\n'),
  'io.k8s.api.core.v1',
  [meta],
);
const block = (text: string, prefix: string) => readTypes(text, prefix, [core, meta]);

/** The types of each `apiVersion`, by their kind. */
const versions: ReadonlyMap<string, ReadonlyMap<string, RecordSchema>> = new Map([
  ['v1', core],
  ['apps/v1', block(appsTypes, 'io.k8s.api.apps.v1')],
  ['authentication.k8s.io/v1', block(authenticationTypes, 'io.k8s.api.authentication.v1')],
  ['authorization.k8s.io/v1', block(authorizationTypes, 'io.k8s.api.authorization.v1')],
  ['autoscaling/v1', block(autoscalingTypes, 'io.k8s.api.autoscaling.v1')],
  ['coordination.k8s.io/v1', block(coordinationTypes, 'io.k8s.api.coordination.v1')],
  ['discovery.k8s.io/v1', block(discoveryTypes, 'io.k8s.api.discovery.v1')],
  ['networking.k8s.io/v1', block(networkingTypes, 'io.k8s.api.networking.v1')],
  ['policy/v1', block(policyTypes, 'io.k8s.api.policy.v1')],
  ['rbac.authorization.k8s.io/v1', block(rbacTypes, 'io.k8s.api.rbac.v1')],
  ['elbv2.k8s.aws/v1beta1', block(targetGroupBindingTypes, 'aws.k8s.elbv2.v1beta1')],
]);

/** The metadata of every object. */
const objectMeta = meta.get('ObjectMeta') as RecordSchema;

/** The body of a DELETE. */
export const deleteOptions = meta.get('DeleteOptions') as RecordSchema;

const open = new Map<string, RecordSchema>();

/** The schema of a kind. One that nothing is known of has the usual metadata, and anything in its spec and status. */
export function schemaOf(definition: Pick<ResourceDefinition, 'group' | 'version' | 'kind'>): RecordSchema {
  const apiVersion = apiVersionOf(definition);
  const known = versions.get(apiVersion)?.get(definition.kind);
  if (known !== undefined) return known;
  const name = `${definition.group.split('.').reverse().join('.')}.${definition.version}.${definition.kind}`;
  let schema = open.get(name);
  if (schema === undefined) {
    const anything: Schema = { type: 'any' };
    schema = {
      type: 'record',
      name,
      fields: new Map<string, Schema>([
        ['metadata', objectMeta],
        ['spec', anything],
        ['status', anything],
      ]),
      atomic: false,
      retainKeys: false,
    };
    open.set(name, schema);
  }
  return schema;
}

/** Whether the fields of a kind are known in full, so that any other is an unknown one. */
export const isClosed = (definition: Pick<ResourceDefinition, 'group' | 'version' | 'kind'>): boolean =>
  versions.get(apiVersionOf(definition))?.has(definition.kind) ?? false;
