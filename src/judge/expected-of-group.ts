import { tag } from '../model/annotations.ts';
import type { NotRead, Snapshot } from '../model/snapshot.ts';
import { expectedTargets } from './expected.ts';
import { type ExpectedSet, emptySet } from './expected-set.ts';
import { type PlacedGroup, servicePortOf } from './groups-of-port.ts';
import { whyNotRead } from './not-read.ts';
import { isTargetType } from './target-type.ts';
import { isBridge } from './weighted/bridge.ts';

/** How a group stands to its listener. */
export type Role = 'current' | 'left-over' | 'unclear';

/** `unclear`: what the listeners forward to could not be read. */
export function roleOf(snapshot: Snapshot, placed: PlacedGroup): Role {
  const { weight } = placed;
  if (weight !== null || isBridgeAtWork(snapshot, placed)) return 'current';
  return unreadFront(snapshot) === null ? 'left-over' : 'unclear';
}

/** A bridge is filled before its listener forwards to it, and emptied once its binding goes. */
function isBridgeAtWork({ service }: Snapshot, { group, binding }: PlacedGroup): boolean {
  return binding !== null && binding.deletionTimestamp === null && isBridge(service, group);
}

/** Why nobody can say what the listeners forward to; null: it is known. */
export function unreadFront(snapshot: Snapshot): NotRead | null {
  const { loadBalancer, lookup, listeners } = snapshot;
  if (loadBalancer === null)
    return lookup.by === 'none' && lookup.reason === 'not-read' ? whyNotRead(snapshot, 'load balancers') : null;
  return listeners === null ? whyNotRead(snapshot, 'listeners') : null;
}

/**
 * The set that a group is held against: that of its own target type, whatever the Service asks for by now; nothing, for a
 * group that is left over.
 */
export function expectedOfGroup(snapshot: Snapshot, placed: PlacedGroup, port: number): ExpectedSet {
  const { group, binding } = placed;
  const front = unreadFront(snapshot);
  if (placed.weight === null && !isBridgeAtWork(snapshot, placed))
    return front === null ? emptySet() : { known: false, missing: [front] };
  const other = otherService(snapshot, placed);
  if (other !== null) return unknowable(group.name, `it belongs to Service ${other}, which was not read`);
  if (!isTargetType(group.targetType))
    return unknowable(group.name, `nlbctl does not know what a target group of type ${group.targetType} should hold`);
  const wanted = binding === null ? port : binding.servicePort;
  const servicePort = servicePortOf(snapshot, wanted);
  if (servicePort === null) {
    const by = binding === null ? '' : `, which TargetGroupBinding ${binding.name} names`;
    return emptySet([`The Service has no port ${wanted}${by}: the controller registers nothing.`]);
  }
  return expectedTargets(snapshot, servicePort, group.targetType, binding, group);
}

function unknowable(name: string, reason: string): ExpectedSet {
  return { known: false, missing: [{ what: `expected targets of ${name}`, permission: null, reason }] };
}

/** The Service behind a group where that is another one: a weighted listener may forward to several Services' groups. */
function otherService({ service }: Snapshot, { group, binding }: PlacedGroup): string | null {
  if (binding !== null)
    return binding.serviceName === service.name ? null : `${binding.namespace}/${binding.serviceName}`;
  const [name] = (group.tags?.[tag.resource] ?? '').split(':');
  return name?.includes('/') && name !== `${service.namespace}/${service.name}` ? name : null;
}
