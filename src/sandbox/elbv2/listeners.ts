import type { Attribute, CreateListenerInput, ForwardAction, Listener, Rule } from './api.ts';
import { resourceKind } from './arns.ts';
import { listenerAttributeRules } from './attribute-rules.ts';
import { attributeList, defaultAttributes, setAttributes } from './attributes.ts';
import { assertChoice, assertRange, Elbv2Error, validationError } from './elbv2-error.ts';
import { acceptForward, weightedGroups } from './forward-action.ts';
import type { HealthMonitor } from './health-monitor.ts';
import {
  crossZone,
  type Inventory,
  type ListenerRecord,
  type LoadBalancerRecord,
  listenerRecord,
  loadBalancerRecord,
} from './inventory.ts';
import { newTags } from './tags.ts';
import { assertTargetQuotas } from './target-quotas.ts';

const protocols = ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'];

type ListenerChanges = { ListenerArn: string } & Partial<Omit<CreateListenerInput, 'LoadBalancerArn' | 'Tags'>>;

function assertPlace(inventory: Inventory, listener: Omit<Listener, 'DefaultActions'>): void {
  assertRange('Port', listener.Port, 1, 65_535);
  assertChoice('Protocol', listener.Protocol, protocols);
  const certificates = listener.Certificates?.length ?? 0;
  if (listener.Protocol === 'TLS' && certificates === 0) {
    throw new Elbv2Error('CertificateNotFound', 'A certificate must be specified for TLS listeners');
  }
  if (listener.Protocol !== 'TLS' && certificates > 0) {
    throw validationError(`Certificates are not supported for listener protocol '${listener.Protocol}'`);
  }
  for (const { description } of inventory.listeners.values()) {
    const same = description.LoadBalancerArn === listener.LoadBalancerArn && description.Port === listener.Port;
    if (same && description.ListenerArn !== listener.ListenerArn) {
      throw new Elbv2Error(
        'DuplicateListener',
        `A listener already exists on this port for this load balancer '${listener.LoadBalancerArn}'`,
      );
    }
  }
}

/** The members that only TLS listeners have. */
const tlsSettings = (input: Partial<Pick<Listener, 'Protocol' | 'SslPolicy' | 'Certificates' | 'AlpnPolicy'>>) =>
  input.Protocol === 'TLS'
    ? {
        SslPolicy: input.SslPolicy ?? 'ELBSecurityPolicy-TLS13-1-2-2021-06',
        ...(input.Certificates === undefined ? {} : { Certificates: input.Certificates }),
        ...(input.AlpnPolicy === undefined ? {} : { AlpnPolicy: input.AlpnPolicy }),
      }
    : { ...(input.Certificates === undefined ? {} : { Certificates: input.Certificates }) };

export function createListener(inventory: Inventory, monitor: HealthMonitor, input: CreateListenerInput): Listener {
  const balancer = loadBalancerRecord(inventory, input.LoadBalancerArn);
  if (balancer.description.Type !== 'network') {
    throw new Elbv2Error('UnsupportedProtocol', 'The sandbox has listeners for Network Load Balancers only');
  }
  const tags = newTags(inventory, input.Tags);
  const ListenerArn = inventory.arns.listener(input.LoadBalancerArn, inventory.newId());
  const place = {
    ListenerArn,
    LoadBalancerArn: input.LoadBalancerArn,
    Port: input.Port,
    Protocol: input.Protocol,
    ...tlsSettings(input),
  };
  assertPlace(inventory, place);
  const limit = inventory.quotas.listenersPerLoadBalancer;
  if (listenersOf(inventory, input.LoadBalancerArn).length >= limit) {
    throw new Elbv2Error(
      'TooManyListeners',
      `The maximum number of listeners per load balancer '${limit}' has been reached`,
    );
  }
  const DefaultActions = acceptForward(inventory, balancer, input.Protocol, input.DefaultActions);
  assertRoom(inventory, balancer, DefaultActions);
  const record: ListenerRecord = {
    description: { ...place, DefaultActions },
    ruleArn: inventory.arns.rule(ListenerArn, inventory.newId()),
    attributes: defaultAttributes(listenerAttributeRules(input)),
  };
  inventory.listeners.set(ListenerArn, record);
  inventory.tags.set(ListenerArn, tags);
  inventory.tags.set(record.ruleArn, new Map());
  forward(inventory, monitor, ListenerArn, DefaultActions);
  return record.description;
}

/** Takes effect at once: groups that are no longer forwarded to fall out of use, new ones begin to be checked. */
export function modifyListener(inventory: Inventory, monitor: HealthMonitor, input: ListenerChanges): Listener {
  const record = listenerRecord(inventory, input.ListenerArn);
  const before = record.description;
  const balancer = loadBalancerRecord(inventory, before.LoadBalancerArn);
  const merged = { ...before, ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) };
  const place = {
    ListenerArn: before.ListenerArn,
    LoadBalancerArn: before.LoadBalancerArn,
    Port: merged.Port,
    Protocol: merged.Protocol,
    ...tlsSettings(input.Protocol === undefined || input.Protocol === 'TLS' ? merged : input),
  };
  assertPlace(inventory, place);
  const DefaultActions = acceptForward(inventory, balancer, merged.Protocol, merged.DefaultActions);
  assertRoom(inventory, balancer, DefaultActions);
  if (merged.Protocol !== before.Protocol) {
    record.attributes.clear();
    for (const [key, value] of defaultAttributes(listenerAttributeRules(merged))) record.attributes.set(key, value);
  }
  record.description = { ...place, DefaultActions };
  forward(inventory, monitor, input.ListenerArn, DefaultActions);
  return record.description;
}

export function deleteListener(inventory: Inventory, monitor: HealthMonitor, input: { ListenerArn: string }): void {
  const record = listenerRecord(inventory, input.ListenerArn);
  inventory.listeners.delete(input.ListenerArn);
  inventory.tags.delete(input.ListenerArn);
  inventory.tags.delete(record.ruleArn);
  forward(inventory, monitor, input.ListenerArn, []);
}

const listenersOf = (inventory: Inventory, loadBalancerArn: string): Listener[] =>
  [...inventory.listeners.values()]
    .map(({ description }) => description)
    .filter((listener) => listener.LoadBalancerArn === loadBalancerArn);

/** Those of one load balancer, or those named by ARN. */
export function describeListeners(
  inventory: Inventory,
  input: { LoadBalancerArn?: string; ListenerArns?: string[] },
): Listener[] {
  const { LoadBalancerArn: balancer, ListenerArns: arns = [] } = input;
  if ((balancer === undefined) === (arns.length === 0)) {
    throw validationError('You must specify either listener ARNs or a load balancer ARN');
  }
  if (balancer === undefined) {
    const bad = arns.find((arn) => resourceKind(arn) !== 'listener');
    if (bad !== undefined) throw validationError(`'${bad}' is not a valid listener ARN`);
    return arns.map((arn) => listenerRecord(inventory, arn).description);
  }
  if (resourceKind(balancer) !== 'loadBalancer')
    throw validationError(`'${balancer}' is not a valid load balancer ARN`);
  loadBalancerRecord(inventory, balancer);
  return listenersOf(inventory, balancer);
}

/** The default rule, the only one that listeners of the sandbox have. */
export function describeRules(inventory: Inventory, input: { ListenerArn?: string; RuleArns?: string[] }): Rule[] {
  const { ListenerArn: listener, RuleArns: arns = [] } = input;
  if ((listener === undefined) === (arns.length === 0)) {
    throw validationError('You must specify either listener rule ARNs or a listener ARN');
  }
  const show = ({ ruleArn, description }: ListenerRecord): Rule => ({
    RuleArn: ruleArn,
    Priority: 'default',
    IsDefault: true,
    Conditions: [],
    Actions: description.DefaultActions,
  });
  if (listener !== undefined) return [show(listenerRecord(inventory, listener))];
  return arns.map((arn) => {
    const record = [...inventory.listeners.values()].find(({ ruleArn }) => ruleArn === arn);
    if (record === undefined) throw new Elbv2Error('RuleNotFound', 'One or more rules not found');
    return show(record);
  });
}

export const describeListenerAttributes = (inventory: Inventory, input: { ListenerArn: string }): Attribute[] =>
  attributeList(listenerRecord(inventory, input.ListenerArn).attributes);

export function modifyListenerAttributes(
  inventory: Inventory,
  input: { ListenerArn: string; Attributes: Attribute[] },
): Attribute[] {
  const record = listenerRecord(inventory, input.ListenerArn);
  setAttributes('Listener', record.attributes, listenerAttributeRules(record.description), input.Attributes);
  return attributeList(record.attributes);
}

/** The targets of the groups that come to the load balancer must fit into its quotas. */
function assertRoom(inventory: Inventory, balancer: LoadBalancerRecord, actions: readonly ForwardAction[]): void {
  for (const { arn } of weightedGroups(actions[0])) {
    const group = inventory.targetGroups.get(arn);
    if (group === undefined || group.usedBy.size > 0) continue;
    assertTargetQuotas(inventory, balancer, [...group.targets.values()], crossZone(group, balancer));
  }
}

/** Notes which groups the listener forwards to now, and reviews all that this concerns. */
function forward(
  inventory: Inventory,
  monitor: HealthMonitor,
  listenerArn: string,
  actions: readonly ForwardAction[],
): void {
  const groups = new Map(weightedGroups(actions[0]).map(({ arn, weight }) => [arn, weight]));
  for (const [arn, group] of inventory.targetGroups) {
    const weight = groups.get(arn);
    const before = group.usedBy.get(listenerArn);
    if (weight === before) continue;
    if (weight === undefined) group.usedBy.delete(listenerArn);
    else group.usedBy.set(listenerArn, weight);
    monitor.review(group);
  }
}
