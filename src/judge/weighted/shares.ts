import type { Snapshot } from '../../model/snapshot.ts';
import type { History } from '../history.ts';
import { secondsBetween } from '../instants.ts';
import type { Action } from './actions.ts';
import type { WeightedPort } from './ports.ts';

/** How the listener of a port shares its connections now. */
export interface Shown {
  /** 0 for a group that the listener does not name. */
  readonly base: number;
  readonly bridge: number;
  /** Whether the listener names the bridge at all: then the bridge has a load balancer, and cannot be deleted. */
  readonly hasBridge: boolean;
}

export function shownBy({ base, bridge }: WeightedPort): Shown {
  return { base: base?.weight ?? 0, bridge: bridge?.weight ?? 0, hasBridge: bridge !== null && bridge.weight !== null };
}

/** Whether the listener does what the annotation asks for. */
export function showsAction(port: WeightedPort): boolean {
  if (port.action === 'foreign') return false;
  const shown = shownBy(port);
  if (port.action === null) return port.base !== null && shown.base > 0 && !shown.hasBridge;
  return (
    port.base !== null && shown.hasBridge && shown.base === port.action.base && shown.bridge === port.action.bridge
  );
}

/** The part of the connections that goes to the controller's own group, in percent. */
export const baseShare = ({ base, bridge }: Pick<Action, 'base' | 'bridge'>): number =>
  base + bridge === 0 ? 0 : (100 * base) / (base + bridge);

/** The same as the annotation asks for: without one of nlbctl's own it gets all. */
export const shareAsked = (action: WeightedPort['action']): number =>
  action === null || action === 'foreign' ? 100 : baseShare(action);

/**
 * For how many seconds the listeners have shared connections as they do. Where this process saw the last change, since
 * then; else since nlbctl's last write of the Service, which managedFields tell; else since the first look.
 */
export function secondsSettled(
  { at, service }: Snapshot,
  { shares, firstAt }: History,
  ports: readonly WeightedPort[],
): number {
  const since = ports.map(({ port }) => {
    const share = shares[port];
    return share?.wasSeen === true ? share.since : (service.ownWriteAt ?? share?.since ?? firstAt ?? at);
  });
  return Math.min(...since.map((each) => secondsBetween(each, at)));
}
