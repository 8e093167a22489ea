import { steppedClock } from '../../../src/sandbox/clock.ts';
import type { CreateTargetGroupInput } from '../../../src/sandbox/elbv2/api.ts';
import { createElbv2, type Elbv2Options } from '../../../src/sandbox/elbv2/service.ts';
import { seededRandom } from '../../../src/sandbox/random.ts';
import { fakeNetwork, pods, subnets, vpcId } from './fake-network.ts';

export const start = Date.UTC(2026, 10, 24);

/** ELBv2 on a clock that stands still, with what most tests begin with. */
export function stage(options: Partial<Elbv2Options> = {}) {
  const clock = steppedClock(start);
  const network = fakeNetwork();
  const api = createElbv2({
    clock,
    network,
    region: 'us-west-2',
    account: '123456789012',
    random: seededRandom(1).next,
    ...options,
  });
  const balancer = (Name = 'front', Subnets: string[] = [subnets.a, subnets.b, subnets.c]) =>
    api.createLoadBalancer({ Name, Type: 'network', Subnets });
  const group = (input: Partial<CreateTargetGroupInput> = {}) =>
    api.createTargetGroup({
      Name: 'pods',
      Protocol: 'TCP',
      Port: 8080,
      VpcId: vpcId,
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 3,
      ...input,
    });
  const forwardTo = (...arns: string[]) => [
    { Type: 'forward' as const, ForwardConfig: { TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn })) } },
  ];
  const listen = (LoadBalancerArn: string, groupArn: string, Port = 80) =>
    api.createListener({ LoadBalancerArn, Port, Protocol: 'TCP', DefaultActions: forwardTo(groupArn) });
  /** An active NLB that forwards port 80 to an empty group. */
  const serving = async (input: Partial<CreateTargetGroupInput> = {}) => {
    const { LoadBalancerArn } = balancer();
    const { TargetGroupArn } = group(input);
    const { ListenerArn } = listen(LoadBalancerArn, TargetGroupArn);
    await clock.step(120_000);
    return { LoadBalancerArn, TargetGroupArn, ListenerArn };
  };
  const register = (TargetGroupArn: string, ...ids: string[]) =>
    api.registerTargets({ TargetGroupArn, Targets: (ids.length > 0 ? ids : [pods.a]).map((Id) => ({ Id })) });
  /** `state` or `state reason` of every target, in the order of registration. */
  const states = (TargetGroupArn: string) =>
    api
      .describeTargetHealth({ TargetGroupArn })
      .map(({ TargetHealth }) => [TargetHealth.State, TargetHealth.Reason].filter(Boolean).join(' '));
  return { api, clock, network, balancer, group, listen, forwardTo, serving, register, states };
}

/** The wire's code and message of what the call throws, or undefined when it does not. */
export function refusal(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code}: ${message}`;
  }
}
