import { conditionStatus } from '../../cluster/conditions.ts';
import type { KubeObject } from '../../store/object.ts';
import type { ServicePort } from '../target-type.ts';
import type { WantedTarget } from './targets.ts';

const excludingLabels = [
  'node-role.kubernetes.io/master',
  'node.kubernetes.io/exclude-from-external-load-balancers',
  'alpha.service-controller.kubernetes.io/exclude-balancer',
];

/**
 * Whether traffic may enter the cluster through a node, apart from its being Ready. Cordons do not count, nor does
 * where pods run. Source: AWS Load Balancer Controller, pkg/backend/endpoint_utils.go.
 */
export function isTrafficNode(node: KubeObject, selector: Readonly<Record<string, string>> = {}): boolean {
  const labels = node.metadata.labels ?? {};
  if (excludingLabels.some((label) => label in labels)) return false;
  if (labels['eks.amazonaws.com/compute-type'] === 'fargate') return false;
  if (!Object.entries(selector).every(([key, value]) => labels[key] === value)) return false;
  const taints: { key: string; effect: string }[] = node['spec']?.taints ?? [];
  return !taints.some(
    ({ key, effect }) =>
      key === 'ToBeDeletedByClusterAutoscaler' || (key === 'karpenter.sh/disrupted' && effect === 'NoSchedule'),
  );
}

export interface NodeTargetsInput {
  readonly service: KubeObject;
  readonly port: ServicePort;
  readonly nodes: readonly KubeObject[];
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
  /** Gate EndpointsFailOpen: nodes of unknown state count where no node is Ready. */
  readonly failOpen: boolean;
}

/**
 * Every node that takes traffic, on the Service's node port. Throws where a node has no instance behind it.
 * Source: AWS Load Balancer Controller, pkg/backend/endpoint_resolver.go (ResolveNodePortEndpoints).
 */
export function nodeTargets({ service, port, nodes, nodeSelector, failOpen }: NodeTargetsInput): WantedTarget[] {
  const { type } = service['spec'];
  const { namespace, name } = service.metadata;
  if (type !== 'NodePort' && type !== 'LoadBalancer') {
    throw new Error(`service type must be either 'NodePort' or 'LoadBalancer': ${namespace}/${name}`);
  }
  const candidates = nodes.filter((node) => isTrafficNode(node, nodeSelector));
  const inState = (status: string) => candidates.filter((node) => conditionStatus(node, 'Ready') === status);
  const ready = inState('True');
  const chosen = ready.length === 0 && failOpen ? inState('Unknown') : ready;
  return chosen.map((node) => ({ id: instanceOf(node), port: port.nodePort ?? 0 }));
}

/** A node of EKS Hybrid Nodes: it is not filtered out, though it is no instance. */
export const isHybrid = (node: KubeObject): boolean => String(node['spec']?.providerID).startsWith('eks-hybrid://');

/** The id as which a node is registered. Source: AWS Load Balancer Controller, pkg/k8s/node_utils.go. */
export function instanceOf(node: KubeObject): string {
  const providerId: string = node['spec']?.providerID ?? '';
  if (providerId === '') throw new Error(`providerID is not specified for node: ${node.metadata.name}`);
  const id = providerId.split('/').at(-1) ?? '';
  if (isHybrid(node)) {
    if (id.startsWith('mi-')) return `hybrid-${id}`;
    throw new Error(`providerID ${providerId} is invalid for EKS hybrid instances, node: ${node.metadata.name}`);
  }
  if (!id.startsWith('i-')) {
    throw new Error(`providerID ${providerId} is invalid for EC2 instances, node: ${node.metadata.name}`);
  }
  return id;
}
