import { expect, test } from 'vitest';
import { probeTeller } from '../../src/commands/probe-teller.ts';
import type { ProbeSummary } from '../../src/model/probe.ts';
import type { Progress } from '../../src/model/progress.ts';

const start = Date.UTC(2026, 10, 25, 12);
const endpoint = { zone: 'a', host: '192.0.2.1', port: 80, listenerPort: 80, listenerSpeaksTls: false };
const fails = (at: number) =>
  ({ kind: 'fails', at: start + at, endpoint, message: 'connection refused', seconds: 0 }) as const;

function told() {
  const shown: Progress[] = [];
  const teller = probeTeller({ show: (progress) => shown.push(progress) }, start);
  const probe = { view: () => ({ attempts: 7, failed: 0 }) as ProbeSummary };
  return { shown, teller, round: (at: number) => teller.round(probe, start + at) };
}

test('figures come once a second, and a heartbeat when nothing has changed for half a minute', () => {
  const { shown, round } = told();
  for (let at = 0; at <= 61_000; at += 200) round(at);
  expect(shown.filter(({ type }) => type === 'figures')).toHaveLength(61);
  const beats = shown.filter((each) => each.type === 'heartbeat');
  expect(beats.map(({ elapsedSeconds, message }) => [elapsedSeconds, message])).toEqual([
    [30, '7 connections, none failed'],
    [60, '7 connections, none failed'],
  ]);
});

test('a change puts the heartbeat off, and is kept for the report', () => {
  const { shown, teller, round } = told();
  teller.change(fails(20_000));
  for (let at = 0; at <= 51_000; at += 1_000) round(at);
  expect(shown.filter(({ type }) => type === 'heartbeat').map(({ at }) => at)).toEqual(['2026-11-25T12:00:50.000Z']);
  expect(teller.events).toEqual([
    { at: '2026-11-25T12:00:20.000Z', isWarning: true, of: 'a 192.0.2.1:80', message: 'connection refused' },
  ]);
});

test('a probe that flaps for hours keeps the first changes', () => {
  const { teller } = told();
  for (let index = 0; index < 1_000; index += 1) teller.change(fails(index));
  expect(teller.events).toHaveLength(200);
});
