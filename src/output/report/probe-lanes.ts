import { endpointInWords, gapInWords } from '../../judge/probing/words.ts';
import type { ProbedAddress, ProbeTimeline } from '../../model/probe.ts';
import { type Lane, textWidth } from './lane.ts';
import { html, type Markup } from './markup.ts';
import { px, type Span, type TimeScale } from './span.ts';

const bracket = 17;
const strip = 13;
/** A column of the strip is at least this wide. */
const column = 3;

/** For each address and port a strip: where connections were taken, where they failed, and brackets over its gaps. */
export function probeLanes(
  addresses: readonly ProbedAddress[],
  timeline: ProbeTimeline,
  span: Span,
  scale: TimeScale,
): Lane[] {
  return addresses.map((address, index): Lane => {
    const { zone, listenerPort } = address;
    return {
      label: `${zone === null ? 'Probe' : zone}, port ${listenerPort}`,
      detail: endpointInWords({ zone: null, host: address.address, port: address.port }),
      height: bracket + strip,
      draw: (top) =>
        html`${stripes(timeline, index, scale, span).map((each) => stripe(each, top + bracket))}${gapMarks(address, span, scale, top)}`,
    };
  });
}

interface Stripe {
  readonly left: number;
  readonly right: number;
  /** Of the tries, those that failed; null: none was made. */
  readonly failed: number | null;
}

/** Slices put together into columns, and columns that say the same into one. */
function stripes(
  { from, sliceSeconds, addresses }: ProbeTimeline,
  index: number,
  scale: TimeScale,
  span: Span,
): Stripe[] {
  const began = Date.parse(from);
  const slice = sliceSeconds * 1_000;
  const slicesPerColumn = Math.max(1, Math.ceil(column / Math.max(0.001, scale(began + slice) - scale(began))));
  const found: Stripe[] = [];
  const row = addresses[index] ?? [];
  for (let first = 0; first < row.length; first += slicesPerColumn) {
    const slices = row.slice(first, first + slicesPerColumn);
    const tries = slices.reduce((sum, [each]) => sum + each, 0);
    const failures = slices.reduce((sum, [, each]) => sum + each, 0);
    const failed = tries === 0 ? null : failures / tries;
    const left = scale(began + first * slice);
    const right = scale(Math.min(span.until, began + (first + slicesPerColumn) * slice));
    const last = found.at(-1);
    if (last !== undefined && last.failed === failed) found[found.length - 1] = { ...last, right };
    else found.push({ left, right, failed });
  }
  return found;
}

function stripe({ left, right, failed }: Stripe, top: number): Markup {
  const width = px(Math.max(0.5, right - left));
  const rect = (kind: string, y: number, height: number) =>
    html`<rect class="${kind}" x="${px(left)}" y="${px(y)}" width="${width}" height="${px(height)}"/>`;
  if (failed === null) return rect('untried', top, strip);
  // One failure among many is to be seen too.
  const height = failed === 0 ? 0 : Math.max(4, strip * failed);
  return html`${height < strip ? rect('taken', top, strip) : null}${height > 0 ? rect('failed', top + strip - height, height) : null}`;
}

/** A bracket over each gap that is wide enough to be seen; the longest one is labelled. */
function gapMarks({ gaps }: ProbedAddress, { until: end }: Span, scale: TimeScale, top: number): Markup {
  const longest = [...gaps].sort((a, b) => b.seconds - a.seconds)[0];
  const base = top + bracket - 3;
  return html`${gaps.map((gap) => {
    const left = scale(Date.parse(gap.from));
    const right = scale(gap.until === null ? end : Date.parse(gap.until));
    if (gap !== longest && right - left < 3) return null;
    const label = `gap ${gapInWords(gap.seconds)}${gap.until === null ? ', still open' : ''}`;
    return html`<g class="gap"><title>${label}</title><path d="M${px(left)} ${base + 2}v-4H${px(right)}v4"/>${gap === longest ? labelOf(label, (left + right) / 2, base - 5, scale) : null}</g>`;
  })}`;
}

/** A text in the middle of its mark, moved where it would leave the chart. */
function labelOf(label: string, middle: number, y: number, scale: TimeScale): Markup {
  const [least = 0, most = 0] = scale.range();
  const half = textWidth(label) / 2;
  const x = Math.min(Math.max(middle, least + half), most - half);
  return html`<text class="gap-label" x="${px(x)}" y="${y}" text-anchor="middle">${label}</text>`;
}
