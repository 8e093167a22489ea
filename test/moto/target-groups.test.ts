import {
  DeleteTargetGroupCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { targetStates } from '../../src/model/target-health.ts';
import { describeMoto, emptyMoto, signal, userOf } from './moto.ts';
import { stopInstance } from './network.ts';
import { openStock, type Stock } from './stock.ts';

describeMoto('target groups', () => {
  let stock: Stock;
  let groups: { instance: string; ip: string };
  let balancer: { arn: string };
  beforeAll(async () => {
    await emptyMoto();
    stock = await openStock();
    groups = {
      instance: await stock.group('k8s-ui-uinlb-fa38096dd9', 'instance', {
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: '32000',
        HealthCheckPath: '/healthz',
        HealthCheckTimeoutSeconds: 6,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
      }),
      ip: await stock.group('k8s-ui-uinlb-908febdef8', 'ip'),
    };
    balancer = await stock.balancer('k8s-ui-uinlb-45617409e2');
    // A target of a group that no listener forwards to is unused on AWS.
    await stock.listener(balancer.arn, { [groups.instance]: 1 }, 80);
    await stock.listener(balancer.arn, { [groups.ip]: 1 }, 81);
    await stock.register(groups.ip, ['10.42.10.1', '10.42.40.1']);
  });
  afterAll(() => stock?.[Symbol.dispose]());

  test('of both types are read with their health checks', async () => {
    using user = await userOf();
    const found = await user.elbv2.targetGroups(signal);
    const of = (arn: string) => found.find((group) => group.arn === arn);
    expect(found).toHaveLength(2);
    expect(of(groups.instance)).toMatchObject({
      name: 'k8s-ui-uinlb-fa38096dd9',
      targetType: 'instance',
      protocol: 'TCP',
      port: 31234,
      ipAddressType: 'ipv4',
      loadBalancerArns: [balancer.arn],
      healthCheck: {
        protocol: 'HTTP',
        port: '32000',
        path: '/healthz',
        intervalSeconds: 10,
        timeoutSeconds: 6,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      attributes: null,
      tags: null,
      targets: null,
    });
    expect(of(groups.ip)).toMatchObject({
      targetType: 'ip',
      port: 8080,
      healthCheck: {
        protocol: 'TCP',
        port: 'traffic-port',
        path: null,
        intervalSeconds: 10,
        healthyThreshold: 3,
        unhealthyThreshold: 3,
        matcher: null,
      },
    });
  });

  test('have attributes', async () => {
    const Attributes = [
      { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
      { Key: 'preserve_client_ip.enabled', Value: 'false' },
    ];
    await stock.sdk.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: groups.ip, Attributes }));
    using user = await userOf();
    expect(await user.elbv2.targetGroupAttributes(groups.ip, signal)).toMatchObject({
      'deregistration_delay.timeout_seconds': '30',
      'preserve_client_ip.enabled': 'false',
    });
    expect(await user.elbv2.targetGroupAttributes(groups.instance, signal)).toMatchObject({
      'deregistration_delay.timeout_seconds': '300',
    });
  });

  test('of type ip show addresses, at the group’s port', async () => {
    using user = await userOf();
    const targets = await user.elbv2.targets(groups.ip, signal);
    expect(targets).toMatchObject([
      { id: '10.42.10.1', port: 8080 },
      { id: '10.42.40.1', port: 8080 },
    ]);
    // Nothing listens there, and moto calls it healthy: that a state was read is all that can be asked.
    for (const { health } of targets) expect(targetStates).toContain(health.state);
  });

  test('of type instance show instances, and tell a stopped one from the others', async () => {
    const [first, second] = stock.network.instances;
    await stock.register(groups.instance, [first?.id ?? '', second?.id ?? '']);
    await stopInstance(second?.id ?? '');
    using user = await userOf();
    const targets = await user.elbv2.targets(groups.instance, signal);
    expect(targets).toMatchObject([
      { id: first?.id, port: 31234, health: { reason: null } },
      { id: second?.id, port: 31234, health: { state: 'unused', reason: 'Target.InvalidState' } },
    ]);
    expect(targets[1]?.health.description).toMatch(/stopped/);
    expect(targets[0]?.health.state).not.toBe('unused');
  });

  test('that are empty have no targets', async () => {
    const empty = await stock.group('k8s-ui-uinlb-0000000000', 'ip');
    using user = await userOf();
    expect(await user.elbv2.targets(empty, signal)).toEqual([]);
  });

  test('that were deleted are empty, after one call', async () => {
    const gone = await stock.group('k8s-ui-uinlb-1111111111', 'ip');
    await stock.sdk.send(new DeleteTargetGroupCommand({ TargetGroupArn: gone }));
    using user = await userOf();
    expect(await user.elbv2.targets(gone, signal)).toEqual([]);
    expect(await user.elbv2.targetGroupAttributes(gone, signal)).toEqual({});
    expect(user.callsOf('DescribeTargetHealth')).toMatchObject([{ attempts: 1, outcome: 'TargetGroupNotFound' }]);
    expect((await user.elbv2.targetGroups(signal)).map(({ arn }) => arn)).not.toContain(gone);
  });
});
