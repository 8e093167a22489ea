import type { Elbv2Api, LoadBalancer } from '../api.ts';
import { constraintError } from '../elbv2-error.ts';
import { page } from './paging.ts';
import type { Members } from './query.ts';
import type { BucketKind } from './throttle.ts';

/** One action of the API, from its members to the members of its answer. */
export interface Action {
  readonly bucket: BucketKind;
  run(api: Elbv2Api, members: Members): object;
}

/** An action that one method of the API does; `required` members must be there. */
function action<Method extends keyof Elbv2Api>(
  bucket: BucketKind,
  method: Method,
  required: readonly string[],
  answer: (output: ReturnType<Elbv2Api[Method]>, members: Members) => object,
): Action {
  return {
    bucket,
    run(api, members) {
      for (const member of required) {
        const value = members[member];
        if (value === undefined || value === '') throw constraintError(null, member, 'Member must not be null');
      }
      const call = api[method] as (input: Members) => ReturnType<Elbv2Api[Method]>;
      return answer(call(members), members);
    },
  };
}

/** An NLB without security groups has no such member at all. */
const shown = (balancer: LoadBalancer) => ({
  ...balancer,
  AvailabilityZones: balancer.AvailabilityZones.map((zone) => ({ ...zone, LoadBalancerAddresses: [] })),
  SecurityGroups: balancer.SecurityGroups.length === 0 ? undefined : balancer.SecurityGroups,
});

const attributes = (Attributes: object) => ({ Attributes });
const nothing = () => ({});

/** Subnets may be given as mappings; the addresses in them make no difference here. */
function withSubnets(inner: Action): Action {
  return {
    bucket: inner.bucket,
    run(api, members) {
      const mappings = members['SubnetMappings'];
      if (!Array.isArray(mappings) || mappings.length === 0) return inner.run(api, members);
      return inner.run(api, { ...members, Subnets: mappings.map((mapping: { SubnetId: string }) => mapping.SubnetId) });
    },
  };
}

/** Every action that the endpoint answers, by its name on the wire. */
export const actions: Readonly<Record<string, Action>> = {
  CreateLoadBalancer: withSubnets(
    action('resource-intensive', 'createLoadBalancer', ['Name', 'Subnets'], (balancer) => ({
      LoadBalancers: [shown(balancer)],
    })),
  ),
  DeleteLoadBalancer: action('write', 'deleteLoadBalancer', ['LoadBalancerArn'], nothing),
  DescribeLoadBalancers: action('read', 'describeLoadBalancers', [], (balancers, members) => {
    const { items, ...next } = page('DescribeLoadBalancers', balancers, (item) => item.LoadBalancerArn, members);
    return { LoadBalancers: items.map(shown), ...next };
  }),
  DescribeLoadBalancerAttributes: action('read', 'describeLoadBalancerAttributes', ['LoadBalancerArn'], attributes),
  ModifyLoadBalancerAttributes: action(
    'write',
    'modifyLoadBalancerAttributes',
    ['LoadBalancerArn', 'Attributes'],
    attributes,
  ),
  SetSecurityGroups: action(
    'write',
    'setSecurityGroups',
    ['LoadBalancerArn', 'SecurityGroups'],
    (SecurityGroupIds) => ({ SecurityGroupIds }),
  ),
  SetSubnets: withSubnets(
    action('resource-intensive', 'setSubnets', ['LoadBalancerArn', 'Subnets'], (AvailabilityZones) => ({
      AvailabilityZones,
    })),
  ),

  CreateTargetGroup: action('write', 'createTargetGroup', ['Name', 'Protocol', 'Port', 'VpcId'], (group) => ({
    TargetGroups: [group],
  })),
  DeleteTargetGroup: action('write', 'deleteTargetGroup', ['TargetGroupArn'], nothing),
  ModifyTargetGroup: action('write', 'modifyTargetGroup', ['TargetGroupArn'], (group) => ({ TargetGroups: [group] })),
  DescribeTargetGroups: action('read', 'describeTargetGroups', [], (groups, members) => {
    const { items, ...next } = page('DescribeTargetGroups', groups, (item) => item.TargetGroupArn, members);
    return { TargetGroups: items, ...next };
  }),
  DescribeTargetGroupAttributes: action('read', 'describeTargetGroupAttributes', ['TargetGroupArn'], attributes),
  ModifyTargetGroupAttributes: action(
    'write',
    'modifyTargetGroupAttributes',
    ['TargetGroupArn', 'Attributes'],
    attributes,
  ),

  CreateListener: action(
    'write',
    'createListener',
    ['LoadBalancerArn', 'Port', 'Protocol', 'DefaultActions'],
    (listener) => ({ Listeners: [listener] }),
  ),
  ModifyListener: action('write', 'modifyListener', ['ListenerArn'], (listener) => ({ Listeners: [listener] })),
  DeleteListener: action('write', 'deleteListener', ['ListenerArn'], nothing),
  DescribeListeners: action('read', 'describeListeners', [], (listeners, members) => {
    const { items, ...next } = page('DescribeListeners', listeners, (item) => item.ListenerArn, members);
    return { Listeners: items, ...next };
  }),
  DescribeListenerAttributes: action('read', 'describeListenerAttributes', ['ListenerArn'], attributes),
  ModifyListenerAttributes: action('write', 'modifyListenerAttributes', ['ListenerArn', 'Attributes'], attributes),
  DescribeRules: action('read', 'describeRules', [], (rules, members) => {
    const { items, ...next } = page('DescribeRules', rules, (item) => item.RuleArn, members);
    return { Rules: items, ...next };
  }),

  RegisterTargets: action('registration', 'registerTargets', ['TargetGroupArn', 'Targets'], nothing),
  DeregisterTargets: action('registration', 'deregisterTargets', ['TargetGroupArn', 'Targets'], nothing),
  DescribeTargetHealth: action('read', 'describeTargetHealth', ['TargetGroupArn'], (TargetHealthDescriptions) => ({
    TargetHealthDescriptions,
  })),

  AddTags: action('write', 'addTags', ['ResourceArns', 'Tags'], nothing),
  RemoveTags: action('write', 'removeTags', ['ResourceArns', 'TagKeys'], nothing),
  DescribeTags: action('read', 'describeTags', ['ResourceArns'], (TagDescriptions) => ({ TagDescriptions })),
  DescribeAccountLimits: action('read', 'describeAccountLimits', [], (limits, members) => {
    const { items, ...next } = page('DescribeAccountLimits', limits, (item) => item.Name, members);
    return { Limits: items, ...next };
  }),
};

/** The resource that a request is about, where its members name one. */
export function resourceOf(members: Members): string | undefined {
  const several = members['ResourceArns'];
  const named = [members['LoadBalancerArn'], members['TargetGroupArn'], members['ListenerArn']];
  return [...named, ...(Array.isArray(several) ? several : [])].find((arn) => typeof arn === 'string');
}
