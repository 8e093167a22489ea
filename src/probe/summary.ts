import type {
  FailureKind,
  Latency,
  ProbeCounts,
  ProbedAddress,
  ProbedEndpoint,
  ProbedPort,
  ProbeGap,
  ProbeSummary,
  ProbeWay,
} from '../model/probe.ts';
import { failingSince, type Gap, gapsAt, longestGap } from './gap.ts';
import { type Count, failedOf, type Tally } from './tally.ts';

/** What there is to sum up; instants in milliseconds since the epoch. */
export interface Measured {
  readonly endpoints: readonly ProbedEndpoint[];
  readonly way: ProbeWay;
  readonly rate: number;
  readonly tally: Tally;
  readonly began: number;
  readonly now: number;
  readonly latency: {
    readonly all: Latency | null;
    readonly endpoints: readonly (Latency | null)[];
    readonly ports: ReadonlyMap<number, Latency | null>;
  };
}

/** The figures of a probe at an instant. */
export function summaryOf({ endpoints, way, rate, tally, began, now, latency }: Measured): ProbeSummary {
  const addresses = endpoints.map((endpoint, index) =>
    addressOf(endpoint, tally.endpoints[index], latency.endpoints[index] ?? null, now),
  );
  const ports = [...tally.ports].map(([port, count]) => {
    const own = addresses.filter(({ listenerPort }) => listenerPort === port);
    return portOf(port, count, own, latency.ports.get(port) ?? null, now);
  });
  const sum = (of: (counts: ProbeCounts) => number) => ports.reduce((total, port) => total + of(port), 0);
  const kinds = Object.fromEntries(
    Object.keys(ports[0]?.kinds ?? {}).map((kind) => [kind, sum((port) => port.kinds[kind as FailureKind])]),
  ) as Record<FailureKind, number>;
  return {
    by: way.by,
    path: way.by === 'http' ? way.path : null,
    rate,
    startedAt: rfc3339(began),
    elapsedSeconds: seconds(now - began),
    attempts: sum(({ attempts }) => attempts),
    succeeded: sum(({ succeeded }) => succeeded),
    failed: sum(({ failed }) => failed),
    kinds,
    longestGapSeconds: worst(addresses.map(({ longestGapSeconds }) => longestGapSeconds)),
    longestOutageSeconds: worst(ports.map(({ longestOutageSeconds }) => longestOutageSeconds)),
    failingSince: earliest(ports.map((port) => port.failingSince)),
    latencySeconds: latency.all,
    skipped: tally.skipped,
    ports,
    addresses,
  };
}

function addressOf(
  { zone, host, port, listenerPort }: ProbedEndpoint,
  count: Count | undefined,
  latency: Latency | null,
  now: number,
): ProbedAddress {
  if (count === undefined) throw new Error(`no attempt was counted for ${host}`);
  const { lastFailure } = count;
  return {
    zone,
    address: host,
    port,
    listenerPort,
    ...countsOf(count, latency),
    longestGapSeconds: seconds(longestGap(count.gap, now)),
    gaps: gapsOf(count.gap, now),
    lastFailure: lastFailure === null ? null : { ...lastFailure, at: rfc3339(lastFailure.at) },
  };
}

function portOf(
  port: number,
  count: Count,
  addresses: readonly ProbedAddress[],
  latency: Latency | null,
  now: number,
): ProbedPort {
  const since = failingSince(count.gap);
  return {
    port,
    ...countsOf(count, latency),
    longestGapSeconds: worst(addresses.map(({ longestGapSeconds }) => longestGapSeconds)),
    longestOutageSeconds: seconds(longestGap(count.gap, now)),
    failingForSeconds: since === null ? 0 : seconds(now - since),
  };
}

function countsOf(count: Count, latencySeconds: Latency | null) {
  const failed = failedOf(count);
  const since = failingSince(count.gap);
  return {
    attempts: count.succeeded + failed,
    succeeded: count.succeeded,
    failed,
    kinds: count.kinds,
    failingSince: since === null ? null : rfc3339(since),
    latencySeconds,
  };
}

function gapsOf(gap: Gap, now: number): ProbeGap[] {
  return gapsAt(gap).map(({ from, until }) => ({
    from: rfc3339(from),
    until: until === null ? null : rfc3339(until),
    seconds: seconds((until ?? now) - from),
  }));
}

const rfc3339 = (instant: number) => new Date(instant).toISOString();
const seconds = (milliseconds: number) => Math.round(Math.max(0, milliseconds)) / 1_000;
const worst = (all: readonly number[]) => Math.max(0, ...all);
const earliest = (all: readonly (string | null)[]) => all.filter((each) => each !== null).sort()[0] ?? null;
