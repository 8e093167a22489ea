import type { Elbv2 } from '../aws/elbv2.ts';
import type { TargetGroupBinding } from '../model/binding.ts';
import { isBridgeGroupName } from '../model/bridge.ts';
import type { Listener, LoadBalancer } from '../model/load-balancer.ts';
import type { Service } from '../model/service.ts';
import type { NotRead } from '../model/snapshot.ts';
import type { TargetGroup } from '../model/target-group.ts';
import { hasControllerName } from './controller-names.ts';
import { groupTagsName } from './left-over.ts';
import { forwardedGroups } from './listeners.ts';
import { readable } from './readable.ts';

interface Reading {
  readonly service: Service;
  readonly loadBalancer: LoadBalancer | null;
  /** Every group of the region, as one list; null where it may not be read. */
  readonly described: readonly TargetGroup[] | null;
  readonly bindings: readonly TargetGroupBinding[] | null;
  readonly listeners: Promise<readonly Listener[] | null>;
  readonly elbv2: Elbv2;
  readonly notRead: NotRead[];
  readonly signal: AbortSignal;
}

/**
 * The Service's target groups with health, attributes and tags: those that are surely its own (in the load balancer or
 * bound) are read at once, beside the listeners; then those that only a listener or a tag names.
 */
export async function readTargetGroups(reading: Reading) {
  const { service, loadBalancer, described, bindings, elbv2, notRead, signal } = reading;
  const bound = new Set(bindings?.map(({ targetGroupArn }) => targetGroupArn));
  const all = described ?? [];
  const sure = all.filter(
    (group) => bound.has(group.arn) || (loadBalancer !== null && group.loadBalancerArns.includes(loadBalancer.arn)),
  );
  const known = new Set(sure.map(({ arn }) => arn));
  const maybe = all.filter(
    (group) =>
      !known.has(group.arn) && (hasControllerName(service, group.name) || isBridgeGroupName(service, group.name)),
  );
  const tagged = [
    ...(loadBalancer === null ? [] : [loadBalancer.arn]),
    ...sure.map(({ arn }) => arn),
    ...maybe.map(({ arn }) => arn),
  ];
  const [tags, attributes, first] = await Promise.all([
    tagged.length === 0 ? new Map() : readable('tags', notRead, elbv2.tags(tagged, signal)),
    loadBalancer === null
      ? null
      : readable('load balancer attributes', notRead, elbv2.loadBalancerAttributes(loadBalancer.arn, signal)),
    Promise.all(sure.map((group) => readTargetGroup(group, reading))),
  ]);
  const forwarded = forwardedGroups(await reading.listeners);
  const late = all.filter(
    (group) =>
      !known.has(group.arn) &&
      (forwarded.has(group.arn) ||
        isBridgeGroupName(service, group.name) ||
        (maybe.includes(group) && groupTagsName(service, tags?.get(group.arn) ?? {}))),
  );
  const second = await Promise.all(late.map((group) => readTargetGroup(group, reading)));
  const withTags = (group: TargetGroup): TargetGroup => ({ ...group, tags: tags?.get(group.arn) ?? group.tags });
  return {
    loadBalancer:
      loadBalancer === null
        ? null
        : { ...loadBalancer, attributes, tags: tags?.get(loadBalancer.arn) ?? loadBalancer.tags },
    targetGroups: described === null ? null : [...first, ...second].map(withTags),
  };
}

/** One group with its targets and attributes; a group that went away between two reads has no targets. */
async function readTargetGroup(group: TargetGroup, { elbv2, notRead, signal }: Reading): Promise<TargetGroup> {
  const [targets, attributes] = await Promise.all([
    readable('target health', notRead, elbv2.targets(group.arn, signal)),
    readable('target group attributes', notRead, elbv2.targetGroupAttributes(group.arn, signal)),
  ]);
  return { ...group, targets, attributes };
}
