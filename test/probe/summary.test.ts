import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttemptResult, failureKinds, type ProbedEndpoint } from '../../src/model/probe.ts';
import { summaryOf } from '../../src/probe/summary.ts';
import { emptyTally, paused, type Tally, tallied } from '../../src/probe/tally.ts';

const endpoints: ProbedEndpoint[] = [80, 443].flatMap((listenerPort) =>
  ['a', 'b'].map((zone) => ({ zone, host: '192.0.2.1', port: listenerPort, listenerPort, listenerSpeaksTls: false })),
);

const anyResult: fc.Arbitrary<AttemptResult> = fc.oneof(
  { weight: 3, arbitrary: fc.nat(500).map((milliseconds) => ({ outcome: 'succeeded', milliseconds }) as const) },
  {
    weight: 5,
    arbitrary: fc.constantFrom(...failureKinds).map((kind) => ({ outcome: 'failed', kind, message: kind }) as const),
  },
  { weight: 1, arbitrary: fc.constant({ outcome: 'skipped' } as const) },
);

/** Attempts that take turns, and now and then a time in which nlbctl does not run. */
const anyRun = fc.array(
  fc.oneof({ weight: 9, arbitrary: anyResult }, { weight: 1, arbitrary: fc.constant('pause' as const) }),
  {
    maxLength: 80,
  },
);

function summaryAfter(run: readonly (AttemptResult | 'pause')[]) {
  let now = 0;
  let tally: Tally = emptyTally(endpoints, 0);
  run.forEach((each, number) => {
    now += 50;
    if (each === 'pause') {
      tally = paused(tally, now, now + 10_000);
      now += 10_000;
      return;
    }
    const endpoint = number % endpoints.length;
    tally = tallied(tally, { number, endpoint, startedAt: now, result: each }, endpoints[endpoint]?.listenerPort ?? 0);
  });
  const latency = { all: null, endpoints: [], ports: new Map() };
  return { now, summary: summaryOf({ endpoints, way: { by: 'tcp' }, rate: 5, tally, began: 0, now, latency }) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

test('of any attempts: counts add up, and what was skipped is neither a success nor a failure', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { summary } = summaryAfter(run);
      const results = run.filter((each) => each !== 'pause');
      expect(summary.attempts + summary.skipped).toBe(results.length);
      for (const counts of [summary, ...summary.ports, ...summary.addresses]) {
        expect(counts.succeeded + counts.failed).toBe(counts.attempts);
        expect(sum(Object.values(counts.kinds))).toBe(counts.failed);
      }
      for (const parts of [summary.ports, summary.addresses]) {
        expect(sum(parts.map(({ attempts }) => attempts))).toBe(summary.attempts);
        expect(sum(parts.map(({ failed }) => failed))).toBe(summary.failed);
      }
    }),
  );
});

test('of any attempts: a gap is where something failed, and an outage is never longer than a gap of its port', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { summary, now } = summaryAfter(run);
      for (const address of summary.addresses) {
        expect(address.longestGapSeconds > 0).toBe(address.failed > 0);
        expect(address.longestGapSeconds).toBe(Math.max(0, ...address.gaps.map(({ seconds }) => seconds)));
      }
      for (const port of summary.ports) {
        expect(port.longestOutageSeconds).toBeLessThanOrEqual(port.longestGapSeconds);
        expect(
          port.failingForSeconds > 0 || port.failingSince === null || port.failingSince === new Date(now).toISOString(),
        ).toBe(true);
      }
      expect(summary.longestGapSeconds).toBe(
        Math.max(...summary.ports.map(({ longestGapSeconds }) => longestGapSeconds)),
      );
    }),
  );
});

test('of any attempts: no gap reaches over a time in which nlbctl did not run', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { summary } = summaryAfter(run);
      // A pause takes ten seconds, and the attempts between two of them never that long.
      for (const { longestGapSeconds } of summary.addresses) expect(longestGapSeconds).toBeLessThan(10);
    }),
  );
});
