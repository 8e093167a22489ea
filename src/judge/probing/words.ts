import {
  type FailureKind,
  failureKinds,
  type ProbeChange,
  type ProbedEndpoint,
  type ProbeSummary,
} from '../../model/probe.ts';

const kindWord = {
  refused: 'refused',
  reset: 'reset',
  closed: 'closed early',
  timeout: 'timed out',
  unreachable: 'unreachable',
  dns: 'name not resolved',
  tls: 'TLS failed',
  httpStatus: 'HTTP status',
  other: 'other',
} as const satisfies Record<FailureKind, string>;

/** `3 refused, 2 timed out`; nothing where none failed. */
export const kindsInWords = (kinds: Readonly<Record<FailureKind, number>>): string =>
  failureKinds
    .filter((kind) => kinds[kind] > 0)
    .map((kind) => `${kinds[kind]} ${kindWord[kind]}`)
    .join(', ');

/** `us-west-2a 192.0.2.1:80`; an IPv6 address in brackets. */
export function endpointInWords({ zone, host, port }: Pick<ProbedEndpoint, 'zone' | 'host' | 'port'>): string {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return zone === null ? address : `${zone} ${address}`;
}

/** Seconds with one digit below a minute: gaps are no more exact than the distance of two attempts. */
export function gapInWords(seconds: number): string {
  const tenths = Math.round(seconds * 10) / 10;
  if (seconds > 0 && tenths === 0) return '<0.1s';
  if (tenths < 60) return `${tenths}s`;
  const whole = Math.round(seconds);
  return whole % 60 === 0 ? `${whole / 60}m` : `${Math.floor(whole / 60)}m ${whole % 60}s`;
}

/** How far a probe is, or what it came to, in half a sentence. */
export function figuresInWords({ attempts, failed, kinds, longestGapSeconds }: ProbeSummary): string {
  const connections = `${attempts} ${attempts === 1 ? 'connection' : 'connections'}`;
  if (failed === 0) return attempts === 0 ? 'no connection yet' : `${connections}, none failed`;
  return `${connections}, ${failed} failed (${kindsInWords(kinds)}), longest gap ${gapInWords(longestGapSeconds)}`;
}

/** A change, as it is told. */
export function changeInWords({ kind, endpoint, message, seconds }: ProbeChange): string {
  const place = endpointInWords(endpoint);
  return kind === 'fails' ? `${place} fails: ${message}` : `${place} succeeds again after ${gapInWords(seconds)}`;
}
