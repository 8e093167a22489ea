import type { PhaseRecord } from '../../model/progress.ts';
import { duration } from '../words.ts';
import { type Lane, textWidth } from './lane.ts';
import { html, type Markup } from './markup.ts';
import { px, type Span, type TimeScale } from './span.ts';

export type PhaseTone = 'plain' | 'good' | 'bad' | 'warn';

const tones: Readonly<Record<string, PhaseTone>> = {
  Verified: 'good',
  Failed: 'bad',
  RollingBack: 'warn',
  RolledBack: 'warn',
};

/** A phase with its end, which is the beginning of the next one. */
export interface LastingPhase {
  readonly number: number;
  readonly name: string;
  readonly from: number;
  readonly until: number;
  readonly tone: PhaseTone;
}

export function lastingPhases(phases: readonly PhaseRecord[], span: Span): LastingPhase[] {
  return phases.map(({ name, at }, index) => {
    const next = phases[index + 1];
    const from = Date.parse(at);
    const until = Math.max(from, next === undefined ? span.until : Date.parse(next.at));
    return { number: index + 1, name, from, until, tone: tones[name] ?? 'plain' };
  });
}

const height = 26;

/** The phases, one after the other; each with its name where there is room for it, else with its number. */
export function phaseLane(phases: readonly LastingPhase[], scale: TimeScale): Lane {
  return {
    label: 'Phases',
    detail: null,
    height,
    draw: (top) => html`${phases.map((phase) => segment(phase, top, scale))}`,
  };
}

function segment({ number, name, from, until, tone }: LastingPhase, top: number, scale: TimeScale): Markup {
  const [left, right] = [scale(from), scale(until)];
  // The last phase of a run takes no time of its own, and is to be seen all the same.
  const width = Math.max(3, right - left - 1);
  const label = [`${number} ${name}`, `${number}`].find((text) => textWidth(text) + 8 < width) ?? null;
  const x = Math.min(left, scale.range()[1] ?? left);
  return html`<g class="phase ${tone}${number % 2 === 0 ? ' even' : ''}"><title>${number} ${name}: ${duration((until - from) / 1_000)}</title><rect x="${px(x)}" y="${top}" width="${px(width)}" height="${height}" rx="3"/>${label === null ? null : html`<text x="${px(x + width / 2)}" y="${top + 17}" text-anchor="middle">${label}</text>`}</g>`;
}
