import { ApiError, notFound } from './api-error.ts';
import type { Heap } from './garbage.ts';
import type { KubeObject, ResourceName } from './object.ts';
import type { ResourceDefinition } from './resource-definition.ts';

export const namespaces: ResourceName = { group: '', resource: 'namespaces' };

/** The namespaces that every cluster has from its first moment. */
export const initialNamespaces: readonly string[] = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export const isNamespace = ({ group, resource }: ResourceName): boolean =>
  group === namespaces.group && resource === namespaces.resource;

/** Fills in what the API server fills in for a namespace, in place. */
export function defaultNamespace(namespace: KubeObject): void {
  const { metadata } = namespace;
  metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  namespace['spec'] ??= { finalizers: ['kubernetes'] };
  namespace['status'] ??= { phase: 'Active' };
}

/**
 * Throws 404 where the namespace of a new object is absent, 403 where it is terminating.
 *
 * @param namespace as it is stored
 */
export function checkNamespace(
  namespace: KubeObject | undefined,
  definition: ResourceDefinition,
  object: KubeObject,
): void {
  const name = object.metadata.namespace ?? '';
  if (namespace === undefined) throw notFound(namespaces, name);
  if (namespace.metadata.deletionTimestamp === undefined) return;
  throw new ApiError(
    403,
    'Forbidden',
    `${definition.resource} "${object.metadata.name}" is forbidden: unable to create new content in namespace ${name} because it is being terminated`,
    {
      name: object.metadata.name,
      kind: definition.resource,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${name} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  );
}

/** Deletes everything in a namespace, pods with their grace period. */
export function emptyNamespace({ store, objects }: Heap, name: string): void {
  for (const { resource, object } of [...objects()]) {
    const { metadata } = object;
    if (metadata.namespace !== name || metadata.deletionTimestamp !== undefined) continue;
    // What belonged to another object may have gone with it.
    if (store.find(resource, name, metadata.name) !== undefined)
      store.remove(resource, name, metadata.name, { gracePeriodSeconds: 'default' });
  }
}

/** Whether a namespace is terminating and nothing holds it any more. */
export function isEmptied({ objects }: Heap, namespace: KubeObject | undefined): boolean {
  if (namespace?.metadata.deletionTimestamp === undefined) return false;
  if ((namespace.metadata.finalizers ?? []).length > 0) return false;
  for (const { object } of objects()) if (object.metadata.namespace === namespace.metadata.name) return false;
  return true;
}
