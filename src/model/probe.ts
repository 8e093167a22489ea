/**
 * What a connection is made for: that it comes up and stays up, that TLS is agreed on, or that an HTTP request is answered with
 * 2xx or 3xx. `secure`: over TLS whatever the listener speaks; otherwise only where the listener itself speaks TLS.
 */
export type ProbeWay =
  | { readonly by: 'tcp' }
  | { readonly by: 'tls' }
  | { readonly by: 'http'; readonly path: string; readonly secure: boolean };

/** One address of the NLB and one of its ports. */
export interface ProbedEndpoint {
  /** null where nothing tells which zone the address is in. */
  readonly zone: string | null;
  /** What is connected to: an address, or the name that the user leads the zone to. */
  readonly host: string;
  readonly port: number;
  /** The port of the listener, which differs from `port` where the user leads it elsewhere. */
  readonly listenerPort: number;
  /** Whether the NLB itself speaks TLS there. */
  readonly listenerSpeaksTls: boolean;
}

/** Why an attempt failed. `closed`: the other side took the connection, and closed it before it had served its purpose. */
export const failureKinds = [
  'refused',
  'reset',
  'closed',
  'timeout',
  'unreachable',
  'dns',
  'tls',
  'httpStatus',
  'other',
] as const;
export type FailureKind = (typeof failureKinds)[number];

export type AttemptResult =
  | { readonly outcome: 'succeeded'; readonly milliseconds: number }
  | { readonly outcome: 'failed'; readonly kind: FailureKind; readonly message: string }
  /** This machine could not make it, or broke it off: it says nothing of the NLB. */
  | { readonly outcome: 'skipped' };

/** One attempt that has come to its end. Instants are milliseconds since the epoch. */
export interface Attempt {
  /** Attempts are numbered from 0 in the order in which they begin. */
  readonly number: number;
  /** Index of the endpoint. */
  readonly endpoint: number;
  readonly startedAt: number;
  readonly result: AttemptResult;
}

/** Seconds, of the attempts that succeeded. */
export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** The figures that matter most. */
export interface ProbeFigures {
  /** Those that have come to their end. */
  readonly attempts: number;
  readonly failed: number;
  /** The longest time in which one address did not take a connection; 0: none. See `Gap` in probe/gap.ts. */
  readonly longestGapSeconds: number;
}

/** A time in which no connection came about. RFC 3339; `until` null: it was open when the probe ended. */
export interface ProbeGap {
  readonly from: string;
  readonly until: string | null;
  readonly seconds: number;
}

/** What came of a number of attempts, as documents have it. */
export interface ProbeCounts extends ProbeFigures {
  readonly succeeded: number;
  readonly kinds: Readonly<Record<FailureKind, number>>;
  /** RFC 3339: the first attempt that failed since the last one that succeeded, where none has succeeded since. */
  readonly failingSince: string | null;
  /** null where none succeeded. */
  readonly latencySeconds: Latency | null;
}

/** One port of the NLB, over all of its addresses. */
export interface ProbedPort extends ProbeCounts {
  readonly port: number;
  /** The longest time in which no address took a connection at this port. */
  readonly longestOutageSeconds: number;
  /** For how long no address has taken one, until the summary was made; 0: one has. */
  readonly failingForSeconds: number;
}

/** One address and one port. */
export interface ProbedAddress extends ProbeCounts {
  readonly zone: string | null;
  readonly address: string;
  readonly port: number;
  readonly listenerPort: number;
  /** The longest ones, in the order of time. */
  readonly gaps: readonly ProbeGap[];
  readonly lastFailure: { readonly at: string; readonly kind: FailureKind; readonly message: string } | null;
}

/** What was left out, and why. */
export interface NotProbed {
  readonly what: string;
  readonly reason: string;
}

/** What a probe has measured so far, or in all. */
export interface ProbeSummary extends ProbeCounts {
  readonly by: ProbeWay['by'];
  /** Of an HTTP request. */
  readonly path: string | null;
  /** Attempts a second at each address and port. */
  readonly rate: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly elapsedSeconds: number;
  /** The longest time in which one of the ports was not reached at any address. */
  readonly longestOutageSeconds: number;
  /** Attempts that were not made or not counted, since nlbctl itself did not run: a machine that slept or was overloaded. */
  readonly skipped: number;
  readonly ports: readonly ProbedPort[];
  /** One entry for each address of the NLB and each port. */
  readonly addresses: readonly ProbedAddress[];
}

/** What documents say of a probe. */
export interface ProbeRecord extends ProbeSummary {
  readonly notProbed: readonly NotProbed[];
}

/** Tries and failures in slices of time, for a chart. */
export interface ProbeTimeline {
  /** RFC 3339: where the first slice begins. */
  readonly from: string;
  /** How long each slice is; it doubles when there would be too many of them. */
  readonly sliceSeconds: number;
  /** For each address and port, in the order of the summary's `addresses`: pairs of tries and failures. */
  readonly addresses: readonly (readonly (readonly [tries: number, failures: number])[])[];
}

/** Something that changed, for a view that tells it. */
export interface ProbeChange {
  readonly kind: 'fails' | 'succeeds-again';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly endpoint: ProbedEndpoint;
  /** Of the failure. */
  readonly message: string;
  /** Of `succeeds-again`: how long it failed, in seconds. */
  readonly seconds: number;
}
