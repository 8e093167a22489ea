import { expect, test } from 'vitest';
import { copyOf } from '../../src/aws/clone-target-group.ts';

test('a bridge’s group is asked for with everything of the other one but its name, its ARN and its tags', () => {
  const settings = {
    Protocol: 'TCP',
    Port: 31234,
    VpcId: 'vpc-1',
    TargetType: 'instance',
    IpAddressType: 'ipv4',
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: '10254',
    HealthCheckPath: '/healthz',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 6,
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200-399' },
  } as const;
  const like = { ...settings, TargetGroupName: 'old', TargetGroupArn: 'arn:old', LoadBalancerArns: ['arn:nlb'] };
  const request = copyOf(like, 'nlbctl-1111111122223333-80');
  expect(JSON.parse(JSON.stringify(request))).toEqual({ Name: 'nlbctl-1111111122223333-80', ...settings });
});
