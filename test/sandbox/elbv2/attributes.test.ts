import { describe, expect, test } from 'vitest';
import type { Attribute, TargetGroup } from '../../../src/sandbox/elbv2/api.ts';
import { refusal, stage } from './stage.ts';

const value = (attributes: Attribute[], key: string) => attributes.find(({ Key }) => Key === key)?.Value;

describe('attributes of target groups', () => {
  const rows: [TargetGroup['TargetType'], TargetGroup['Protocol'], string, string | undefined, string][] = [
    // type, protocol, preserve_client_ip, connection termination on deregistration, deregistration delay
    ['instance', 'TCP', 'true', 'false', '300'],
    ['instance', 'TLS', 'true', 'false', '300'],
    ['instance', 'UDP', 'true', 'true', '300'],
    ['instance', 'TCP_UDP', 'true', 'true', '300'],
    ['ip', 'TCP', 'false', 'false', '300'],
    ['ip', 'TLS', 'false', 'false', '300'],
    ['ip', 'UDP', 'true', 'true', '300'],
    ['ip', 'TCP_UDP', 'true', 'true', '300'],
    ['ip', 'QUIC', 'true', 'false', '300'],
    ['ip', 'TCP_QUIC', 'true', 'false', '300'],
    ['alb', 'TCP', 'true', 'false', '300'],
  ];
  test.each(rows)('%s %s', (TargetType, Protocol, preserved, terminated, delay) => {
    const { api, group } = stage();
    const { TargetGroupArn } = group({ TargetType, Protocol });
    expect(
      Object.fromEntries(api.describeTargetGroupAttributes({ TargetGroupArn }).map(({ Key, Value }) => [Key, Value])),
    ).toEqual({
      'deregistration_delay.timeout_seconds': delay,
      'deregistration_delay.connection_termination.enabled': terminated,
      'preserve_client_ip.enabled': preserved,
      'proxy_protocol_v2.enabled': 'false',
      'stickiness.enabled': 'false',
      'stickiness.type': 'source_ip',
      'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
      'target_health_state.unhealthy.connection_termination.enabled': 'true',
      'target_health_state.unhealthy.draining_interval_seconds': '0',
      'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
    });
  });

  const changes: [Partial<Pick<TargetGroup, 'Protocol'>>, string, string, string | undefined][] = [
    [{}, 'deregistration_delay.timeout_seconds', '3600', undefined],
    [{}, 'deregistration_delay.timeout_seconds', '3601', 'is not a valid value'],
    [{}, 'deregistration_delay.timeout_seconds', '-1', 'is not a valid value'],
    [{}, 'deregistration_delay.timeout_seconds', '5s', 'is not a valid value'],
    [{ Protocol: 'QUIC' }, 'deregistration_delay.timeout_seconds', '30', 'is not a valid value'],
    [{}, 'preserve_client_ip.enabled', 'true', undefined],
    [{}, 'preserve_client_ip.enabled', 'TRUE', 'is not a valid value'],
    [{ Protocol: 'UDP' }, 'preserve_client_ip.enabled', 'false', 'cannot be changed for UDP target groups'],
    [{ Protocol: 'UDP' }, 'preserve_client_ip.enabled', 'true', undefined],
    [{ Protocol: 'QUIC' }, 'proxy_protocol_v2.enabled', 'true', 'is not supported for QUIC target groups'],
    [{}, 'load_balancing.cross_zone.enabled', 'off', 'is not a valid value'],
    [{}, 'target_health_state.unhealthy.draining_interval_seconds', '360000', undefined],
    [{}, 'target_health_state.unhealthy.draining_interval_seconds', '360001', 'is not a valid value'],
    [{}, 'target_group_health.dns_failover.minimum_healthy_targets.count', 'off', undefined],
    [{}, 'target_group_health.dns_failover.minimum_healthy_targets.percentage', '101', 'is not a valid value'],
    [{}, 'no.such.attribute', '1', "Target group attribute key 'no.such.attribute' is not recognized"],
    [{}, 'toString', '1', "attribute key 'toString' is not recognized"],
  ];
  test.each(changes)('%o %s = %s', (input, Key, Value, message) => {
    const { api, group } = stage();
    const { TargetGroupArn } = group(input);
    const before = api.describeTargetGroupAttributes({ TargetGroupArn });
    const modify = () => api.modifyTargetGroupAttributes({ TargetGroupArn, Attributes: [{ Key, Value }] });
    if (message === undefined) {
      expect(value(modify(), Key)).toBe(Value);
      expect(modify()).toHaveLength(before.length);
    } else {
      expect(refusal(modify)).toContain(message);
      expect(api.describeTargetGroupAttributes({ TargetGroupArn })).toEqual(before);
    }
  });

  test('are set all together or not at all, each once', () => {
    const { api, group } = stage();
    const { TargetGroupArn } = group();
    const key = 'deregistration_delay.timeout_seconds';
    const modify = (...Attributes: Attribute[]) =>
      refusal(() => api.modifyTargetGroupAttributes({ TargetGroupArn, Attributes }));
    expect(modify({ Key: key, Value: '5' }, { Key: 'stickiness.enabled', Value: 'perhaps' })).toMatch(
      /^ValidationError: /,
    );
    expect(modify({ Key: key, Value: '5' }, { Key: key, Value: '6' })).toMatch(/^ValidationError: /);
    expect(value(api.describeTargetGroupAttributes({ TargetGroupArn }), key)).toBe('300');
  });
});

test('attributes of load balancers', () => {
  const { api, balancer } = stage();
  const { LoadBalancerArn } = balancer();
  const attributes = api.describeLoadBalancerAttributes({ LoadBalancerArn });
  expect(value(attributes, 'load_balancing.cross_zone.enabled')).toBe('false');
  expect(value(attributes, 'deletion_protection.enabled')).toBe('false');
  const modify = (Key: string, Value: string) =>
    api.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value }] });
  expect(value(modify('load_balancing.cross_zone.enabled', 'true'), 'load_balancing.cross_zone.enabled')).toBe('true');
  expect(refusal(() => modify('load_balancing.cross_zone.enabled', 'yes'))).toBe(
    "ValidationError: 'yes' is not a valid value for load balancer attribute 'load_balancing.cross_zone.enabled'",
  );
  expect(refusal(() => modify('idle_timeout.timeout_seconds', '60'))).toBe(
    "ValidationError: Load balancer attribute key 'idle_timeout.timeout_seconds' is not recognized",
  );
});

test('attributes of listeners', async () => {
  const { api, serving } = stage();
  const { ListenerArn } = await serving();
  const modify = (Value: string) =>
    api.modifyListenerAttributes({ ListenerArn, Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value }] });
  expect(api.describeListenerAttributes({ ListenerArn })).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '350' }]);
  expect(modify('6000')).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '6000' }]);
  expect(refusal(() => modify('59'))).toMatch(/^ValidationError: /);
  expect(api.describeListenerAttributes({ ListenerArn })).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '6000' }]);
});
