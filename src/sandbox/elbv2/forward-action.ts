import type { ForwardAction, Listener, TargetGroup } from './api.ts';
import { resourceKind } from './arns.ts';
import { assertRange, Elbv2Error, validationError } from './elbv2-error.ts';
import { type Inventory, type LoadBalancerRecord, loadBalancerOf, targetGroupRecord } from './inventory.ts';

/** The protocols of target groups that a listener may forward to (NLB guide, listener configuration). */
const compatible = {
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
  QUIC: ['QUIC', 'TCP_QUIC'],
  TCP_QUIC: ['TCP_QUIC'],
} as const satisfies Record<Listener['Protocol'], readonly TargetGroup['Protocol'][]>;

/** A group and its share of the new flows; 1 where the request gives none. */
export interface WeightedGroup {
  arn: string;
  weight: number;
}

/** The groups of an action in either spelling. */
export const weightedGroups = (action: ForwardAction | undefined): WeightedGroup[] => {
  const listed = action?.ForwardConfig?.TargetGroups;
  if (listed !== undefined && listed.length > 0) {
    return listed.map(({ TargetGroupArn, Weight = 1 }) => ({ arn: TargetGroupArn, weight: Weight }));
  }
  return action?.TargetGroupArn === undefined ? [] : [{ arn: action.TargetGroupArn, weight: 1 }];
};

/**
 * Checks the actions of a listener and spells them as DescribeListeners does: always ForwardConfig,
 * and TargetGroupArn too where there is one group.
 */
export function acceptForward(
  inventory: Inventory,
  balancer: LoadBalancerRecord,
  protocol: Listener['Protocol'],
  actions: readonly ForwardAction[],
): ForwardAction[] {
  const [action, ...more] = actions;
  if (action === undefined) throw validationError('A listener must have a default action');
  if (more.length > 0) throw new Elbv2Error('TooManyActions', 'A Network Load Balancer listener takes one action');
  if (action.Type !== 'forward') {
    throw new Elbv2Error(
      'InvalidLoadBalancerAction',
      `Actions of type '${action.Type}' are not supported for Network Load Balancers`,
    );
  }
  const groups = weightedGroups(action);
  assertSpelling(action, groups);
  if (groups.length > inventory.quotas.targetGroupsPerAction) {
    throw new Elbv2Error(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      `The maximum number of target groups per action '${inventory.quotas.targetGroupsPerAction}' has been reached`,
    );
  }
  assertGroups(inventory, balancer, protocol, groups, action);
  const first = groups[0];
  return [
    {
      Type: 'forward',
      ...(action.Order === undefined ? {} : { Order: action.Order }),
      ...(groups.length === 1 && first !== undefined ? { TargetGroupArn: first.arn } : {}),
      ForwardConfig: {
        TargetGroups: groups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
        TargetGroupStickinessConfig: action.ForwardConfig?.TargetGroupStickinessConfig ?? { Enabled: false },
      },
    },
  ];
}

function assertSpelling(action: ForwardAction, groups: readonly WeightedGroup[]): void {
  if (groups.length === 0) throw validationError('A target group must be specified for an action of type forward');
  const elsewhere = action.TargetGroupArn !== undefined && groups.some(({ arn }) => arn !== action.TargetGroupArn);
  if (elsewhere) throw validationError('TargetGroupArn and ForwardConfig name different target groups');
  if (new Set(groups.map(({ arn }) => arn)).size < groups.length) {
    throw validationError('A target group can be specified only once in an action');
  }
  for (const { weight } of groups) assertRange('Weight', weight, 0, 999);
}

function assertGroups(
  inventory: Inventory,
  balancer: LoadBalancerRecord,
  protocol: Listener['Protocol'],
  groups: readonly WeightedGroup[],
  action: ForwardAction,
): void {
  const protocols: readonly string[] = compatible[protocol];
  const records = groups.map(({ arn }) => {
    if (resourceKind(arn) !== 'targetGroup') throw validationError(`'${arn}' is not a valid target group ARN`);
    return targetGroupRecord(inventory, arn);
  });
  for (const group of records) {
    const { TargetGroupArn, Protocol, IpAddressType } = group.description;
    if (!protocols.includes(Protocol)) {
      throw new Elbv2Error(
        'IncompatibleProtocols',
        `Listener protocol '${protocol}' is not compatible with target group protocol '${Protocol}' of '${TargetGroupArn}'`,
      );
    }
    if (IpAddressType === 'ipv6' && balancer.description.IpAddressType !== 'dualstack') {
      throw new Elbv2Error('InvalidConfigurationRequest', 'IPv6 target groups need a dualstack load balancer');
    }
    const owner = loadBalancerOf(inventory, group);
    if (owner !== undefined && owner !== balancer) {
      throw new Elbv2Error(
        'TargetGroupAssociationLimit',
        `The following target groups cannot be associated with more than one load balancer: ${TargetGroupArn}`,
      );
    }
  }
  if (protocol === 'TLS' && new Set(records.map((group) => group.description.Protocol)).size > 1) {
    throw new Elbv2Error('IncompatibleProtocols', 'All target groups of a TLS listener must have the same protocol');
  }
  if (new Set(records.map((group) => group.description.IpAddressType)).size > 1) {
    throw validationError('All target groups of an action must have the same IP address type');
  }
  const stickyGroup = records.some((group) => group.attributes.get('stickiness.enabled') === 'true');
  const stickyAction = action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true;
  if (records.length > 1 && stickyGroup && !stickyAction) {
    throw validationError(
      'Target group stickiness must be enabled on the action when a target group has stickiness enabled',
    );
  }
  if (protocol === 'TLS' && stickyAction)
    throw validationError('Target group stickiness is not supported for TLS listeners');
}
