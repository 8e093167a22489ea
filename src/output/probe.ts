import { gapInWords, kindsInWords } from '../judge/probing/words.ts';
import type { ProbedAddress, ProbeRecord } from '../model/probe.ts';
import type { Outcome } from '../model/progress.ts';
import type { ServiceRef } from '../model/service.ts';
import { resultText } from './result.ts';
import { table } from './table.ts';
import { type Surface, safe } from './terminal.ts';

/** What a probe came to: a row for each address and port, what was left out, and the outcome. */
export function probeText(
  ref: ServiceRef,
  outcome: Outcome,
  { addresses, notProbed }: ProbeRecord,
  surface: Surface,
): string {
  const head = ['PORT', 'ZONE', 'ADDRESS', 'CONNECTIONS', 'FAILED', 'LONGEST GAP', 'P50', 'P99', 'MAX', 'FAILURES'];
  return [
    table(
      head,
      addresses.map((address) => rowOf(address, surface)),
      surface,
    ),
    ...notProbed.map(({ what, reason }) => `not probed: ${safe(what)}: ${safe(reason)}`),
    '',
    resultText(ref, outcome, null, surface),
  ].join('\n');
}

function rowOf(address: ProbedAddress, { paint }: Surface): string[] {
  const { listenerPort, port, zone, attempts, failed, longestGapSeconds, latencySeconds, kinds } = address;
  const share = attempts === 0 ? '' : ` (${percent(failed / attempts)})`;
  return [
    `${listenerPort}`,
    safe(zone ?? '-'),
    safe(port === listenerPort ? address.address : placeOf(address)),
    `${attempts}`,
    failed === 0 ? '0' : paint.red(`${failed}${share}`),
    longestGapSeconds === 0 ? '-' : gapInWords(longestGapSeconds),
    milliseconds(latencySeconds?.p50),
    milliseconds(latencySeconds?.p99),
    milliseconds(latencySeconds?.max),
    kindsInWords(kinds) || '-',
  ];
}

const placeOf = ({ address, port }: ProbedAddress) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** `0.4%`, `12%`: never 0% where some failed, never 100% where some did not. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1%';
  if (share > 0.999 && share < 1) return '>99.9%';
  return `${Math.round(share * 1_000) / 10}%`;
}

/** Seconds as milliseconds, three figures exact. */
export function milliseconds(seconds: number | undefined): string {
  if (seconds === undefined) return '-';
  const value = seconds * 1_000;
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(2))}ms`;
}
