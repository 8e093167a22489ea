import type { Attribute, CreateLoadBalancerInput, LoadBalancer } from './api.ts';
import { resourceKind } from './arns.ts';
import { loadBalancerAttributeRules } from './attribute-rules.ts';
import { attributeList, defaultAttributes, setAttributes } from './attributes.ts';
import { canonicalHostedZone, dnsName } from './dns-name.ts';
import { assertChoice, Elbv2Error, validationError } from './elbv2-error.ts';
import type { HealthMonitor } from './health-monitor.ts';
import { type Inventory, type LoadBalancerRecord, loadBalancerRecord, targetGroupsOf } from './inventory.ts';
import { deleteListener } from './listeners.ts';
import { newTags } from './tags.ts';

function assertName(name: string): void {
  if (name.length > 32) throw validationError(`The load balancer name '${name}' cannot be longer than '32' characters`);
  if (!/^[a-zA-Z0-9-]+$/.test(name)) {
    throw validationError(
      `The load balancer name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    throw validationError(`The load balancer name '${name}' cannot begin or end with a hyphen(-)`);
  }
  if (name.startsWith('internal-'))
    throw validationError(`The load balancer name '${name}' cannot begin with 'internal-'`);
}

function assertSecurityGroups(ids: readonly string[]): void {
  const bad = ids.find((id) => !/^sg-[0-9a-f]{8,17}$/.test(id));
  if (bad !== undefined) throw new Elbv2Error('InvalidSecurityGroup', `Security group '${bad}' is not valid`);
}

function zonesOf({ network }: Inventory, type: LoadBalancer['Type'], subnets: readonly string[]) {
  const known = new Map(network.vpc.subnets.map(({ id, zone }) => [id, zone]));
  const unknown = subnets.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new Elbv2Error('SubnetNotFound', `The subnet ID '${unknown.join(', ')}' does not exist`);
  }
  if (subnets.length === 0) throw validationError('At least one subnet must be specified');
  const zones = subnets.map((SubnetId) => ({ ZoneName: known.get(SubnetId) ?? '', SubnetId }));
  const distinct = new Set(zones.map(({ ZoneName }) => ZoneName));
  if (distinct.size < zones.length) {
    throw new Elbv2Error(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  if (type === 'application' && distinct.size < 2) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
  return zones;
}

const settings = (balancer: LoadBalancer) =>
  JSON.stringify([
    balancer.Type,
    balancer.Scheme,
    balancer.IpAddressType,
    balancer.AvailabilityZones.map(({ SubnetId }) => SubnetId).sort(),
    [...balancer.SecurityGroups].sort(),
  ]);

/** `provisioning` for as long as the delays say. The same name with the same settings gives the load balancer that is there. */
export function createLoadBalancer(
  inventory: Inventory,
  monitor: HealthMonitor,
  changed: () => void,
  input: CreateLoadBalancerInput,
): LoadBalancer {
  const type = input.Type ?? 'application';
  if (type === 'gateway') throw validationError('Gateway Load Balancers are not available in this Region');
  assertChoice('Type', type, ['application', 'network']);
  assertChoice('Scheme', input.Scheme ?? 'internal', ['internal', 'internet-facing']);
  assertChoice('IpAddressType', input.IpAddressType ?? 'ipv4', ['ipv4', 'dualstack']);
  assertName(input.Name);
  assertSecurityGroups(input.SecurityGroups ?? []);
  const tags = newTags(inventory, input.Tags);
  const id = inventory.newId();
  const scheme = input.Scheme ?? 'internet-facing';
  const description: LoadBalancer = {
    LoadBalancerArn: inventory.arns.loadBalancer(type, input.Name, id),
    DNSName: dnsName({ Type: type, Scheme: scheme }, input.Name, id, inventory.region),
    CanonicalHostedZoneId: canonicalHostedZone(type),
    CreatedTime: new Date(inventory.clock.now()).toISOString(),
    LoadBalancerName: input.Name,
    Scheme: scheme,
    VpcId: inventory.network.vpc.id,
    State: { Code: 'provisioning' },
    Type: type,
    AvailabilityZones: zonesOf(inventory, type, input.Subnets),
    SecurityGroups: [...(input.SecurityGroups ?? [])],
    IpAddressType: input.IpAddressType ?? 'ipv4',
  };
  const existing = [...inventory.loadBalancers.values()].find(
    (record) => record.description.LoadBalancerName === input.Name,
  );
  if (existing !== undefined) {
    if (settings(existing.description) === settings(description)) return existing.description;
    throw new Elbv2Error(
      'DuplicateLoadBalancerName',
      `A load balancer with the same name '${input.Name}' exists, but with different settings`,
    );
  }
  if (inventory.loadBalancers.size >= inventory.quotas.networkLoadBalancers) {
    throw new Elbv2Error(
      'TooManyLoadBalancers',
      `The maximum number of load balancers '${inventory.quotas.networkLoadBalancers}' has been reached`,
    );
  }
  const record = { description, attributes: defaultAttributes(loadBalancerAttributeRules[type]) };
  inventory.loadBalancers.set(description.LoadBalancerArn, record);
  inventory.tags.set(description.LoadBalancerArn, tags);
  inventory.clock.after(inventory.delays.provisioning, () => {
    if (!inventory.loadBalancers.has(description.LoadBalancerArn)) return;
    description.State = { Code: 'active' };
    reviewTargets(inventory, monitor, record);
    changed();
  });
  return description;
}

/** Takes the listeners along. One that does not exist counts as deleted (API reference, DeleteLoadBalancer). */
export function deleteLoadBalancer(
  inventory: Inventory,
  monitor: HealthMonitor,
  input: { LoadBalancerArn: string },
): void {
  const arn = input.LoadBalancerArn;
  if (resourceKind(arn) !== 'loadBalancer') throw validationError(`'${arn}' is not a valid load balancer ARN`);
  const record = inventory.loadBalancers.get(arn);
  if (record === undefined) return;
  if (record.attributes.get('deletion_protection.enabled') === 'true') {
    throw new Elbv2Error(
      'OperationNotPermitted',
      `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    );
  }
  for (const [ListenerArn, listener] of inventory.listeners) {
    if (listener.description.LoadBalancerArn === arn) deleteListener(inventory, monitor, { ListenerArn });
  }
  inventory.loadBalancers.delete(arn);
  inventory.tags.delete(arn);
}

/** All, or those named by ARN or by name; a single unknown one fails the call. */
export function describeLoadBalancers(
  inventory: Inventory,
  input: { LoadBalancerArns?: string[]; Names?: string[] },
): LoadBalancer[] {
  const { LoadBalancerArns: arns = [], Names: names = [] } = input;
  const all = [...inventory.loadBalancers.values()].map(({ description }) => description);
  if (arns.length > 0 && names.length > 0) {
    throw validationError('Load balancer names and load balancer ARNs cannot be specified at the same time');
  }
  if (arns.length > 20) throw validationError('Cannot have more than 20 load balancers described by ARN');
  if (arns.length > 0) {
    const bad = arns.find((arn) => resourceKind(arn) !== 'loadBalancer');
    if (bad !== undefined) throw validationError(`'${bad}' is not a valid load balancer ARN`);
    return arns.map((arn) => loadBalancerRecord(inventory, arn).description);
  }
  if (names.length === 0) return all;
  const unknown = names.filter((name) => !all.some((balancer) => balancer.LoadBalancerName === name));
  if (unknown.length > 0) {
    throw new Elbv2Error('LoadBalancerNotFound', `Load balancers '[${unknown.join(', ')}]' not found`);
  }
  return all.filter((balancer) => names.includes(balancer.LoadBalancerName));
}

export const describeLoadBalancerAttributes = (inventory: Inventory, input: { LoadBalancerArn: string }): Attribute[] =>
  attributeList(loadBalancerRecord(inventory, input.LoadBalancerArn).attributes);

export function modifyLoadBalancerAttributes(
  inventory: Inventory,
  monitor: HealthMonitor,
  input: { LoadBalancerArn: string; Attributes: Attribute[] },
): Attribute[] {
  const record = loadBalancerRecord(inventory, input.LoadBalancerArn);
  setAttributes(
    'Load balancer',
    record.attributes,
    loadBalancerAttributeRules[record.description.Type],
    input.Attributes,
  );
  reviewTargets(inventory, monitor, record);
  return attributeList(record.attributes);
}

/** Exchanges them. An NLB made without security groups never gets any, and one made with keeps at least one (NLB guide). */
export function setSecurityGroups(
  inventory: Inventory,
  input: { LoadBalancerArn: string; SecurityGroups: string[] },
): string[] {
  const { description } = loadBalancerRecord(inventory, input.LoadBalancerArn);
  assertSecurityGroups(input.SecurityGroups);
  if (
    description.Type === 'network' &&
    (description.SecurityGroups.length === 0) !== (input.SecurityGroups.length === 0)
  ) {
    throw new Elbv2Error(
      'InvalidConfigurationRequest',
      description.SecurityGroups.length === 0
        ? 'Security groups cannot be added to a Network Load Balancer that was created without them'
        : 'All security groups cannot be removed from a Network Load Balancer',
    );
  }
  description.SecurityGroups = [...input.SecurityGroups];
  return description.SecurityGroups;
}

/** Sets the zones that are enabled; targets elsewhere fall out of use, or come into it. */
export function setSubnets(
  inventory: Inventory,
  monitor: HealthMonitor,
  input: { LoadBalancerArn: string; Subnets: string[] },
): LoadBalancer['AvailabilityZones'] {
  const record = loadBalancerRecord(inventory, input.LoadBalancerArn);
  record.description.AvailabilityZones = zonesOf(inventory, record.description.Type, input.Subnets);
  reviewTargets(inventory, monitor, record);
  return record.description.AvailabilityZones;
}

function reviewTargets(inventory: Inventory, monitor: HealthMonitor, record: LoadBalancerRecord): void {
  for (const group of targetGroupsOf(inventory, record.description.LoadBalancerArn)) monitor.review(group);
}
