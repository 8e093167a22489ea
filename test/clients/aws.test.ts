import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scaledClock } from '../../src/sandbox/clock.ts';
import { type Elbv2Endpoint, startElbv2Endpoint } from '../../src/sandbox/elbv2/endpoint.ts';
import { pods } from '../sandbox/elbv2/fake-network.ts';
import { stage } from '../sandbox/elbv2/stage.ts';
import { honoursEndpointVariable } from './aws-cli.ts';

const run = promisify(execFile);

describe.skipIf(!honoursEndpointVariable())('the AWS CLI', () => {
  const clock = scaledClock(1);
  const scene = stage({ clock, delays: { provisioning: 0, registration: 600_000 } });
  let endpoint: Elbv2Endpoint;
  beforeAll(async () => {
    endpoint = await startElbv2Endpoint({ api: scene.api, clock });
  });
  afterAll(async () => {
    scene.api.stop();
    clock.stop();
    await endpoint.close();
  });

  const aws = async (...args: string[]) => {
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_ACCESS_KEY_ID: 'AKIASANDBOX',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: 'us-west-2',
      AWS_DEFAULT_REGION: 'us-west-2',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_PAGER: '',
      NO_PROXY: '127.0.0.1',
    };
    const { stdout } = await run('aws', [...args, '--output', 'json'], { env });
    return JSON.parse(stdout === '' ? 'null' : stdout);
  };

  test('finds the NLB, its groups and their targets as the tutorial does', { timeout: 60_000 }, async () => {
    const { LoadBalancerArn } = scene.balancer('k8s-ui-uinlb-45617409e2');
    const { TargetGroupArn } = scene.group({ Name: 'k8s-ui-uinlb-908febdef8' });
    scene.balancer('other');
    scene.listen(LoadBalancerArn, TargetGroupArn);
    expect(
      await aws(
        'elbv2',
        'describe-load-balancers',
        '--query',
        'LoadBalancers[?contains(LoadBalancerName, `k8s-ui-uinlb`) == `true`].LoadBalancerArn',
      ),
    ).toEqual([LoadBalancerArn]);
    const { TargetGroups } = await aws('elbv2', 'describe-target-groups', '--load-balancer-arn', LoadBalancerArn);
    expect(TargetGroups).toMatchObject([{ TargetGroupArn, TargetType: 'ip', Port: 8080 }]);
    await aws(
      'elbv2',
      'register-targets',
      '--target-group-arn',
      TargetGroupArn,
      '--targets',
      `Id=${pods.a}`,
      `Id=${pods.b},Port=81`,
    );
    const { TargetHealthDescriptions } = await aws(
      'elbv2',
      'describe-target-health',
      '--target-group-arn',
      TargetGroupArn,
    );
    const initial = {
      State: 'initial',
      Reason: 'Elb.RegistrationInProgress',
      Description: 'Target registration is in progress',
    };
    expect(TargetHealthDescriptions).toMatchObject([
      { Target: { Id: pods.a, Port: 8080 }, HealthCheckPort: '8080', TargetHealth: initial },
      { Target: { Id: pods.b, Port: 81 }, HealthCheckPort: '81', TargetHealth: initial },
    ]);
  });

  test('is told what is wrong, in the words of the service', { timeout: 60_000 }, async () => {
    await expect(aws('elbv2', 'describe-load-balancers', '--names', 'foo')).rejects.toMatchObject({
      stderr: expect.stringContaining(
        "(LoadBalancerNotFound) when calling the DescribeLoadBalancers operation: Load balancers '[foo]' not found",
      ),
    });
  });

  test('learns who it is', { timeout: 60_000 }, async () => {
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
  });
});
