import type { Kubernetes } from '../kubernetes/cluster.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Clock } from './clock.ts';

interface Holding {
  readonly kubernetes: Kubernetes;
  /** The Service that is migrated. */
  readonly ref: ServiceRef;
  /** Who holds it: names this run, and no other one. */
  readonly holder: string;
  /** For how long a run that says nothing any more keeps others away. */
  readonly seconds: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Is told once what is waited for. */
  readonly onWait: (message: string) => void;
}

/** A Lease that is held until it is let go. */
export interface HeldLease {
  /** Throws LeaseLost where somebody else has taken it meanwhile. */
  renew(): Promise<void>;
  /** Never throws: one that cannot be let go expires. */
  release(): Promise<void>;
}

/** Between two looks at a Lease that somebody else holds, in milliseconds. */
const pause = 2_000;

/** How long a run that ends is given to let go, in milliseconds. */
const farewell = 700;

/**
 * Takes the Lease of a Service, so that two runs do not change its weights at the same time. One that a run has left behind
 * is waited for until it expires; one that somebody renews is LeaseHeld.
 */
export async function holdLease(holding: Holding): Promise<HeldLease> {
  const { kubernetes, ref, holder, seconds, clock, signal, onWait } = holding;
  const lease = leaseOf(ref);
  const take = (until: AbortSignal) => kubernetes.holdLease(lease, { holder, seconds }, clock.now(), until);
  let first: number | null = null;
  let firstAt = 0;
  for (;;) {
    const other = await take(signal);
    if (other === null) break;
    if (first === null) {
      first = other.renewedAt;
      firstAt = clock.now();
      onWait(`Lease ${lease.namespace}/${lease.name} is held by ${other.holder}; it is waited for until it expires`);
    }
    // Its clock may be another one: what does not change for its own length has expired.
    if (other.renewedAt !== first || clock.now() - firstAt > (other.seconds + 5) * 1000) throw held(ref, other.holder);
    await clock.sleep(pause, signal);
  }
  return {
    async renew() {
      const other = await take(signal);
      if (other !== null)
        throw new NlbctlError(
          'LeaseLost',
          `Lease ${lease.namespace}/${lease.name} was taken over by ${other.holder}: this run stops, and leaves Service ${ref.namespace}/${ref.name} to it`,
          { hint: `see how it stands: nlbctl inspect ${ref.name} -n ${ref.namespace}` },
        );
    },
    async release() {
      await kubernetes.releaseLease(lease, holder, AbortSignal.timeout(farewell)).catch(() => undefined);
    },
  };
}

const leaseOf = ({ namespace, name }: ServiceRef): ServiceRef => ({ namespace, name: `nlbctl-${name}` });

const held = ({ namespace, name }: ServiceRef, holder: string) =>
  new NlbctlError(
    'LeaseHeld',
    `another run migrates Service ${namespace}/${name} (Lease nlbctl-${name}, held by ${holder}); nothing was changed by this one`,
    { hint: `wait for it, or see how it stands: nlbctl inspect ${name} -n ${namespace}` },
  );
