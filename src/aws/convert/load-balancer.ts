import type { LoadBalancer as Described } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancer } from '../../model/load-balancer.ts';

/** A load balancer as DescribeLoadBalancers gives it; its tags and attributes take calls of their own. null: it has no ARN. */
export function loadBalancerOf(described: Described): LoadBalancer | null {
  if (described.LoadBalancerArn === undefined) return null;
  return {
    arn: described.LoadBalancerArn,
    name: described.LoadBalancerName ?? '',
    dnsName: described.DNSName ?? '',
    type: described.Type ?? 'unknown',
    scheme: described.Scheme ?? 'unknown',
    vpcId: described.VpcId ?? null,
    state: described.State?.Code ?? 'unknown',
    stateReason: described.State?.Reason ?? null,
    ipAddressType: described.IpAddressType ?? null,
    zones: (described.AvailabilityZones ?? []).flatMap(({ ZoneName }) => (ZoneName === undefined ? [] : [ZoneName])),
    securityGroups: described.SecurityGroups ?? [],
    createdTime: described.CreatedTime?.toISOString() ?? null,
    tags: null,
    attributes: null,
  };
}
