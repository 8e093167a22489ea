import { describe, expect, test } from 'vitest';
import { outcomeOfProbe, type ProbeLimits } from '../../../src/judge/probing/outcome.ts';
import { changeInWords, figuresInWords, gapInWords, kindsInWords } from '../../../src/judge/probing/words.ts';
import type { FailureKind, ProbedAddress, ProbeSummary } from '../../../src/model/probe.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { instanceSnapshot } from '../snapshot-builder.ts';

const none: Record<FailureKind, number> = {
  refused: 0,
  reset: 0,
  closed: 0,
  timeout: 0,
  unreachable: 0,
  dns: 0,
  tls: 0,
  httpStatus: 0,
  other: 0,
};

const address = (zone: string, longestGapSeconds: number): ProbedAddress => ({
  zone,
  address: '192.0.2.1',
  port: 80,
  listenerPort: 80,
  attempts: 100,
  succeeded: 100,
  failed: 0,
  kinds: none,
  failingSince: null,
  latencySeconds: null,
  longestGapSeconds,
  gaps: [],
  lastFailure: null,
});

function summary(change: Partial<ProbeSummary> = {}): ProbeSummary {
  const { attempts = 200, failed = 0 } = change;
  return {
    by: 'tcp',
    path: null,
    rate: 5,
    startedAt: '2026-11-25T12:00:00.000Z',
    elapsedSeconds: 20,
    attempts,
    failed,
    succeeded: attempts - failed,
    kinds: { ...none, refused: failed },
    longestGapSeconds: 0,
    longestOutageSeconds: 0,
    failingSince: null,
    latencySeconds: null,
    skipped: 0,
    ports: [],
    addresses: [address('a', 0), address('b', change.longestGapSeconds ?? 0)],
    ...change,
  };
}

const without: ProbeLimits = { maxFailures: null, maxGap: null };
const outcome = (figures: Partial<ProbeSummary>, limits: Partial<ProbeLimits> = {}, change: Partial<Snapshot> = {}) =>
  outcomeOfProbe({ ...instanceSnapshot(), ...change }, summary(figures), { ...without, ...limits }, null);

describe('the exit code', () => {
  const some = { failed: 2, longestGapSeconds: 4.2 };
  test.each<[string, Partial<ProbeSummary>, Partial<ProbeLimits>, number]>([
    ['none failed', {}, {}, 0],
    ['some failed, and no limit is given', some, {}, 3],
    ['no more failed than may', some, { maxFailures: { count: 2 } }, 0],
    ['more failed than may', some, { maxFailures: { count: 1 } }, 3],
    ['a share that may fail', some, { maxFailures: { percent: 1 } }, 0],
    ['a larger share', some, { maxFailures: { percent: 0.9 } }, 3],
    ['a gap that is short enough', some, { maxGap: 4.2 }, 0],
    ['a longer gap', some, { maxGap: 4 }, 3],
    ['one limit holds and the other does not', some, { maxFailures: { count: 2 }, maxGap: 1 }, 3],
    ['none may fail, and none did', {}, { maxFailures: { count: 0 } }, 0],
    ['no connection was made at all', { attempts: 0, skipped: 3 }, {}, 6],
  ])('%s', (_, figures, limits, code) => {
    expect(outcome(figures, limits).exitCode).toBe(code);
  });

  test.each([['SIGINT', 130] as const, ['SIGTERM', 143] as const])('%s', (signal, code) => {
    expect(outcomeOfProbe(instanceSnapshot(), summary(), without, signal)).toMatchObject({
      outcome: 'interrupted',
      exitCode: code,
      reason: `It was stopped by ${signal} before its time. All 200 connections succeeded.`,
    });
  });
});

describe('the reason', () => {
  test('names the worst address, and whether all failed at once', () => {
    expect(outcome({ failed: 2, longestGapSeconds: 4.2 }, { maxGap: 1 })).toMatchObject({
      reason:
        '2 of 200 connections failed: 2 refused. The longest gap was 4.2s, at b 192.0.2.1:80. At every instant some address of each port took connections. A gap was longer than 1s.',
      next: ['nlbctl inspect ui-nlb -n ui'],
    });
    expect(outcome({ failed: 2, longestGapSeconds: 4.2, longestOutageSeconds: 3 }).reason).toContain(
      'For 3s no address of a port took any.',
    );
  });

  test('says that limits held', () => {
    expect(outcome({ failed: 2, longestGapSeconds: 1 }, { maxGap: 1 }).reason).toMatch(/ That is within the limits\.$/);
  });

  test('tells of an internal NLB, where nothing came through', () => {
    const { loadBalancer } = instanceSnapshot();
    const internal = { loadBalancer: loadBalancer && { ...loadBalancer, scheme: 'internal' } };
    const lost = { attempts: 10, failed: 10, kinds: { ...none, timeout: 10 } };
    expect(outcome(lost, {}, internal).reason).toContain('The NLB is internal');
    expect(outcome(lost).reason).not.toContain('The NLB is internal');
  });
});

test('words', () => {
  expect(kindsInWords({ ...none, refused: 3, closed: 1, timeout: 2 })).toBe('3 refused, 1 closed early, 2 timed out');
  expect([0, 0.04, 9.96, 59.94, 59.96, 61.4, 3_600].map(gapInWords)).toEqual([
    '0s',
    '<0.1s',
    '10s',
    '59.9s',
    '1m',
    '1m 1s',
    '60m',
  ]);
  expect(figuresInWords(summary({ attempts: 1 }))).toBe('1 connection, none failed');
  expect(figuresInWords(summary({ attempts: 0 }))).toBe('no connection yet');
  expect(figuresInWords(summary({ failed: 2, longestGapSeconds: 0.4 }))).toBe(
    '200 connections, 2 failed (2 refused), longest gap 0.4s',
  );
  const endpoint = { zone: 'us-west-2a', host: '2001:db8::1', port: 80, listenerPort: 80, listenerSpeaksTls: false };
  expect(changeInWords({ kind: 'fails', at: 0, endpoint, message: 'connection refused', seconds: 0 })).toBe(
    'us-west-2a [2001:db8::1]:80 fails: connection refused',
  );
  expect(changeInWords({ kind: 'succeeds-again', at: 0, endpoint, message: '', seconds: 12.34 })).toBe(
    'us-west-2a [2001:db8::1]:80 succeeds again after 12.3s',
  );
});
