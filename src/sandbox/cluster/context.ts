import type { SandboxClock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { ObjectStore, ResourceName } from '../store/object.ts';
import { timestamp } from './conditions.ts';
import type { ClusterDelays } from './delays.ts';
import type { Addresses, Topology } from './topology.ts';

/** What every loop of the cluster works with. */
export interface ClusterContext {
  readonly store: ObjectStore;
  readonly clock: SandboxClock;
  readonly random: Random;
  readonly delays: ClusterDelays;
  readonly topology: Topology;
  readonly addresses: Addresses;
}

/** One loop of the control plane. */
export interface Loop {
  /** Whether something waits for it or is under way. */
  busy(): boolean;
  stop(): void;
}

export const nowOf = (context: { clock: SandboxClock }): string => timestamp(context.clock.now());

/** Five characters as the API server appends them to a generateName. */
export const suffix = (random: Random, length = 5): string => {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from({ length }, () => alphabet[random.integer(0, alphabet.length - 1)]).join('');
};

/** Writes the status of an object that may have gone meanwhile; then nothing happens. */
export function writeStatus(
  store: ObjectStore,
  resource: ResourceName,
  namespace: string | undefined,
  name: string,
  change: Parameters<ObjectStore['modify']>[3],
): void {
  if (store.find(resource, namespace, name) === undefined) return;
  store.modify(resource, namespace, name, change, { subresource: 'status' });
}
