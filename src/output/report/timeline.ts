import { gapInWords } from '../../judge/probing/words.ts';
import type { ReportInput } from './input.ts';
import type { Lane } from './lane.ts';
import { html, type Markup } from './markup.ts';
import { type LastingPhase, phaseLane } from './phase-lane.ts';
import { probeLanes } from './probe-lanes.ts';
import { clockTime, type Frame, px, type Span, type TimeScale, timeScale } from './span.ts';
import { stateLanes } from './state-lanes.ts';

const between = 12;
const axis = 24;

/** Phases, targets by state and the probe on one axis of time, drawn for a frame. */
export function timelineChart(input: ReportInput, phases: readonly LastingPhase[], span: Span, frame: Frame): Markup {
  const scale = timeScale(span, frame);
  const { probe } = input;
  const lanes = [
    ...(phases.length === 0 ? [] : [phaseLane(phases, scale)]),
    ...stateLanes(input.states, span, scale),
    ...(probe === null ? [] : probeLanes(probe.record.addresses, probe.timeline, span, scale)),
  ];
  // In a narrow frame the labels stand above their lanes.
  const head = frame.kind === 'narrow' ? 16 : 0;
  const placed: { readonly lane: Lane; readonly top: number }[] = [];
  let bottom = 2;
  for (const lane of lanes) {
    placed.push({ lane, top: bottom + head });
    bottom += head + lane.height + between;
  }
  const height = bottom + axis;
  return html`<svg class="chart ${frame.kind}" viewBox="0 0 ${frame.width} ${height}" role="img" aria-label="${spoken(input)}">${grid(scale, frame, bottom)}${longestGapBand(input, span, scale, bottom)}${placed.map(({ lane, top }) => html`<g class="lane">${labels(lane, top, frame)}${lane.draw(top)}</g>`)}</svg>`;
}

function labels({ label, detail, height }: Lane, top: number, { kind, left }: Frame): Markup {
  if (kind === 'narrow')
    return html`<text class="label" x="${left}" y="${top - 5}">${shortened(label, 30)}${detail === null ? null : html` <tspan class="small">${shortened(detail, Math.max(12, 44 - label.length))}</tspan>`}</text>`;
  const middle = top + height / 2 + (detail === null ? 5 : -2);
  return html`<text class="label" x="0" y="${px(middle)}">${shortened(label, 26)}</text>${detail === null ? null : html`<text class="small" x="0" y="${px(middle + 14)}">${shortened(detail, 30)}</text>`}`;
}

const shortened = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;

function grid(scale: TimeScale, { ticks, width }: Frame, bottom: number): Markup {
  return html`<g class="axis">${wholeSeconds(scale.ticks(ticks)).map((tick) => {
    const x = px(scale(tick));
    const anchor = x > width - 40 ? 'end' : x < 30 ? 'start' : 'middle';
    return html`<line x1="${x}" x2="${x}" y1="0" y2="${bottom}"/><text x="${x}" y="${bottom + 15}" text-anchor="${anchor}">${clockTime(tick)}</text>`;
  })}</g>`;
}

/** A tick says no more than the second. */
const wholeSeconds = (ticks: readonly Date[]) => ticks.filter((tick) => tick.getTime() % 1_000 === 0);

/** A band over the whole chart where the longest gap was, so that it is seen in which phase it fell. */
function longestGapBand({ probe }: ReportInput, span: Span, scale: TimeScale, bottom: number): Markup | null {
  const gaps = probe?.record.addresses.flatMap((address) => address.gaps) ?? [];
  const longest = [...gaps].sort((a, b) => b.seconds - a.seconds)[0];
  if (longest === undefined) return null;
  const left = scale(Date.parse(longest.from));
  const right = scale(longest.until === null ? span.until : Date.parse(longest.until));
  const [start = 0, end = 0] = scale.range();
  // Where everything is marked nothing is.
  if (right - left > 0.9 * (end - start)) return null;
  return html`<rect class="longest-gap" x="${px(left)}" y="0" width="${px(Math.max(1, right - left))}" height="${px(bottom)}"/>`;
}

/** What the chart shows, for those who cannot see it. */
function spoken({ phases, states, probe }: ReportInput): string {
  return [
    'Timeline',
    ...(phases.length === 0 ? [] : [`phases ${phases.map(({ name }) => name).join(', ')}`]),
    ...(states.length === 0 ? [] : ['targets by state']),
    ...(probe === null ? [] : [`longest gap of the probe ${gapInWords(probe.record.longestGapSeconds)}`]),
  ].join('; ');
}
