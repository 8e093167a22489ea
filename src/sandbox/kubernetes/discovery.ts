import type { ResourceDefinition } from '../store/resources.ts';
import type { Collection } from './collections.ts';
import { reviews } from './rbac/reviews.ts';

type Json = Record<string, unknown>;

/** The version that the server says it is. */
export const serverVersion = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.5-sandbox',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2025-09-09T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'nlbctl/sandbox',
};

interface Subresource {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

type Resource = Pick<
  ResourceDefinition,
  'group' | 'version' | 'resource' | 'kind' | 'singular' | 'namespaced' | 'shortNames' | 'categories' | 'verbs'
> & { readonly subresources: readonly Subresource[] };

const partial = ['get', 'patch', 'update'];

function resourceOf({ definition }: Collection): Resource {
  const { group, version, kind } = definition;
  const subresources: Subresource[] = [];
  if (definition.scale)
    subresources.push({ name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: partial });
  if (definition.status) subresources.push({ name: 'status', group, version, kind, verbs: partial });
  return { ...definition, subresources };
}

/** The groups with their versions, the core first, then Kubernetes' own, then those of custom resources by name. */
export interface ApiGroup {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly Resource[];
}

export function apiGroups(collections: readonly Collection[]): ApiGroup[] {
  const builtin = collections.filter(({ definition }) => !definition.custom).map(resourceOf);
  const custom = collections.filter(({ definition }) => definition.custom).map(resourceOf);
  const asked: Resource[] = reviews.map((review) => ({
    ...review,
    singular: review.kind.toLowerCase(),
    namespaced: false,
    shortNames: [],
    categories: [],
    verbs: ['create'],
    subresources: [],
  }));
  const byGroup = new Map<string, Resource[]>();
  const sorted = custom.sort((a, b) => (a.group < b.group ? -1 : 1));
  for (const resource of [...builtin, ...asked, ...sorted]) {
    const key = `${resource.group}/${resource.version}`;
    byGroup.set(key, [...(byGroup.get(key) ?? []), resource]);
  }
  return [...byGroup.values()].map((resources) => ({
    group: resources[0]?.group ?? '',
    version: resources[0]?.version ?? '',
    resources,
  }));
}

const groupVersion = ({ group, version }: { group: string; version: string }) =>
  group === '' ? version : `${group}/${version}`;

/** `/apis`: the names of the groups. */
export const groupList = (groups: readonly ApiGroup[]): Json => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groups.filter(({ group }) => group !== '').map(groupEntry),
});

function groupEntry(group: ApiGroup): Json {
  const version = { groupVersion: groupVersion(group), version: group.version };
  return { name: group.group, versions: [version], preferredVersion: version };
}

/** `/apis/<group>`. */
export const groupDocument = (group: ApiGroup): Json => ({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) });

/** `/api`: that there is a v1, and where. */
export const coreVersions = (address: string): Json => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
});

/** `/api/v1` and `/apis/<group>/<version>`: the resources, subresources as entries of their own. */
export function resourceList(group: ApiGroup): Json {
  const resources = group.resources.flatMap((resource) => {
    const { resource: name, singular, namespaced, kind, verbs, shortNames, categories } = resource;
    return [
      {
        name,
        singularName: singular,
        namespaced,
        kind,
        verbs,
        ...(shortNames.length === 0 ? {} : { shortNames }),
        ...(categories.length === 0 ? {} : { categories }),
      },
      ...resource.subresources.map((sub) => ({
        name: `${name}/${sub.name}`,
        singularName: '',
        namespaced,
        ...(sub.group === resource.group ? {} : { group: sub.group, version: sub.version }),
        kind: sub.kind,
        verbs: sub.verbs,
      })),
    ];
  });
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: groupVersion(group), resources };
}

/**
 * All of discovery in one document, what current clients ask for first.
 *
 * @param version `v2` or `v2beta1`; they look the same
 */
export function aggregatedDiscovery(groups: readonly ApiGroup[], version: string): Json {
  const items = groups.map((group) => ({
    metadata: group.group === '' ? {} : { name: group.group },
    versions: [{ version: group.version, freshness: 'Current', resources: group.resources.map(aggregatedResource) }],
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
}

function aggregatedResource(resource: Resource): Json {
  const { group, version, kind, shortNames, categories } = resource;
  return {
    resource: resource.resource,
    responseKind: { group, version, kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(resource.subresources.length === 0
      ? {}
      : {
          subresources: resource.subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: { group: sub.group, version: sub.version, kind: sub.kind },
            verbs: sub.verbs,
          })),
        }),
  };
}
