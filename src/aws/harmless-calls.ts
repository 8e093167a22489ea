import {
  DescribeAccountLimitsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  type DescribeTagsCommandOutput,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ReadingAction } from '../model/permissions.ts';

/** Where an object would be. */
export interface Owner {
  readonly partition: string;
  readonly account: string;
}

type Answer = Promise<Pick<DescribeTagsCommandOutput, '$metadata'>>;
type Options = { readonly abortSignal: AbortSignal };
type Send = (sdk: ElasticLoadBalancingV2Client, arns: Arns, options: Options) => Answer;

interface Arns {
  readonly loadBalancer: string;
  readonly listener: string;
  readonly targetGroup: string;
}

const attempts = {
  DescribeLoadBalancers: (sdk, _, options) => sdk.send(new DescribeLoadBalancersCommand({ PageSize: 1 }), options),
  DescribeTargetGroups: (sdk, _, options) => sdk.send(new DescribeTargetGroupsCommand({ PageSize: 1 }), options),
  DescribeAccountLimits: (sdk, _, options) => sdk.send(new DescribeAccountLimitsCommand({ PageSize: 1 }), options),
  DescribeLoadBalancerAttributes: (sdk, { loadBalancer }, options) =>
    sdk.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: loadBalancer }), options),
  DescribeListeners: (sdk, { loadBalancer }, options) =>
    sdk.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancer }), options),
  DescribeRules: (sdk, { listener }, options) => sdk.send(new DescribeRulesCommand({ ListenerArn: listener }), options),
  DescribeTargetGroupAttributes: (sdk, { targetGroup }, options) =>
    sdk.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroup }), options),
  DescribeTargetHealth: (sdk, { targetGroup }, options) =>
    sdk.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }), options),
  DescribeTags: (sdk, { loadBalancer }, options) =>
    sdk.send(new DescribeTagsCommand({ ResourceArns: [loadBalancer] }), options),
} as const satisfies Record<ReadingAction, Send>;

/** Of objects that do not exist: the controller names none of its own so. */
function arnsOf(region: string, { partition, account }: Owner): Arns {
  const arn = (rest: string) => `arn:${partition}:elasticloadbalancing:${region}:${account}:${rest}`;
  return {
    loadBalancer: arn('loadbalancer/net/nlbctl-doctor/0123456789abcdef'),
    listener: arn('listener/net/nlbctl-doctor/0123456789abcdef/0123456789abcdef'),
    targetGroup: arn('targetgroup/nlbctl-doctor/0123456789abcdef'),
  };
}

/** A call that tells whether an action may be done: for one object, or about one that does not exist. */
export function harmlessCall(action: ReadingAction, region: string, owner: Owner) {
  const arns = arnsOf(region, owner);
  return (sdk: ElasticLoadBalancingV2Client, options: Options): Answer => attempts[action](sdk, arns, options);
}

/** The owner of the first load balancer that there is. */
export async function ownerOfAny(sdk: ElasticLoadBalancingV2Client, options: Options) {
  const balancers = await sdk.send(new DescribeLoadBalancersCommand({ PageSize: 1 }), options);
  const [, partition, , , account] = balancers.LoadBalancers?.[0]?.LoadBalancerArn?.split(':') ?? [];
  const owner: Owner | null = partition === undefined || account === undefined ? null : { partition, account };
  return { owner, $metadata: balancers.$metadata };
}
