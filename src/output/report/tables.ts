import { endpointInWords, gapInWords, kindsInWords } from '../../judge/probing/words.ts';
import type { ProbedAddress, ProbeSummary } from '../../model/probe.ts';
import { milliseconds, percent } from '../probe.ts';
import { duration } from '../words.ts';
import type { ReportedEvent } from './input.ts';
import { type Content, html, type Markup } from './markup.ts';
import type { LastingPhase } from './phase-lane.ts';
import { clockTime } from './span.ts';

/** A column: its head, how it is set, and its cell of a row. */
interface Column<Row> {
  readonly head: string;
  readonly as: (row: Row) => 'number' | 'words' | 'number bad' | 'words bad' | 'plain';
  readonly cell: (row: Row) => Content;
}

function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Markup {
  const first = rows[0];
  const headClass = (column: Column<Row>) =>
    first !== undefined && column.as(first).startsWith('number') ? 'number' : 'plain';
  return html`<div class="scroll"><table><thead><tr>${columns.map((column) => html`<th class="${headClass(column)}" scope="col">${column.head}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${columns.map(({ as, cell }) => html`<td class="${as(row)}">${cell(row)}</td>`)}</tr>`)}</tbody></table></div>`;
}

const column = <Row>(
  head: string,
  cell: Column<Row>['cell'],
  as: ReturnType<Column<Row>['as']> | Column<Row>['as'] = 'plain',
): Column<Row> => ({ head, cell, as: typeof as === 'function' ? as : () => as });

export const phasesTable = (phases: readonly LastingPhase[]): Markup =>
  table(phases, [
    column('', ({ number }) => number, 'number'),
    column('phase', ({ name }) => name),
    column('began (UTC)', ({ from }) => clockTime(from)),
    column('after', ({ from }) => duration((from - (phases[0]?.from ?? from)) / 1_000), 'number'),
    column('took', ({ from, until }) => duration((until - from) / 1_000), 'number'),
  ]);

export const probeTable = ({ addresses }: ProbeSummary): Markup =>
  table(addresses, [
    column('port', ({ listenerPort }) => listenerPort, 'number'),
    column('zone', ({ zone }) => zone ?? '–'),
    column('address', place),
    column('connections', ({ attempts }) => attempts, 'number'),
    column(
      'failed',
      ({ attempts, failed }) => (failed === 0 ? 0 : `${failed} (${percent(failed / attempts)})`),
      badIfFailed,
    ),
    column(
      'longest gap',
      ({ longestGapSeconds }) => (longestGapSeconds === 0 ? '–' : gapInWords(longestGapSeconds)),
      badIfFailed,
    ),
    column('p50', ({ latencySeconds }) => milliseconds(latencySeconds?.p50), 'number'),
    column('p99', ({ latencySeconds }) => milliseconds(latencySeconds?.p99), 'number'),
    column('max', ({ latencySeconds }) => milliseconds(latencySeconds?.max), 'number'),
    column('failures', ({ kinds }) => kindsInWords(kinds) || '–', 'words'),
  ]);

const badIfFailed = ({ failed }: ProbedAddress) => (failed > 0 ? 'number bad' : 'number');

const place = ({ address, port }: ProbedAddress) => endpointInWords({ zone: null, host: address, port });

/** Every gap of every address, the longest first, as many as a page should have. */
export function gapsTable({ addresses }: ProbeSummary): Markup | null {
  const gaps = addresses
    .flatMap((address) => address.gaps.map((gap) => ({ address, gap })))
    .sort((a, b) => b.gap.seconds - a.gap.seconds)
    .slice(0, mostGaps);
  if (gaps.length === 0) return null;
  return table(gaps, [
    column('gap', ({ gap }) => gapInWords(gap.seconds), 'number bad'),
    column('from (UTC)', ({ gap }) => clockTime(gap.from)),
    column('until', ({ gap }) => (gap.until === null ? 'still open' : clockTime(gap.until))),
    column('port', ({ address }) => address.listenerPort, 'number'),
    column('zone', ({ address }) => address.zone ?? '–'),
    column('address', ({ address }) => place(address), 'words'),
  ]);
}

const mostGaps = 12;

export const eventsTable = (events: readonly ReportedEvent[]): Markup =>
  table(events, [
    column('at (UTC)', ({ at }) => clockTime(at)),
    column('of', ({ of }) => of, 'words'),
    column(
      'what',
      ({ message }) => message,
      ({ isWarning }) => (isWarning ? 'words bad' : 'words'),
    ),
  ]);
