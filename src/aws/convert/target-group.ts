import type { TargetGroup as Described } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheck, TargetGroup } from '../../model/target-group.ts';

/** A target group as DescribeTargetGroups gives it; attributes, tags and targets take calls of their own. null: it has no ARN. */
export function targetGroupOf(described: Described): TargetGroup | null {
  if (described.TargetGroupArn === undefined) return null;
  return {
    arn: described.TargetGroupArn,
    name: described.TargetGroupName ?? '',
    targetType: described.TargetType ?? 'unknown',
    protocol: described.Protocol ?? 'unknown',
    port: described.Port ?? null,
    ipAddressType: described.IpAddressType ?? null,
    loadBalancerArns: described.LoadBalancerArns ?? [],
    healthCheck: healthCheckOf(described),
    attributes: null,
    tags: null,
    targets: null,
  };
}

/** What ELBv2 leaves out takes its documented default for an NLB's group (ELBv2 API reference, CreateTargetGroup). */
function healthCheckOf(described: Described): HealthCheck {
  return {
    protocol: described.HealthCheckProtocol ?? 'TCP',
    port: described.HealthCheckPort ?? 'traffic-port',
    path: described.HealthCheckPath ?? null,
    intervalSeconds: described.HealthCheckIntervalSeconds ?? 30,
    timeoutSeconds: described.HealthCheckTimeoutSeconds ?? 10,
    healthyThreshold: described.HealthyThresholdCount ?? 5,
    unhealthyThreshold: described.UnhealthyThresholdCount ?? 2,
    matcher: described.Matcher?.HttpCode ?? null,
  };
}
