import { keepLoadBalancerClass } from './load-balancer-class.ts';
import type { KubeObject } from './object.ts';
import { defineResource, type ResourceDefinition } from './resource-definition.ts';
import { encodeSecret } from './secret.ts';

/** A pod that has a node and still runs is given time to end; the kubelet removes it. Others go at once. */
function podGracePeriod(pod: KubeObject): number {
  if (!pod['spec']?.nodeName) return 0;
  if (pod['status']?.phase === 'Succeeded' || pod['status']?.phase === 'Failed') return 0;
  return pod['spec'].terminationGracePeriodSeconds ?? 30;
}

/** The kinds of a cluster that the sandbox has, each with the properties that its API group gives it. */
export function builtinResources(): ResourceDefinition[] {
  const core = { group: '', version: 'v1' };
  const apps = { group: 'apps', version: 'v1' };
  const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1', generation: false, nameRule: 'path' as const };
  const all = { categories: ['all'] };
  return [
    defineResource({
      ...core,
      resource: 'namespaces',
      kind: 'Namespace',
      shortNames: ['ns'],
      namespaced: false,
      status: true,
      generation: false,
      nameRule: 'label',
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    }),
    defineResource({
      ...core,
      ...all,
      resource: 'services',
      kind: 'Service',
      shortNames: ['svc'],
      status: true,
      generation: false,
      nameRule: 'label1035',
      prepare: [keepLoadBalancerClass],
    }),
    defineResource({ ...core, resource: 'endpoints', kind: 'Endpoints', shortNames: ['ep'], generation: false }),
    defineResource({
      ...core,
      ...all,
      resource: 'pods',
      kind: 'Pod',
      shortNames: ['po'],
      status: true,
      generation: false,
      gracePeriodSeconds: podGracePeriod,
    }),
    defineResource({
      ...core,
      resource: 'nodes',
      kind: 'Node',
      shortNames: ['no'],
      namespaced: false,
      status: true,
      generation: false,
    }),
    defineResource({ ...core, resource: 'events', kind: 'Event', shortNames: ['ev'], generation: false }),
    defineResource({ ...core, resource: 'configmaps', kind: 'ConfigMap', shortNames: ['cm'], generation: false }),
    defineResource({ ...core, resource: 'secrets', kind: 'Secret', generation: false, prepare: [encodeSecret] }),
    defineResource({
      ...core,
      resource: 'serviceaccounts',
      kind: 'ServiceAccount',
      shortNames: ['sa'],
      generation: false,
    }),
    defineResource({
      ...apps,
      ...all,
      resource: 'deployments',
      kind: 'Deployment',
      shortNames: ['deploy'],
      status: true,
      scale: true,
    }),
    defineResource({
      ...apps,
      ...all,
      resource: 'replicasets',
      kind: 'ReplicaSet',
      shortNames: ['rs'],
      status: true,
      scale: true,
    }),
    defineResource({
      group: 'discovery.k8s.io',
      version: 'v1',
      resource: 'endpointslices',
      kind: 'EndpointSlice',
    }),
    defineResource({
      group: 'coordination.k8s.io',
      version: 'v1',
      resource: 'leases',
      kind: 'Lease',
      generation: false,
    }),
    defineResource({
      group: 'policy',
      version: 'v1',
      resource: 'poddisruptionbudgets',
      kind: 'PodDisruptionBudget',
      shortNames: ['pdb'],
      status: true,
    }),
    defineResource({
      group: 'networking.k8s.io',
      version: 'v1',
      resource: 'ingresses',
      kind: 'Ingress',
      shortNames: ['ing'],
      status: true,
    }),
    defineResource({
      group: 'apiextensions.k8s.io',
      version: 'v1',
      resource: 'customresourcedefinitions',
      kind: 'CustomResourceDefinition',
      shortNames: ['crd', 'crds'],
      namespaced: false,
      // Kinds come and go with the scenario, not by way of the API.
      verbs: ['get', 'list', 'watch'],
    }),
    defineResource({ ...rbac, resource: 'clusterroles', kind: 'ClusterRole', namespaced: false }),
    defineResource({ ...rbac, resource: 'clusterrolebindings', kind: 'ClusterRoleBinding', namespaced: false }),
    defineResource({ ...rbac, resource: 'roles', kind: 'Role' }),
    defineResource({ ...rbac, resource: 'rolebindings', kind: 'RoleBinding' }),
  ];
}
