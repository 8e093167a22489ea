import { bindingLabel, tag } from '../model/annotations.ts';
import type { TargetGroupBinding } from '../model/binding.ts';
import type { Listener } from '../model/load-balancer.ts';
import type { ServicePort } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetGroup } from '../model/target-group.ts';
import { orderedBy } from './order.ts';
import { portOfBridge } from './weighted/bridge.ts';

/** A target group as it stands to a listener. */
export interface PlacedGroup {
  readonly group: TargetGroup;
  readonly binding: TargetGroupBinding | null;
  /** The share of the listener's traffic; null: the listener does not forward to it, or listeners could not be read. */
  readonly weight: number | null;
}

/**
 * The groups of a listener port: those that the listener forwards to, by name, and then those left over that belong to
 * the port by their binding or by their tags.
 */
export function groupsOfPort(snapshot: Snapshot, port: number): PlacedGroup[] {
  const listener = listenerOn(snapshot, port);
  const weights = weightsOf(listener);
  const groups = orderedBy(snapshot.targetGroups ?? [], ({ name, arn }) => `${name} ${arn}`);
  const place = (group: TargetGroup, weight: number | null): PlacedGroup => ({
    group,
    binding: bindingOfGroup(snapshot, group.arn),
    weight,
  });
  const current = groups.flatMap((group) => {
    const weight = weights.get(group.arn);
    return weight === undefined ? [] : [place(group, weight)];
  });
  const elsewhere = forwardedAnywhere(snapshot);
  const leftOver = groups.filter((group) => !elsewhere.has(group.arn) && portOfLeftOver(snapshot, group) === port);
  return [...current, ...leftOver.map((group) => place(group, null))];
}

/** The ports to show: the Service's, the listeners', and those of groups that neither has any more; ascending. */
export function portsOf(snapshot: Snapshot): number[] {
  const elsewhere = forwardedAnywhere(snapshot);
  const leftOver = (snapshot.targetGroups ?? []).filter(({ arn }) => !elsewhere.has(arn));
  const ports = [
    ...snapshot.service.ports.map(({ port }) => port),
    ...(snapshot.listeners ?? []).map(({ port }) => port),
    ...leftOver.flatMap((group) => portOfLeftOver(snapshot, group) ?? []),
  ];
  return [...new Set(ports)].sort((a, b) => a - b);
}

export function listenerOn({ listeners }: Snapshot, port: number): Listener | null {
  const there = (listeners ?? []).filter((listener) => listener.port === port);
  return orderedBy(there, ({ arn }) => arn)[0] ?? null;
}

/** Where two ports of the Service share a number, the controller takes the first. */
export function servicePortOf({ service }: Snapshot, port: number | string): ServicePort | null {
  return service.ports.find((candidate) => candidate.port === port || candidate.name === port) ?? null;
}

/** The binding of a group; if there are several, one that is not being deleted, and the controller's before a user's. */
function bindingOfGroup({ bindings, service }: Snapshot, arn: string): TargetGroupBinding | null {
  const ofGroup = (bindings ?? []).filter(
    (binding) => binding.targetGroupArn === arn && isOfService(binding, service.name),
  );
  return orderedBy(ofGroup, rankOf)[0] ?? null;
}

const rankOf = (binding: TargetGroupBinding): string =>
  `${binding.deletionTimestamp ?? ''} ${isControllers(binding) ? 0 : 1} ${binding.name}`;

/** Whether the controller made a binding for the Service's load balancer: a binding that a user wrote has no such labels. */
export function isControllers({ labels }: TargetGroupBinding): boolean {
  return labels[bindingLabel.name] !== undefined;
}

/** Whether a binding is the controller's, or fills its group with this Service: another one fills a group of the Service's with something else. */
export function isOfService(binding: TargetGroupBinding, service: string): boolean {
  return isControllers(binding) || binding.serviceName === service;
}

function weightsOf(listener: Listener | null): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  if (listener === null) return weights;
  for (const { targetGroupArn, weight } of [...listener.forwards, ...listener.ruleForwards])
    weights.set(targetGroupArn, Math.max(weight, weights.get(targetGroupArn) ?? 0));
  return weights;
}

function forwardedAnywhere({ listeners }: Snapshot): ReadonlySet<string> {
  return new Set((listeners ?? []).flatMap((listener) => [...weightsOf(listener).keys()]));
}

/** The port that a group, to which no listener forwards, was made for; null: it is none of this Service's. */
function portOfLeftOver(snapshot: Snapshot, group: TargetGroup): number | null {
  const binding = bindingOfGroup(snapshot, group.arn);
  if (servesAnother(snapshot, group, binding)) return null;
  return (
    portOfBinding(snapshot, binding) ??
    portOfBridge(snapshot.service, group) ??
    portOfTags(snapshot, group) ??
    onlyPort(snapshot)
  );
}

/** A group of another load balancer, or of another cluster whose Service has the same name, is not this Service's. */
function servesAnother(
  { loadBalancer }: Snapshot,
  { loadBalancerArns, tags }: TargetGroup,
  binding: TargetGroupBinding | null,
): boolean {
  if (binding !== null && isControllers(binding)) return false;
  const cluster = loadBalancer?.tags?.[tag.cluster];
  if (binding === null && cluster !== undefined && tags?.[tag.cluster] !== undefined && tags[tag.cluster] !== cluster)
    return true;
  return loadBalancerArns.length > 0 && !loadBalancerArns.some((arn) => arn === loadBalancer?.arn);
}

function portOfBinding(snapshot: Snapshot, binding: TargetGroupBinding | null): number | null {
  if (binding === null) return null;
  const known = servicePortOf(snapshot, binding.servicePort);
  return known?.port ?? (typeof binding.servicePort === 'number' ? binding.servicePort : null);
}

function portOfTags({ service }: Snapshot, { tags }: TargetGroup): number | null {
  const resource = tags?.[tag.resource] ?? tags?.[tag.autoModeResource];
  const start = `${service.namespace}/${service.name}:`;
  if (resource === undefined || !resource.startsWith(start)) return null;
  const port = Number(resource.slice(start.length));
  return Number.isInteger(port) && port > 0 ? port : null;
}

function onlyPort({ service }: Snapshot): number | null {
  return service.ports.length === 1 ? (service.ports[0]?.port ?? null) : null;
}
