import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Api } from './api.ts';
import { numberOf, type Raw, recordOf, textOf } from './raw.ts';
import { requestFor } from './resource.ts';

/** Who holds a Lease, and until when. */
export interface Holding {
  readonly holder: string;
  /** Milliseconds since the epoch, by the clock of the one who renewed it. */
  readonly renewedAt: number;
  readonly seconds: number;
}

/** A Lease that keeps two runs apart. Every method throws NlbctlError. */
export interface LeaseWrites {
  /**
   * Takes a Lease, or renews one's own. Returns who holds it instead, if it is held by somebody else and has not expired.
   *
   * @param now milliseconds since the epoch.
   */
  holdLease(
    ref: ServiceRef,
    mine: { holder: string; seconds: number },
    now: number,
    signal: AbortSignal,
  ): Promise<Holding | null>;
  /** Lets go of one's own; anybody else's, or none, is left alone. */
  releaseLease(ref: ServiceRef, holder: string, signal: AbortSignal): Promise<void>;
}

const group = 'coordination.k8s.io/v1';

export function leaseWrites(api: Api): LeaseWrites {
  const read = async ({ namespace, name }: ServiceRef, signal: AbortSignal): Promise<Raw | null> =>
    (await api({ ...requestFor('get', 'leases', { namespace, name, group }), expected: [404] }, signal)).body;
  return {
    async holdLease(ref, { holder, seconds }, now, signal) {
      const there = await read(ref, signal);
      const other = there === null ? null : heldBy(there);
      if (other !== null && other.holder !== holder && now < other.renewedAt + other.seconds * 1000) return other;
      const time = new Date(now).toISOString().replace('Z', '000Z');
      const metadata = there === null ? { namespace: ref.namespace, name: ref.name } : recordOf(there['metadata']);
      const before = recordOf(there?.['spec']);
      const isMine = other?.holder === holder;
      const body = {
        apiVersion: group,
        kind: 'Lease',
        metadata,
        spec: {
          holderIdentity: holder,
          leaseDurationSeconds: seconds,
          acquireTime: isMine ? (textOf(before['acquireTime']) ?? time) : time,
          renewTime: time,
          leaseTransitions: (numberOf(before['leaseTransitions']) ?? 0) + (there === null || isMine ? 0 : 1),
        },
      };
      const { namespace, name } = ref;
      const request =
        there === null
          ? { ...requestFor('create', 'leases', { namespace, group }), write: { method: 'POST', body } as const }
          : { ...requestFor('update', 'leases', { namespace, name, group }), write: { method: 'PUT', body } as const };
      const { body: written } = await api({ ...request, query: { fieldManager: 'nlbctl' }, expected: [409] }, signal);
      if (written !== null) return null;
      // Somebody was faster: whoever it was holds it now.
      const winner = await read(ref, signal);
      const held = winner === null ? null : heldBy(winner);
      if (held === null || held.holder === holder)
        throw new NlbctlError('Conflict', `Lease ${namespace}/${name} is being changed by somebody else`);
      return held;
    },
    async releaseLease(ref, holder, signal) {
      const there = await read(ref, signal);
      if (there === null || heldBy(there)?.holder !== holder) return;
      const { namespace, name } = ref;
      const { uid, resourceVersion } = recordOf(there['metadata']);
      const request = requestFor('delete', 'leases', { namespace, name, group });
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } };
      await api({ ...request, write: { method: 'DELETE', body }, expected: [404, 409] }, signal);
    },
  };
}

/** null: nobody holds it. */
function heldBy(lease: Raw): Holding | null {
  const spec = recordOf(lease['spec']);
  const holder = textOf(spec['holderIdentity']);
  if (holder === null || holder === '') return null;
  return {
    holder,
    renewedAt: Date.parse(textOf(spec['renewTime']) ?? '') || 0,
    seconds: numberOf(spec['leaseDurationSeconds']) ?? 0,
  };
}
