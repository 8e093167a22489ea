import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, stack } from 'd3-shape';
import type { TargetStates } from './input.ts';
import type { Lane } from './lane.ts';
import { html } from './markup.ts';
import { px, type Span, type TimeScale } from './span.ts';

/** AWS's states of a target, from the one that is best: they are stacked in this order. Any other comes last. */
const knownStates = ['healthy', 'initial', 'draining', 'unhealthy', 'unused', 'unavailable', 'not read'] as const;

const rank = (state: string) => {
  const at = (knownStates as readonly string[]).indexOf(state);
  return at < 0 ? knownStates.length : at;
};

/** The class that colours a state. */
export const stateClass = (state: string): string => {
  const known = knownStates[rank(state)];
  return known === undefined ? 'state-other' : `state-${known.replace(' ', '-')}`;
};

/** Every state that occurs, the best first. */
export const statesIn = (states: readonly TargetStates[]): string[] =>
  [...new Set(states.flatMap(({ groups }) => groups.flatMap(({ counts }) => Object.keys(counts))))].sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
  );

const height = 52;

/** For each target group how many targets are in which state, over time. All groups have the same scale. */
export function stateLanes(states: readonly TargetStates[], span: Span, scale: TimeScale): Lane[] {
  const keys = statesIn(states);
  const names = new Map(states.flatMap(({ groups }) => groups.map(({ name, type }) => [name, type] as const)));
  const most = Math.max(1, ...states.flatMap(({ groups }) => groups.map(({ counts }) => sum(counts))));
  return [...names].map(([name, type]): Lane => {
    const points = pointsOf(states, name, span);
    const peak = Math.max(0, ...points.map(({ counts }) => sum(counts)));
    return {
      label: `Targets, ${type}`,
      detail: name,
      height,
      draw(top) {
        const y = scaleLinear([0, most], [top + height, top + 2]);
        const shape = area<[number, number] & { data: Point }>()
          .curve(curveStepAfter)
          .x(({ data }) => px(scale(data.at)))
          .y0(([low]) => px(y(low)))
          .y1(([, high]) => px(y(high)));
        const layers = stack<Point>()
          .keys(keys)
          .value(({ counts }, key) => counts[key] ?? 0)(points);
        const right = scale.range()[1] ?? 0;
        return html`<line class="rule" x1="${scale.range()[0] ?? 0}" x2="${right}" y1="${top + height}" y2="${top + height}"/>${layers.map(
          (layer) =>
            layer.every(([low, high]) => low === high)
              ? null
              : html`<path class="${stateClass(layer.key)}" d="${shape(layer as never) ?? ''}"><title>${name}: ${layer.key}</title></path>`,
        )}<text class="small" x="${right + 4}" y="${px(y(peak)) + 9}">${peak}</text>`;
      },
    };
  });
}

interface Point {
  readonly at: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** A group that is not there has no targets; what was seen last holds until the end. */
function pointsOf(states: readonly TargetStates[], name: string, { until }: Span): Point[] {
  const points = states.map(({ at, groups }): Point => {
    const group = groups.find((each) => each.name === name);
    return { at: Date.parse(at), counts: group?.counts ?? {} };
  });
  const last = points.at(-1);
  return last === undefined ? [] : [...points, { at: Math.max(until, last.at), counts: last.counts }];
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, each) => total + each, 0);
