import type { Cut } from './flows.ts';
import { isReset, type Loss } from './outcome.ts';

/**
 * The connections of a load balancer since the data path was opened: `accepted` is `forwarded` and all of `lost`; `forwarded` is
 * `answered`, `unanswered` and those that are open and have had no answer yet.
 */
export interface ConnectionCounts {
  readonly dnsName: string;
  /** Connections that came to one of its addresses. */
  accepted: number;
  /** Those that found a pod. */
  forwarded: number;
  /** Those of them that had an answer to a request. */
  answered: number;
  /** Those of them that ended without. */
  unanswered: number;
  /** Those of them that are open. */
  open: number;
  /** Those that found none, by the reason. */
  readonly lost: Record<Loss, number>;
  /** Those that had found a pod and were ended by the sandbox, by the reason. */
  readonly cut: Record<Cut, number>;
  /** By the ARN of the target group, how many were forwarded by way of it. */
  readonly byGroup: Record<string, number>;
}

const noCuts = {
  'listener-gone': 0,
  'group-deleted': 0,
  'target-deregistered': 0,
  'target-unhealthy': 0,
  'pod-ended': 0,
} as const satisfies Record<Cut, 0>;

const noLosses = (): Record<Loss, number> =>
  Object.fromEntries(Object.keys(isReset).map((loss) => [loss, 0])) as Record<Loss, number>;

/** Load balancers by name; one that is gone keeps its counts. */
export function createCounts() {
  const counts = new Map<string, ConnectionCounts>();
  return {
    of(dnsName: string): ConnectionCounts {
      const found = counts.get(dnsName) ?? {
        ...{ dnsName, accepted: 0, forwarded: 0, answered: 0, unanswered: 0, open: 0 },
        ...{ lost: noLosses(), cut: { ...noCuts }, byGroup: {} },
      };
      counts.set(dnsName, found);
      return found;
    },
    /** A copy. */
    list: (): ConnectionCounts[] => structuredClone([...counts.values()]),
  };
}
