import type { Listener, LoadBalancer, TargetGroup } from './api.ts';

/** One attribute: what it is when nobody set it, what it takes, and why it cannot be set at all where that is so. */
export interface AttributeRule {
  readonly fallback: string;
  readonly accepts: (value: string) => boolean;
  readonly fixed?: string;
}

export type AttributeRules = Readonly<Record<string, AttributeRule>>;

const flag = (fallback: boolean): AttributeRule => ({
  fallback: String(fallback),
  accepts: (value) => value === 'true' || value === 'false',
});

const within = (minimum: number, maximum: number, fallback: number): AttributeRule => ({
  fallback: String(fallback),
  accepts: (value) => /^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum,
});

const oneOf = (fallback: string, ...others: string[]): AttributeRule => ({
  fallback,
  accepts: (value) => value === fallback || others.includes(value),
});

const text: AttributeRule = { fallback: '', accepts: (value) => value.length <= 1024 };

/** `off`, or a number within the range. */
const offOr = (minimum: number, maximum: number, fallback = 'off'): AttributeRule => ({
  fallback,
  accepts: (value) => value === 'off' || within(minimum, maximum, 0).accepts(value),
});

const accessLogs = {
  'access_logs.s3.enabled': flag(false),
  'access_logs.s3.bucket': text,
  'access_logs.s3.prefix': text,
};

/** NLB guide, "Edit attributes for your Network Load Balancer"; ALB guide for the other type. */
export const loadBalancerAttributeRules = {
  network: {
    ...accessLogs,
    'deletion_protection.enabled': flag(false),
    'ipv6.deny_all_igw_traffic': flag(false),
    'load_balancing.cross_zone.enabled': flag(false),
    'dns_record.client_routing_policy': oneOf(
      'any_availability_zone',
      'availability_zone_affinity',
      'partial_availability_zone_affinity',
    ),
    'secondary_ips.auto_assigned.per_subnet': within(0, 7, 0),
    'zonal_shift.config.enabled': flag(false),
  },
  application: {
    ...accessLogs,
    'deletion_protection.enabled': flag(false),
    'idle_timeout.timeout_seconds': within(1, 4000, 60),
    'load_balancing.cross_zone.enabled': flag(true),
    'routing.http2.enabled': flag(true),
    'zonal_shift.config.enabled': flag(false),
  },
  gateway: { 'deletion_protection.enabled': flag(false), 'load_balancing.cross_zone.enabled': flag(false) },
} as const satisfies Record<LoadBalancer['Type'], AttributeRules>;

const groupHealth = {
  'load_balancing.cross_zone.enabled': oneOf('use_load_balancer_configuration', 'true', 'false'),
  'target_group_health.dns_failover.minimum_healthy_targets.count': offOr(1, 1000, '1'),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': offOr(1, 100),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': within(1, 1000, 1),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': offOr(1, 100),
};

/** The attributes of a target group with their defaults, by target type and protocol (NLB guide, "Edit target group attributes"). */
export function targetGroupAttributeRules(group: Pick<TargetGroup, 'TargetType' | 'Protocol'>): AttributeRules {
  if (group.Protocol === 'HTTP' || group.Protocol === 'HTTPS') {
    return {
      ...groupHealth,
      'deregistration_delay.timeout_seconds': within(0, 3600, 300),
      'stickiness.enabled': flag(false),
      'stickiness.type': oneOf('lb_cookie', 'app_cookie'),
      'stickiness.lb_cookie.duration_seconds': within(1, 604_800, 86_400),
      'slow_start.duration_seconds': within(0, 900, 0),
      'load_balancing.algorithm.type': oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
    };
  }
  const stream = group.Protocol === 'TCP' || group.Protocol === 'TLS';
  const quic = group.Protocol === 'QUIC' || group.Protocol === 'TCP_QUIC';
  const preserved = flag(!(stream && group.TargetType === 'ip'));
  return {
    ...groupHealth,
    'deregistration_delay.timeout_seconds': quic ? within(300, 300, 300) : within(0, 3600, 300),
    'deregistration_delay.connection_termination.enabled': flag(
      group.Protocol === 'UDP' || group.Protocol === 'TCP_UDP',
    ),
    'preserve_client_ip.enabled':
      stream && group.TargetType !== 'alb'
        ? preserved
        : { ...preserved, fixed: `Client IP preservation cannot be changed for ${group.Protocol} target groups` },
    'proxy_protocol_v2.enabled': quic
      ? { ...flag(false), fixed: `Proxy protocol v2 is not supported for ${group.Protocol} target groups` }
      : flag(false),
    'stickiness.enabled': flag(false),
    'stickiness.type': oneOf('source_ip', 'source_ip_dest_ip', 'source_ip_dest_ip_proto'),
    'target_health_state.unhealthy.connection_termination.enabled': flag(true),
    'target_health_state.unhealthy.draining_interval_seconds': within(0, 360_000, 0),
  };
}

/** NLB guide, "Edit attributes for a listener": the idle timeout of TCP can be set, that of TLS and UDP is fixed and not shown. */
export function listenerAttributeRules(listener: Pick<Listener, 'Protocol'>): AttributeRules {
  return listener.Protocol === 'TCP' || listener.Protocol === 'TCP_UDP'
    ? { 'tcp.idle_timeout.seconds': within(60, 6000, 350) }
    : {};
}
