import { createHash } from 'node:crypto';
import { gapInWords } from '../../judge/probing/words.ts';
import type { Outcome } from '../../model/progress.ts';
import { milliseconds, percent } from '../probe.ts';
import { outcomeWord } from '../result.ts';
import { version } from '../version.ts';
import { duration } from '../words.ts';
import type { ReportInput } from './input.ts';
import { legend } from './legend.ts';
import { type Content, html, type Markup } from './markup.ts';
import { lastingPhases } from './phase-lane.ts';
import { clockTime, frames, spanOf } from './span.ts';
import { style } from './style.ts';
import { eventsTable, gapsTable, phasesTable, probeTable } from './tables.ts';
import { timelineChart } from './timeline.ts';

/** Nothing is fetched and nothing runs; only this very style applies, so that not even a hole in the escaping does harm. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** One page of HTML that needs nothing else: what a person attaches to a change ticket. */
export function reportPage(run: ReportInput): string {
  const { title, outcome, probe, events, meta, command } = run;
  const span = spanOf(run);
  const phases = lastingPhases(run.phases, span);
  const hasChart = phases.length > 0 || run.states.length > 0 || probe !== null;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="nlbctl ${version}">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
<header><p>nlbctl report</p><h1>${title}</h1></header>
${outcomeSection(outcome)}
${figures(run)}
${hasChart ? section('Timeline', html`${frames.map((frame) => timelineChart(run, phases, span, frame))}${legend(run)}`) : null}
${phases.length === 0 ? null : section('Phases', phasesTable(phases))}
${probe === null ? null : section('Probe', html`<p>${wayInWords(probe.record)}</p>${probeTable(probe.record)}${probe.record.notProbed.map(({ what, reason }) => html`<p>Not probed: ${what}: ${reason}.</p>`)}`)}
${titled('Gaps', probe === null ? null : gapsTable(probe.record))}
${events.length === 0 ? null : section('What happened', eventsTable(events))}
${section('About', html`<dl class="meta">${[...meta, ...times(outcome)].map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>`)}<dt>Command</dt><dd><code>${command}</code></dd></dl>`)}
<footer>Written by nlbctl ${version}. All times are UTC. A gap is the time from the beginning of the last connection that succeeded until a later one had succeeded, at one address and port: an upper bound of the outage.</footer>
</main>
</body>
</html>
`;
  return page.markup;
}

const section = (title: string, content: Content): Markup => html`<section><h2>${title}</h2>${content}</section>`;

const titled = (title: string, content: Markup | null): Markup | null =>
  content === null ? null : section(title, content);

function outcomeSection(outcome: Outcome): Markup {
  const { next } = outcome;
  return html`<section class="outcome ${toneOf(outcome)}"><strong>${outcomeWord[outcome.outcome]}</strong><p>${outcome.reason}</p>${
    next.length === 0 ? null : html`<p>To go on:</p>${next.map((command) => html`<pre><code>${command}</code></pre>`)}`
  }</section>`;
}

/** 3, 6 and 11 need somebody; what was interrupted, timed out or rolled back is in between. */
function toneOf({ exitCode }: Outcome): 'good' | 'bad' | 'warn' {
  if (exitCode === 0) return 'good';
  return [1, 3, 5, 6, 11].includes(exitCode) ? 'bad' : 'warn';
}

function figures({ outcome, probe }: ReportInput): Markup {
  const tiles: { label: string; value: string; more: string | null; isBad: boolean }[] = [
    { label: 'Took', value: duration(outcome.elapsedSeconds), more: null, isBad: false },
  ];
  if (probe !== null) {
    const { attempts, failed, longestGapSeconds, longestOutageSeconds, latencySeconds } = probe.record;
    const gap = longestGapSeconds === 0 ? 'none' : gapInWords(longestGapSeconds);
    const outage =
      longestOutageSeconds === 0
        ? 'some address of each port always answered'
        : `no address at all: ${gapInWords(longestOutageSeconds)}`;
    tiles.push(
      { label: 'Longest gap', value: gap, more: failed === 0 ? null : outage, isBad: longestGapSeconds > 0 },
      {
        label: 'Connections',
        value: `${attempts}`,
        more: failed === 0 ? 'none failed' : `${failed} failed (${percent(failed / attempts)})`,
        isBad: failed > 0,
      },
      {
        label: 'Latency, median',
        value: milliseconds(latencySeconds?.p50),
        more:
          latencySeconds === null
            ? null
            : `p99 ${milliseconds(latencySeconds.p99)}, max ${milliseconds(latencySeconds.max)}`,
        isBad: false,
      },
    );
  }
  return html`<dl class="figures">${tiles.map(({ label, value, more, isBad }) => html`<div><dt>${label}</dt><dd class="${isBad ? 'bad' : 'plain'}">${value}${more === null ? null : html`<small>${more}</small>`}</dd></div>`)}</dl>`;
}

function times({ startedAt, elapsedSeconds }: Outcome) {
  const ended = new Date(Date.parse(startedAt) + elapsedSeconds * 1_000).toISOString();
  return [{ label: 'Time (UTC)', value: `${startedAt.slice(0, 10)}, ${clockTime(startedAt)} to ${clockTime(ended)}` }];
}

const asked = { tcp: 'TCP connections', tls: 'TLS handshakes', http: 'HTTP requests' } as const;

function wayInWords({ by, path, rate, skipped }: NonNullable<ReportInput['probe']>['record']): string {
  const what = path === null ? asked[by] : `${asked[by]} for ${path}`;
  const left = skipped === 0 ? '' : ` ${skipped} were skipped, since nlbctl itself did not run.`;
  return `${what}, ${rate} a second at each address and port.${left}`;
}
