import { bridgeTag, isBridgeGroupName } from '../../model/bridge.ts';
import type { Service } from '../../model/service.ts';
import type { TargetGroup } from '../../model/target-group.ts';

/**
 * Whether a group is a bridge of the Service: by its tags, or by its name, which has the Service's uid in it: a creation that
 * was cut off has left no tags.
 */
export function isBridge(service: Service, { name, tags }: Pick<TargetGroup, 'name' | 'tags'>): boolean {
  return tags?.[bridgeTag.uid] === service.uid || isBridgeGroupName(service, name);
}

/** The port that a bridge was made for; null: it is none. */
export function portOfBridge(service: Service, group: Pick<TargetGroup, 'name' | 'tags'>): number | null {
  if (!isBridge(service, group)) return null;
  const port = Number(group.tags?.[bridgeTag.port] ?? group.name.split('-').at(-1));
  return Number.isInteger(port) && port > 0 ? port : null;
}
