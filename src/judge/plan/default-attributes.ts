import type { TargetGroup } from '../../model/target-group.ts';

/**
 * What ELBv2 gives a new target group of an NLB for an attribute (NLB guide, "Edit target group attributes"). null: an
 * attribute that is not known here, or whose default depends on what is not documented.
 */
export function defaultAttribute(group: Pick<TargetGroup, 'protocol' | 'targetType'>, key: string): string | null {
  const { protocol, targetType } = group;
  const isStream = protocol === 'TCP' || protocol === 'TLS';
  switch (key) {
    case 'preserve_client_ip.enabled':
      return String(!isStream || targetType !== 'ip');
    case 'deregistration_delay.connection_termination.enabled':
      return isStream ? 'false' : protocol === 'UDP' || protocol === 'TCP_UDP' ? 'true' : null;
    case 'target_health_state.unhealthy.connection_termination.enabled':
      return isStream ? 'true' : null;
    default:
      return defaults.get(key) ?? null;
  }
}

const defaults: ReadonlyMap<string, string> = new Map([
  ['deregistration_delay.timeout_seconds', '300'],
  ['load_balancing.cross_zone.enabled', 'use_load_balancer_configuration'],
  ['proxy_protocol_v2.enabled', 'false'],
  ['stickiness.enabled', 'false'],
  ['target_group_health.dns_failover.minimum_healthy_targets.count', '1'],
  ['target_group_health.dns_failover.minimum_healthy_targets.percentage', 'off'],
  ['target_group_health.unhealthy_state_routing.minimum_healthy_targets.count', '1'],
  ['target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage', 'off'],
  ['target_health_state.unhealthy.draining_interval_seconds', '0'],
]);
