import type { KubeObject } from '../../store/object.ts';
import { ageColumn, type Column, nameColumn, text, wide } from './column.ts';

const roleLabel = 'node-role.kubernetes.io/';

function nodeStatus(node: KubeObject): string {
  const conditions: { type: string; status: string }[] = node['status']?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node['spec']?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

const address = (type: string) => (node: KubeObject) =>
  node['status']?.addresses?.find((one: { type: string }) => one.type === type)?.address;

export const nodeColumns: readonly Column[] = [
  nameColumn,
  text('Status', nodeStatus),
  text('Roles', ({ metadata }) =>
    Object.keys(metadata.labels ?? {})
      .filter((label) => label.startsWith(roleLabel))
      .map((label) => label.slice(roleLabel.length))
      .sort()
      .join(','),
  ),
  ageColumn,
  text('Version', ({ status }) => status?.nodeInfo?.kubeletVersion),
  wide('Internal-IP', address('InternalIP')),
  wide('External-IP', address('ExternalIP')),
  wide('OS-Image', ({ status }) => status?.nodeInfo?.osImage ?? '<unknown>'),
  wide('Kernel-Version', ({ status }) => status?.nodeInfo?.kernelVersion ?? '<unknown>'),
  wide('Container-Runtime', ({ status }) => status?.nodeInfo?.containerRuntimeVersion ?? '<unknown>'),
];
