import type { KubeObject, ResourceName } from '../../store/object.ts';
import { formatLabelSelector } from '../selectors/label-selector.ts';
import { ageColumn, type Column, nameColumn, number, text, wide } from './column.ts';
import { eventColumns } from './event-columns.ts';

import { endpointSliceColumns, endpointsColumns, ingressColumns, serviceColumns } from './network-columns.ts';
import { nodeColumns } from './node-columns.ts';
import { podColumns } from './pod-columns.ts';

interface Container {
  name: string;
  image?: string;
}
const containers = (object: KubeObject): Container[] => object['spec']?.template?.spec?.containers ?? [];
const workloadDetails: readonly Column[] = [
  wide('Containers', (object) =>
    containers(object)
      .map(({ name }) => name)
      .join(','),
  ),
  wide('Images', (object) =>
    containers(object)
      .map(({ image }) => image ?? '')
      .join(','),
  ),
  wide('Selector', (object) => formatLabelSelector(object['spec']?.selector)),
];

const createdAt = text('Created At', ({ metadata }) => metadata.creationTimestamp);
const size = (...maps: (object | undefined)[]) => maps.reduce((sum, map) => sum + Object.keys(map ?? {}).length, 0);

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}
const subjects = (kind: string) => (binding: KubeObject) =>
  ((binding['subjects'] ?? []) as Subject[])
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (namespace ? `${namespace}/${name}` : name))
    .join(', ');
const bindingColumns: readonly Column[] = [
  nameColumn,
  text('Role', ({ roleRef }) => `${roleRef?.kind}/${roleRef?.name}`),
  ageColumn,
  wide('Users', subjects('User')),
  wide('Groups', subjects('Group')),
  wide('ServiceAccounts', subjects('ServiceAccount')),
];
const budget = (value: number | string | undefined) => (value === undefined ? 'N/A' : String(value));

/** The columns of the built-in kinds, as the API server's own printers choose them (pkg/printers/internalversion). */
const columns: Readonly<Record<string, readonly Column[]>> = {
  'pods.': podColumns,
  'nodes.': nodeColumns,
  'services.': serviceColumns,
  'endpoints.': endpointsColumns,
  'endpointslices.discovery.k8s.io': endpointSliceColumns,
  'ingresses.networking.k8s.io': ingressColumns,
  'events.': eventColumns,
  'events.events.k8s.io': eventColumns,
  'namespaces.': [nameColumn, text('Status', ({ status }) => status?.phase), ageColumn],
  'deployments.apps': [
    nameColumn,
    text('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    number('Up-to-date', ({ status }) => status?.updatedReplicas),
    number('Available', ({ status }) => status?.availableReplicas),
    ageColumn,
    ...workloadDetails,
  ],
  'replicasets.apps': [
    nameColumn,
    number('Desired', ({ spec }) => spec?.replicas),
    number('Current', ({ status }) => status?.replicas),
    number('Ready', ({ status }) => status?.readyReplicas),
    ageColumn,
    ...workloadDetails,
  ],
  'configmaps.': [nameColumn, number('Data', ({ data, binaryData }) => size(data, binaryData)), ageColumn],
  'secrets.': [nameColumn, text('Type', ({ type }) => type), number('Data', ({ data }) => size(data)), ageColumn],
  'serviceaccounts.': [nameColumn, number('Secrets', ({ secrets }) => (secrets ?? []).length), ageColumn],
  'leases.coordination.k8s.io': [nameColumn, text('Holder', ({ spec }) => spec?.holderIdentity), ageColumn],
  'poddisruptionbudgets.policy': [
    nameColumn,
    text('Min Available', ({ spec }) => budget(spec?.minAvailable)),
    text('Max Unavailable', ({ spec }) => budget(spec?.maxUnavailable)),
    number('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed),
    ageColumn,
  ],
  'clusterroles.rbac.authorization.k8s.io': [nameColumn, createdAt],
  'roles.rbac.authorization.k8s.io': [nameColumn, createdAt],
  'clusterrolebindings.rbac.authorization.k8s.io': bindingColumns,
  'rolebindings.rbac.authorization.k8s.io': bindingColumns,
  'customresourcedefinitions.apiextensions.k8s.io': [nameColumn, createdAt],
  // The printer columns of the controller's own CRD.
  'targetgroupbindings.elbv2.k8s.aws': [
    nameColumn,
    text('Service-Name', ({ spec }) => spec?.serviceRef?.name),
    text('Service-Port', ({ spec }) => spec?.serviceRef?.port),
    text('Target-Type', ({ spec }) => spec?.targetType),
    wide('ARN', ({ spec }) => spec?.targetGroupARN),
    ageColumn,
  ],
};

/** The columns of a kind; of one that has none of its own, name and age. */
export const columnsOf = ({ group, resource }: ResourceName): readonly Column[] =>
  columns[`${resource}.${group}`] ?? [nameColumn, ageColumn];
