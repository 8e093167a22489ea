import type { KubeObject, ObjectStore } from '../../store/object.ts';
import { authenticated, masters, unauthenticated } from '../identities.ts';
import type { PolicyRule } from './authorizer.ts';

const group = 'rbac.authorization.k8s.io';

const reading = ['get', 'list', 'watch'];
const writing = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const viewed: PolicyRule[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'namespaces',
      'pods',
      'pods/status',
      'serviceaccounts',
      'services',
      'services/status',
    ],
    verbs: reading,
  },
  {
    apiGroups: ['apps'],
    resources: [
      'deployments',
      'deployments/scale',
      'deployments/status',
      'replicasets',
      'replicasets/scale',
      'replicasets/status',
    ],
    verbs: reading,
  },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: reading },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingresses/status'], verbs: reading },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets', 'poddisruptionbudgets/status'], verbs: reading },
];
const edited: PolicyRule[] = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'events', 'pods', 'secrets', 'serviceaccounts', 'services'],
    verbs: writing,
  },
  { apiGroups: [''], resources: ['secrets'], verbs: reading },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'deployments/scale', 'replicasets', 'replicasets/scale'],
    verbs: writing,
  },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: writing },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: writing },
];
const administered: PolicyRule[] = [
  { apiGroups: [group], resources: ['roles', 'rolebindings'], verbs: [...reading, ...writing] },
];

/** The roles that a cluster has from the start, as far as the sandbox has what they are about. */
const roles: Readonly<Record<string, PolicyRule[]>> = {
  'cluster-admin': [
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ],
  admin: [...viewed, ...edited, ...administered],
  edit: [...viewed, ...edited],
  view: viewed,
  'system:basic-user': [
    {
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      verbs: ['create'],
    },
    { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
  ],
  'system:public-info-viewer': [
    { nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'], verbs: ['get'] },
  ],
  'system:discovery': [
    {
      nonResourceURLs: [
        '/api',
        '/api/*',
        '/apis',
        '/apis/*',
        '/healthz',
        '/livez',
        '/openapi',
        '/openapi/*',
        '/readyz',
        '/version',
        '/version/',
      ],
      verbs: ['get'],
    },
  ],
};

const bindings: Readonly<Record<string, string[]>> = {
  'cluster-admin': [masters],
  'system:basic-user': [authenticated],
  'system:discovery': [authenticated],
  'system:public-info-viewer': [authenticated, unauthenticated],
};

/** Puts the default roles and their bindings into a store that lacks them. Their uids are fixed, to leave the store's seed alone. */
export function seedDefaultRoles(store: ObjectStore): void {
  const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
  let serial = 0;
  const seed = (resource: string, kind: string, name: string, body: Partial<KubeObject>) => {
    serial += 1;
    if (store.find({ group, resource }, undefined, name) !== undefined) return;
    const uid = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
    store.create({ group, resource }, { apiVersion: `${group}/v1`, kind, metadata: { name, uid, labels }, ...body });
  };
  for (const [name, rules] of Object.entries(roles)) seed('clusterroles', 'ClusterRole', name, { rules });
  for (const [name, groups] of Object.entries(bindings)) {
    seed('clusterrolebindings', 'ClusterRoleBinding', name, {
      roleRef: { apiGroup: group, kind: 'ClusterRole', name },
      subjects: groups.map((subject) => ({ apiGroup: group, kind: 'Group', name: subject })),
    });
  }
}
