import { type Attempt, type FailureKind, failureKinds, type ProbedEndpoint } from '../model/probe.ts';
import { afterAttempt, afterPause, type Gap, noGap } from './gap.ts';

/** What came of the attempts at one address and port, or at all addresses of a port. */
export interface Count {
  readonly succeeded: number;
  readonly kinds: Readonly<Record<FailureKind, number>>;
  readonly gap: Gap;
  readonly lastFailure: { readonly at: number; readonly kind: FailureKind; readonly message: string } | null;
}

/** A fold of attempts: of constant size, however long a probe runs. */
export interface Tally {
  /** By index of the endpoint. */
  readonly endpoints: readonly Count[];
  /** By the listener's port, over all of its addresses. */
  readonly ports: ReadonlyMap<number, Count>;
  readonly skipped: number;
}

export function emptyTally(endpoints: readonly ProbedEndpoint[], began: number): Tally {
  const kinds = Object.fromEntries(failureKinds.map((kind) => [kind, 0])) as Record<FailureKind, number>;
  const empty = (of: number): Count => ({ succeeded: 0, kinds, gap: noGap(began, of), lastFailure: null });
  const ports = [...new Set(endpoints.map(({ listenerPort }) => listenerPort))];
  const addressesOf = (port: number) => endpoints.filter(({ listenerPort }) => listenerPort === port).length;
  return {
    endpoints: endpoints.map(() => empty(1)),
    ports: new Map(ports.map((port) => [port, empty(addressesOf(port))])),
    skipped: 0,
  };
}

/** Takes in the next attempt, in the order in which they began. `port` is the listener's. */
export function tallied(tally: Tally, attempt: Attempt, port: number): Tally {
  if (attempt.result.outcome === 'skipped') return { ...tally, skipped: tally.skipped + 1 };
  const ofPort = tally.ports.get(port);
  return {
    ...tally,
    endpoints: tally.endpoints.map((count, index) => (index === attempt.endpoint ? counted(count, attempt) : count)),
    ports: ofPort === undefined ? tally.ports : new Map([...tally.ports, [port, counted(ofPort, attempt)]]),
  };
}

/** Attempts that were never made. */
export const withSkipped = (tally: Tally, more: number): Tally => ({ ...tally, skipped: tally.skipped + more });

/** nlbctl did not run from one instant to the other. */
export function paused(tally: Tally, from: number, until: number): Tally {
  const over = (count: Count): Count => ({ ...count, gap: afterPause(count.gap, from, until) });
  return {
    ...tally,
    endpoints: tally.endpoints.map(over),
    ports: new Map([...tally.ports].map(([port, count]) => [port, over(count)])),
  };
}

function counted(count: Count, { endpoint, startedAt, result }: Attempt): Count {
  if (result.outcome === 'skipped') return count;
  const succeededAt = result.outcome === 'succeeded' ? startedAt + result.milliseconds : null;
  const gap = afterAttempt(count.gap, { address: endpoint, startedAt, succeededAt });
  if (result.outcome === 'succeeded') return { ...count, succeeded: count.succeeded + 1, gap };
  const { kind, message } = result;
  return {
    ...count,
    kinds: { ...count.kinds, [kind]: count.kinds[kind] + 1 },
    gap,
    lastFailure: { at: startedAt, kind, message },
  };
}

export const failedOf = ({ kinds }: Pick<Count, 'kinds'>): number =>
  Object.values(kinds).reduce((sum, number) => sum + number, 0);
