import type { LabelSelector } from '../model/binding.ts';
import type { Skipped } from '../model/inspection.ts';
import type { Node } from '../model/workload.ts';
import { mismatchOf } from './label-selector.ts';

/** The nodes that the controller registers in an instance group, and those that it leaves out. */
export interface NodeSelection {
  readonly chosen: readonly Node[];
  readonly skipped: readonly Skipped[];
}

const excludingLabels = [
  'node-role.kubernetes.io/master',
  'node.kubernetes.io/exclude-from-external-load-balancers',
  'alpha.service-controller.kubernetes.io/exclude-balancer',
];

/**
 * Chooses nodes as the AWS Load Balancer Controller does (pkg/backend/endpoint_utils.go): by labels, selector and
 * taints; of those the Ready ones, or, while none is Ready, those of which Ready is Unknown. Cordoned nodes, other taints
 * and where pods run play no part.
 */
export function selectNodes(nodes: readonly Node[], selector: LabelSelector | null): NodeSelection {
  const skipped: Skipped[] = [];
  const suitable = nodes.filter((node) => {
    const why = exclusionOf(node, selector);
    if (why !== null) skipped.push({ name: node.name, why });
    return why === null;
  });
  const ready = suitable.filter((node) => readyOf(node) === 'True');
  const chosen = ready.length > 0 ? ready : suitable.filter((node) => readyOf(node) === 'Unknown');
  const taken = new Set(chosen);
  for (const node of suitable) {
    if (!taken.has(node)) skipped.push({ name: node.name, why: whyNotReady(node) });
  }
  return { chosen, skipped };
}

/** The rule that keeps a node out whatever its condition; null: none does. */
function exclusionOf(node: Node, selector: LabelSelector | null): string | null {
  const label = excludingLabels.find((key) => node.labels[key] !== undefined);
  if (label !== undefined) return `has the label ${label}`;
  if (node.labels['eks.amazonaws.com/compute-type'] === 'fargate') return 'is a Fargate node, which has no instance';
  const mismatch = selector === null ? null : mismatchOf(node.labels, selector);
  if (mismatch !== null) return `${mismatch}, which the binding's node selector asks for`;
  const taint = node.taints.find(
    ({ key, effect }) =>
      key === 'ToBeDeletedByClusterAutoscaler' || (key === 'karpenter.sh/disrupted' && effect === 'NoSchedule'),
  );
  return taint === undefined ? null : `has the taint ${taint.key}: it is about to be removed`;
}

/** The status of a node's Ready condition: `True`, `False` or `Unknown`; null where it has none. */
export function readyOf(node: Node): string | null {
  return node.conditions.find(({ type }) => type === 'Ready')?.status ?? null;
}

function whyNotReady(node: Node): string {
  const status = readyOf(node);
  if (status === 'Unknown') return 'is of unknown readiness (its kubelet does not report) while other nodes are Ready';
  return status === null ? 'has no Ready condition' : 'is not Ready';
}

/** The instance id in a node's provider id (`aws:///us-west-2a/i-0123`); null where there is none. */
export function instanceIdOf(node: Node): string | null {
  const last = node.providerId?.split('/').at(-1) ?? '';
  return last.startsWith('i-') ? last : null;
}
