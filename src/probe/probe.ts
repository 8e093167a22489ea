import { setMaxListeners } from 'node:events';
import type { Attempt, ProbeChange, ProbedEndpoint, ProbeSummary, ProbeTimeline, ProbeWay } from '../model/probe.ts';
import { attempt, type MakeAttempt } from './attempt.ts';
import { changeTeller } from './changes.ts';
import { inOrder } from './in-order.ts';
import { latencies } from './latencies.ts';
import { due, scheduleOf } from './schedule.ts';
import { summaryOf } from './summary.ts';
import { emptyTally, paused, tallied, withSkipped } from './tally.ts';
import { timelineOf } from './timeline.ts';

export interface Probing {
  /** What is connected to, from `endpointsOf`; at least one. */
  readonly endpoints: readonly ProbedEndpoint[];
  readonly way: ProbeWay;
  /** The NLB's own name: what TLS and HTTP are told, wherever the connection is led to. */
  readonly dnsName: string;
  /** Attempts a second at each endpoint. */
  readonly rate: number;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  readonly userAgent: string;
  /** How many attempts each endpoint gets; left out: until it is stopped. */
  readonly count?: number;
  readonly clock: { now(): number; sleep(milliseconds: number, signal: AbortSignal): Promise<void> };
  /** Breaks off what is on its way, and ends the probe with what was measured so far. */
  readonly signal: AbortSignal;
  /** Called when an endpoint begins to fail, and when it succeeds again. */
  readonly onChange?: (change: ProbeChange) => void;
  /** Called after each round of beginning attempts, with the probe: to show how far it is, without a timer of its own. */
  readonly onRound?: (probe: Pick<RunningProbe, 'view'>) => void;
  /** How an attempt is made; left out: with a real connection. */
  readonly attempt?: MakeAttempt;
}

/** A probe that is under way, or over: it can be looked at all the time. */
export interface RunningProbe {
  /**
   * What has been measured by now. Attempts count once all that began before them have come to their end, which is after `timeout`
   * at the latest. `ports[].failingForSeconds` says for how long no address of a port has taken a connection.
   */
  view(): ProbeSummary;
  /** Tries and failures by time. */
  timeline(): ProbeTimeline;
  /** Begins no more attempts, waits for those on their way (`timeout` at the longest), and sums up. May be called again. */
  stop(): Promise<ProbeSummary>;
  /** Resolves when the probe is over: stopped, aborted, or through with `count`. Rejects only for a bug. */
  readonly finished: Promise<ProbeSummary>;
}

/**
 * Begins attempts at a steady rate, whatever becomes of those before: one that hangs does not hold up the next (an open loop, so that
 * there is no coordinated omission). Where nlbctl itself did not run for a while, as on a laptop that slept, the attempts of that
 * time are skipped, those on their way are given up, and neither counts as a failure of the NLB's.
 */
export function startProbe(probing: Probing): RunningProbe {
  const { endpoints, way, rate, clock } = probing;
  const makeAttempt = probing.attempt ?? attempt(probing);
  const began = clock.now();
  const timeline = timelineOf(began, endpoints.length);
  const changes = changeTeller(endpoints);
  const order = inOrder();
  const latency = latenciesOf(endpoints);
  const stopping = new AbortController();
  const over = AbortSignal.any([probing.signal, stopping.signal]);
  const onTheirWay = new Set<Promise<void>>();
  let tally = emptyTally(endpoints, began);
  let schedule = scheduleOf(began, rate, endpoints.length, probing.count ?? Number.POSITIVE_INFINITY);
  let number = 0;
  let awakeTime = newAwakeTime();
  let endedAt: number | null = null;

  const finished = run();
  return {
    view,
    timeline: timeline.view,
    stop() {
      stopping.abort();
      return finished;
    },
    finished,
  };

  async function run(): Promise<ProbeSummary> {
    try {
      for (let awake = began; ; ) {
        const now = clock.now();
        const found = due(schedule, now);
        schedule = found.schedule;
        if (found.skipped > 0) await wakeUp(awake, now, found.skipped);
        for (let index = 0; index < found.begin; index += 1) begin();
        awake = now;
        probing.onRound?.({ view });
        const isOver = schedule.left === 0;
        // The last attempt has its time too: five a second for ten seconds take ten seconds. A single round has no rate.
        if (over.aborted || (isOver && number <= endpoints.length)) break;
        await clock.sleep(Math.max(1, schedule.next - clock.now()), over);
        if (isOver) break;
      }
    } catch (error) {
      if (!over.aborted) throw error;
    }
    endedAt = clock.now();
    await Promise.all(onTheirWay);
    return view();
  }

  function begin(): void {
    const mine = number;
    number += 1;
    const index = mine % endpoints.length;
    const endpoint = endpoints[index];
    if (endpoint === undefined) return;
    const startedAt = clock.now();
    const going = makeAttempt(endpoint, awakeTime.signal).then((result) => {
      onTheirWay.delete(going);
      for (const each of order.take({ number: mine, endpoint: index, startedAt, result })) takeIn(each);
    });
    onTheirWay.add(going);
  }

  function takeIn(each: Attempt): void {
    const port = endpoints[each.endpoint]?.listenerPort ?? 0;
    tally = tallied(tally, each, port);
    if (each.result.outcome === 'skipped') return;
    timeline.add(each.endpoint, each.startedAt, each.result.outcome === 'failed');
    if (each.result.outcome === 'succeeded') latency.record(each.endpoint, port, each.result.milliseconds);
    const change = changes.take(each);
    if (change !== null) probing.onChange?.(change);
  }

  /** nlbctl did not run: what was on its way at `from` tells of this machine, and not of the NLB. */
  async function wakeUp(from: number, until: number, skipped: number): Promise<void> {
    awakeTime.giveUp();
    awakeTime = newAwakeTime();
    await Promise.all(onTheirWay);
    tally = paused(withSkipped(tally, skipped), from, until);
  }

  /** One signal for all attempts of a time in which nlbctl runs: Node keeps each one that is made of another. */
  function newAwakeTime() {
    const over = new AbortController();
    const signal = AbortSignal.any([probing.signal, over.signal]);
    // As many listen as are on their way, and that is no leak.
    setMaxListeners(0, signal);
    return { signal, giveUp: () => over.abort() };
  }

  function view(): ProbeSummary {
    return summaryOf({ endpoints, way, rate, tally, began, now: endedAt ?? clock.now(), latency: latency.summary() });
  }
}

function latenciesOf(endpoints: readonly ProbedEndpoint[]) {
  const all = latencies();
  const each = endpoints.map(() => latencies());
  const ports = new Map(endpoints.map(({ listenerPort }) => [listenerPort, latencies()]));
  return {
    record(endpoint: number, port: number, milliseconds: number): void {
      for (const one of [all, each[endpoint], ports.get(port)]) one?.record(milliseconds);
    },
    summary: () => ({
      all: all.summary(),
      endpoints: each.map((one) => one.summary()),
      ports: new Map([...ports].map(([port, one]) => [port, one.summary()])),
    }),
  };
}
