import type { Kubernetes } from '../kubernetes/cluster.ts';

/** The account in an ARN. */
export function accountOf(arn: string | null): string | null {
  return arn?.split(':')[4] || null;
}

/** The EKS cluster's own name, where the kubeconfig tells it: an ARN as `aws eks update-kubeconfig` writes it, eksctl's name, or the entry's name. */
export function clusterNameOf({ cluster }: Pick<Kubernetes, 'cluster'>): string | null {
  if (cluster === null) return null;
  const arn = /^arn:[^:]+:eks:[^:]*:[^:]*:cluster\/(?<name>.+)$/.exec(cluster)?.groups?.['name'];
  const eksctl = /^(?<name>[^.]+)\.[a-z0-9-]+\.eksctl\.io$/.exec(cluster)?.groups?.['name'];
  return arn ?? eksctl ?? cluster;
}
