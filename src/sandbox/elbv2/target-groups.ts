import type { Attribute, CreateTargetGroupInput, HealthCheck, TargetGroup } from './api.ts';
import { resourceKind } from './arns.ts';
import { targetGroupAttributeRules } from './attribute-rules.ts';
import { attributeList, defaultAttributes, setAttributes } from './attributes.ts';
import { assertChoice, assertRange, Elbv2Error, validationError } from './elbv2-error.ts';
import { changedHealthCheck, newHealthCheck } from './health-check-settings.ts';
import type { HealthMonitor } from './health-monitor.ts';
import {
  type Inventory,
  loadBalancerOf,
  loadBalancerRecord,
  type TargetGroupRecord,
  targetGroupRecord,
  targetGroupsOf,
} from './inventory.ts';
import { newTags } from './tags.ts';

const protocols = ['TCP', 'UDP', 'TLS', 'TCP_UDP', 'QUIC', 'TCP_QUIC', 'HTTP', 'HTTPS'];

function assertInput(inventory: Inventory, input: CreateTargetGroupInput): void {
  const { Name: name, TargetType: type = 'instance' } = input;
  if (name.length > 32) throw validationError(`Target group name '${name}' cannot be longer than '32' characters`);
  if (!/^[a-zA-Z0-9-]+$/.test(name)) {
    throw validationError(
      `Target group name '${name}' can only contain characters that are alphanumeric characters or hyphens(-)`,
    );
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    throw validationError(`Target group name '${name}' cannot begin or end with a hyphen(-)`);
  }
  assertChoice('TargetType', type, ['instance', 'ip', 'alb']);
  assertChoice('Protocol', input.Protocol, protocols);
  assertChoice('IpAddressType', input.IpAddressType ?? 'ipv4', ['ipv4', 'ipv6']);
  assertRange('Port', input.Port, 1, 65_535);
  if (input.VpcId !== inventory.network.vpc.id) throw validationError(`The VPC ID '${input.VpcId}' is not found`);
  if (type === 'instance' && (input.Protocol === 'QUIC' || input.Protocol === 'TCP_QUIC')) {
    throw new Elbv2Error(
      'InvalidConfigurationRequest',
      `Target type 'instance' is not supported for protocol '${input.Protocol}'`,
    );
  }
  if (type === 'alb' && input.Protocol !== 'TCP' && input.Protocol !== 'TLS') {
    throw new Elbv2Error(
      'InvalidConfigurationRequest',
      `Target type 'alb' is not supported for protocol '${input.Protocol}'`,
    );
  }
}

/** As the API shows it: with the load balancer that uses it. */
function withLoadBalancer(inventory: Inventory, record: TargetGroupRecord): TargetGroup {
  const arn = loadBalancerOf(inventory, record)?.description.LoadBalancerArn;
  return { ...record.description, LoadBalancerArns: arn === undefined ? [] : [arn] };
}

const settings = ({ TargetGroupArn: _, ...group }: TargetGroupRecord['description']) =>
  JSON.stringify(Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The same name with the same settings gives the group that is there. */
export function createTargetGroup(inventory: Inventory, input: CreateTargetGroupInput): TargetGroup {
  assertInput(inventory, input);
  const tags = newTags(inventory, input.Tags);
  const description = {
    TargetGroupArn: inventory.arns.targetGroup(input.Name, inventory.newId()),
    TargetGroupName: input.Name,
    Protocol: input.Protocol,
    Port: input.Port,
    VpcId: input.VpcId,
    TargetType: input.TargetType ?? 'instance',
    IpAddressType: input.IpAddressType ?? 'ipv4',
    ...newHealthCheck(input),
  };
  const existing = [...inventory.targetGroups.values()].find(
    (record) => record.description.TargetGroupName === input.Name,
  );
  if (existing !== undefined) {
    if (settings(existing.description) === settings(description)) return withLoadBalancer(inventory, existing);
    throw new Elbv2Error(
      'DuplicateTargetGroupName',
      `A target group with the same name '${input.Name}' exists, but with different settings`,
    );
  }
  if (inventory.targetGroups.size >= inventory.quotas.targetGroups) {
    throw new Elbv2Error(
      'TooManyTargetGroups',
      `The maximum number of target groups '${inventory.quotas.targetGroups}' has been reached`,
    );
  }
  const record: TargetGroupRecord = {
    description,
    attributes: defaultAttributes(targetGroupAttributeRules(description)),
    usedBy: new Map(),
    targets: new Map(),
  };
  inventory.targetGroups.set(description.TargetGroupArn, record);
  inventory.tags.set(description.TargetGroupArn, tags);
  return withLoadBalancer(inventory, record);
}

/** Its targets are gone with it, draining or not. One that does not exist counts as deleted: the model knows no other error than ResourceInUse. */
export function deleteTargetGroup(
  inventory: Inventory,
  monitor: HealthMonitor,
  input: { TargetGroupArn: string },
): void {
  const arn = input.TargetGroupArn;
  if (resourceKind(arn) !== 'targetGroup') throw validationError(`'${arn}' is not a valid target group ARN`);
  const record = inventory.targetGroups.get(arn);
  if (record === undefined) return;
  if (record.usedBy.size > 0) {
    throw new Elbv2Error('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
  }
  inventory.targetGroups.delete(arn);
  inventory.tags.delete(arn);
  monitor.forget(record);
}

const healthCheckMembers = {
  HealthCheckProtocol: true,
  HealthCheckPort: true,
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: true,
  HealthCheckTimeoutSeconds: true,
  HealthyThresholdCount: true,
  UnhealthyThresholdCount: true,
  HealthCheckPath: true,
  Matcher: true,
} as const satisfies Record<keyof HealthCheck, true>;

/** Only the health check of a group can be changed; type, protocol, port and VPC are for life. */
export function modifyTargetGroup(
  inventory: Inventory,
  monitor: HealthMonitor,
  input: { TargetGroupArn: string } & Partial<HealthCheck>,
): TargetGroup {
  const record = targetGroupRecord(inventory, input.TargetGroupArn);
  const given = Object.entries(input).filter(([key, value]) => key in healthCheckMembers && value !== undefined);
  const { HealthCheckPath: _path, Matcher: _matcher, ...rest } = record.description;
  const check = changedHealthCheck(healthCheckOf(record.description), Object.fromEntries(given));
  record.description = { ...rest, ...check };
  monitor.review(record);
  return withLoadBalancer(inventory, record);
}

function healthCheckOf(description: TargetGroupRecord['description']): HealthCheck {
  return Object.fromEntries(
    Object.entries(description).filter(([key]) => key in healthCheckMembers),
  ) as unknown as HealthCheck;
}

/** All, or those of one load balancer, by ARN, or by name: one selector a call. */
export function describeTargetGroups(
  inventory: Inventory,
  input: { LoadBalancerArn?: string; TargetGroupArns?: string[]; Names?: string[] },
): TargetGroup[] {
  const { LoadBalancerArn: balancer, TargetGroupArns: arns = [], Names: names = [] } = input;
  if ([balancer !== undefined, arns.length > 0, names.length > 0].filter(Boolean).length > 1) {
    throw validationError('Only one of load balancer ARN, target group ARNs and target group names can be specified');
  }
  const show = (record: TargetGroupRecord) => withLoadBalancer(inventory, record);
  if (balancer !== undefined) {
    if (resourceKind(balancer) !== 'loadBalancer')
      throw validationError(`'${balancer}' is not a valid load balancer ARN`);
    loadBalancerRecord(inventory, balancer);
    return targetGroupsOf(inventory, balancer).map(show);
  }
  if (arns.length > 0) {
    const bad = arns.find((arn) => resourceKind(arn) !== 'targetGroup');
    if (bad !== undefined) throw validationError(`'${bad}' is not a valid target group ARN`);
    return arns.map((arn) => show(targetGroupRecord(inventory, arn)));
  }
  const all = [...inventory.targetGroups.values()];
  if (names.length === 0) return all.map(show);
  if (names.some((name) => !all.some((record) => record.description.TargetGroupName === name))) {
    throw new Elbv2Error('TargetGroupNotFound', 'One or more target groups not found');
  }
  return all.filter((record) => names.includes(record.description.TargetGroupName)).map(show);
}

export const describeTargetGroupAttributes = (inventory: Inventory, input: { TargetGroupArn: string }): Attribute[] =>
  attributeList(targetGroupRecord(inventory, input.TargetGroupArn).attributes);

export function modifyTargetGroupAttributes(
  inventory: Inventory,
  monitor: HealthMonitor,
  input: { TargetGroupArn: string; Attributes: Attribute[] },
): Attribute[] {
  const record = targetGroupRecord(inventory, input.TargetGroupArn);
  setAttributes('Target group', record.attributes, targetGroupAttributeRules(record.description), input.Attributes);
  monitor.review(record);
  return attributeList(record.attributes);
}
