import type { LoadBalancer } from './api.ts';
import { partitionOf } from './arns.ts';

/** The last 16 hexadecimal digits of an NLB's ARN are in its DNS name too; an ALB has digits of its own, and `internal-` in front. */
export function dnsName(balancer: Pick<LoadBalancer, 'Type' | 'Scheme'>, name: string, id: string, region: string) {
  const suffix = partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  if (balancer.Type === 'network') return `${name}-${id}.elb.${region}.${suffix}`;
  const digits = Number.parseInt(id.slice(0, 8), 16);
  return `${balancer.Scheme === 'internal' ? 'internal-' : ''}${name}-${digits}.${region}.elb.${suffix}`;
}

/** The zone of Route 53 that holds these names (AWS General Reference, Elastic Load Balancing endpoints); us-west-2's elsewhere too. */
export const canonicalHostedZone = (type: LoadBalancer['Type']): string =>
  type === 'network' ? 'Z18D5FSROUN65G' : 'Z1H1FL5HABSF5';
