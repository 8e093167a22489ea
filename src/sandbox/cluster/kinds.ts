import type { KubeObject, OwnerReference, ResourceName } from '../store/object.ts';

/** The collections that the cluster's own loops read and write. */
export const kinds = {
  configMaps: { group: '', resource: 'configmaps' },
  deployments: { group: 'apps', resource: 'deployments' },
  endpoints: { group: '', resource: 'endpoints' },
  endpointSlices: { group: 'discovery.k8s.io', resource: 'endpointslices' },
  events: { group: '', resource: 'events' },
  namespaces: { group: '', resource: 'namespaces' },
  nodes: { group: '', resource: 'nodes' },
  pods: { group: '', resource: 'pods' },
  replicaSets: { group: 'apps', resource: 'replicasets' },
  services: { group: '', resource: 'services' },
} as const satisfies Record<string, ResourceName>;

export const isResource = (a: ResourceName, b: ResourceName): boolean =>
  a.resource === b.resource && a.group === b.group;

/** `namespace/name`, the key of a reconcile. */
export const keyOf = (object: KubeObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner reference by which a controller marks what it has made. */
export const ownedBy = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

export const isOwnedBy = (object: KubeObject, owner: KubeObject): boolean =>
  object.metadata.ownerReferences?.some((reference) => reference.uid === owner.metadata.uid) ?? false;

/** Whether labels carry each pair of an equality selector; an empty or absent selector selects nothing. */
export function selects(selector: Record<string, string> | undefined, labels: Record<string, string> = {}): boolean {
  const pairs = Object.entries(selector ?? {});
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}
