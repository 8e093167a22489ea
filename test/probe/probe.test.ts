import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { AttemptResult, ProbeChange, ProbedEndpoint } from '../../src/model/probe.ts';
import { type Probing, startProbe } from '../../src/probe/probe.ts';
import { steppedClock } from './stepped-clock.ts';

const start = Date.UTC(2026, 10, 25, 12);
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();
const endpoint = (zone: string, listenerPort = 80): ProbedEndpoint => ({
  zone,
  host: '192.0.2.1',
  port: listenerPort,
  listenerPort,
  listenerSpeaksTls: false,
});
const [a, b] = [endpoint('a'), endpoint('b')];
const refused: AttemptResult = { outcome: 'failed', kind: 'refused', message: 'connection refused' };
const taken: AttemptResult = { outcome: 'succeeded', milliseconds: 0 };

/** Hangs as a connection does whose packets are dropped: until its time is up, or it is broken off. */
const hang = (clock: ReturnType<typeof steppedClock>, timeout: number, signal: AbortSignal) =>
  clock.sleep(timeout, signal).then(
    (): AttemptResult => ({ outcome: 'failed', kind: 'timeout', message: 'no answer within 2s' }),
    (): AttemptResult => ({ outcome: 'skipped' }),
  );

function stage(
  change: Partial<Probing> & { readonly does?: (passed: number, endpoint: ProbedEndpoint) => AttemptResult | 'hangs' },
) {
  const clock = steppedClock(start);
  const leaving = new AbortController();
  const begun: { at: number; zone: string | null }[] = [];
  const changes: ProbeChange[] = [];
  const { does = () => taken, ...rest } = change;
  const probe = startProbe({
    endpoints: [a],
    way: { by: 'tcp' },
    dnsName: 'ui.elb.amazonaws.com',
    rate: 5,
    timeout: 2_000,
    userAgent: 'test',
    clock,
    signal: leaving.signal,
    onChange: (each) => changes.push(each),
    async attempt(place, signal) {
      const passed = clock.now() - start;
      begun.push({ at: passed, zone: place.zone });
      const result = does(passed, place);
      return result === 'hangs' ? hang(clock, 2_000, signal) : result;
    },
    ...rest,
  });
  return { clock, probe, begun, changes, leave: () => leaving.abort() };
}

describe('the rate', () => {
  test('is steady, also while every connection hangs', async () => {
    const { clock, probe, begun } = stage({ does: () => 'hangs' });
    await clock.step(10_000);
    expect(begun.map(({ at }) => at)).toEqual(Array.from({ length: 51 }, (_, index) => index * 200));
    // Those of the last two seconds are still on their way.
    expect(probe.view()).toMatchObject({ attempts: 41, failed: 41, kinds: { timeout: 41 } });
  });

  test('is that of each address, and addresses take turns', async () => {
    const { clock, begun } = stage({ endpoints: [a, b] });
    await clock.step(1_000);
    expect(begun.slice(0, 5)).toEqual([
      { at: 0, zone: 'a' },
      { at: 100, zone: 'b' },
      { at: 200, zone: 'a' },
      { at: 300, zone: 'b' },
      { at: 400, zone: 'a' },
    ]);
  });

  test('ends after the count of each address, when the last one has had its time', async () => {
    const { clock, probe, begun } = stage({ endpoints: [a, b], count: 3 });
    await clock.step(60_000);
    expect(await probe.finished).toMatchObject({ attempts: 6, elapsedSeconds: 0.6 });
    expect(begun).toHaveLength(6);
  });

  test('does not matter for a single round', async () => {
    const { clock, probe } = stage({ rate: 0.01, count: 1 });
    await clock.step(0);
    expect(await probe.finished).toMatchObject({ attempts: 1, elapsedSeconds: 0 });
  });
});

describe('at any instant', () => {
  test('it says for how long no address of a port has taken a connection', async () => {
    const { clock, probe } = stage({
      endpoints: [a, b, endpoint('a', 443), endpoint('b', 443)],
      does: (passed, { listenerPort, zone }) =>
        passed < 1_000 || (listenerPort === 80 && zone === 'b') || passed > 9_000 ? taken : refused,
    });
    const failing = () => probe.view().ports.map(({ failingForSeconds }) => failingForSeconds);
    await clock.step(900);
    expect(failing()).toEqual([0, 0]);
    await clock.step(5_100);
    expect(failing()[0]).toBe(0);
    expect(failing()[1]).toBeGreaterThan(4.7);
    expect(probe.view().ports[1]).toMatchObject({ port: 443, failingSince: at(1_100) });
    await clock.step(4_000);
    expect(failing()).toEqual([0, 0]);
    const { longestOutageSeconds, longestGapSeconds } = probe.view();
    expect([longestOutageSeconds, longestGapSeconds].map(Math.round)).toEqual([8, 8]);
  });

  test('a gap of one address is no outage of the port', async () => {
    const { clock, probe } = stage({ endpoints: [a, b], does: (_, { zone }) => (zone === 'a' ? refused : taken) });
    await clock.step(5_000);
    const view = probe.view();
    expect(view).toMatchObject({ longestGapSeconds: 5, longestOutageSeconds: 0, failingSince: null });
    expect(view.addresses.map(({ zone, failed, longestGapSeconds }) => [zone, failed, longestGapSeconds])).toEqual([
      ['a', 26, 5],
      ['b', 0, 0],
    ]);
    expect(view.addresses[0]?.gaps).toEqual([{ from: at(0), until: null, seconds: 5 }]);
    expect(view.addresses[0]?.lastFailure).toEqual({ at: at(5_000), kind: 'refused', message: 'connection refused' });
  });

  test('attempts count for when they began, although those that hang end later', async () => {
    const { clock, probe } = stage({ does: (passed) => (passed >= 1_000 && passed < 2_000 ? 'hangs' : taken) });
    await clock.step(2_500);
    // The first that hung is not over before its two seconds are.
    expect(probe.view()).toMatchObject({ attempts: 5, failed: 0 });
    await clock.step(2_500);
    expect(probe.view()).toMatchObject({ attempts: 26, failed: 5, longestGapSeconds: 1.2 });
    expect(probe.timeline()).toEqual({
      from: at(0),
      sliceSeconds: 1,
      addresses: [
        [
          [5, 0],
          [5, 5],
          [5, 0],
          [5, 0],
          [5, 0],
          [1, 0],
        ],
      ],
    });
  });

  test('latencies are those of the attempts that succeeded', async () => {
    let made = 0;
    const { clock, probe } = stage({
      does() {
        made += 1;
        return made > 100 ? refused : { outcome: 'succeeded', milliseconds: made };
      },
    });
    await clock.step(30_000);
    const { latencySeconds } = probe.view();
    expect(latencySeconds?.p50).toBeCloseTo(0.05, 3);
    expect(latencySeconds?.p99).toBeCloseTo(0.099, 3);
    expect(latencySeconds?.max).toBeCloseTo(0.1, 3);
  });
});

test('tells when an address begins to fail, and when it has succeeded three times in a row', async () => {
  const { clock, changes } = stage({
    does: (passed) => (passed >= 1_000 && passed < 3_000 && passed !== 2_000 ? refused : taken),
  });
  await clock.step(5_000);
  expect(changes).toEqual([
    { kind: 'fails', at: start + 1_000, endpoint: a, message: 'connection refused', seconds: 0 },
    { kind: 'succeeds-again', at: start + 3_000, endpoint: a, message: '', seconds: 2 },
  ]);
});

describe('the end', () => {
  test('stop begins nothing more, and waits for what is on its way', async () => {
    const { clock, probe, begun } = stage({ does: () => 'hangs' });
    await clock.step(1_000);
    let summary: unknown = null;
    void probe.stop().then((found) => {
      summary = found;
    });
    await clock.step(1_500);
    expect(summary).toBeNull();
    await clock.step(1_000);
    expect(summary).toMatchObject({ attempts: 6, failed: 6, elapsedSeconds: 1, longestGapSeconds: 1 });
    expect(begun).toHaveLength(6);
    expect(await probe.stop()).toEqual(summary);
  });

  test('an abort breaks off what is on its way, and does not count it', async () => {
    const { clock, probe, leave } = stage({ does: (passed) => (passed < 1_000 ? taken : 'hangs') });
    await clock.step(2_000);
    leave();
    expect(await probe.finished).toMatchObject({ attempts: 5, failed: 0, skipped: 6, longestGapSeconds: 0 });
  });
});

test('a machine that slept is no outage', async () => {
  const { clock, probe, begun } = stage({ does: (passed) => (passed === 1_000 ? 'hangs' : taken) });
  await clock.step(1_000);
  await clock.jump(3_600_000);
  await clock.step(1_000);
  const view = probe.view();
  expect(view).toMatchObject({ failed: 0, longestGapSeconds: 0, skipped: 18_000 });
  // It goes on at its rate, and does not make up for the hour at once.
  expect(begun.length).toBeLessThan(15);
});

test('an open loop over real connections: three hundred hang, and nothing warns', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const clock = steppedClock(start);
  const leaving = new AbortController();
  const probe = startProbe({
    endpoints: [{ ...a, host: '127.0.0.1', port }],
    way: { by: 'tls' },
    dnsName: 'ui.elb.amazonaws.com',
    rate: 100,
    timeout: 60_000,
    userAgent: 'test',
    count: 300,
    clock,
    signal: leaving.signal,
  });
  await clock.step(3_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(probe.view()).toMatchObject({ attempts: 0 });
  leaving.abort();
  expect(await probe.finished).toMatchObject({ attempts: 0, skipped: 300 });
  process.off('warning', onWarning);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  expect(warnings).toEqual([]);
});
