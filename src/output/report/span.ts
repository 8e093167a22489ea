import { scaleUtc } from 'd3-scale';
import type { ReportInput } from './input.ts';

/** The time that a report is about, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** From the first to the last that the report knows of; at least a second. */
export function spanOf({ outcome, phases, probe, states }: ReportInput): Span {
  const began = Date.parse(outcome.startedAt);
  const starts = [
    began,
    ...phases.map(({ at }) => Date.parse(at)),
    ...states.slice(0, 1).map(({ at }) => Date.parse(at)),
  ];
  const probed = probe === null ? [] : [Date.parse(probe.record.startedAt)];
  const ended = began + outcome.elapsedSeconds * 1_000;
  const probeEnded = probe === null ? [] : [Date.parse(probe.record.startedAt) + probe.record.elapsedSeconds * 1_000];
  const from = Math.min(...starts, ...probed);
  return { from, until: Math.max(from + 1_000, ended, ...starts, ...probeEnded) };
}

/** Where a chart's lanes stand; pixels. */
export interface Frame {
  readonly kind: 'wide' | 'narrow' | 'paper';
  readonly width: number;
  /** From here to `width - margin` time runs. */
  readonly left: number;
  readonly margin: number;
  /** Ticks of the time axis, roughly. */
  readonly ticks: number;
}

/** A page has each chart for every place that it is looked at, and shows the one that fits: text in a drawing that shrinks cannot be read. */
export const frames: readonly Frame[] = [
  { kind: 'wide', width: 1040, left: 190, margin: 28, ticks: 9 },
  { kind: 'narrow', width: 340, left: 4, margin: 14, ticks: 4 },
  { kind: 'paper', width: 690, left: 165, margin: 22, ticks: 6 },
];

/** Time as a place on the horizontal axis of a frame. */
export const timeScale = ({ from, until }: Span, { left, width, margin }: Frame) =>
  scaleUtc()
    .domain([new Date(from), new Date(until)])
    .range([left, width - margin])
    .clamp(true);

export type TimeScale = ReturnType<typeof timeScale>;

/** `12:02:30`. */
export const clockTime = (instant: number | string | Date): string => new Date(instant).toISOString().slice(11, 19);

/** A coordinate with one digit: more is of no use, and a page of hours would be large. */
export const px = (value: number): number => Math.round(value * 10) / 10;
