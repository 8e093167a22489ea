import { Option } from 'commander';
import { parseDuration } from '../cli/duration.ts';

/** The flags of every command that waits; durations in milliseconds. `what` says what the time is for. */
export const timeoutOption = (what: string): Option => durationOption('--timeout <duration>', what, 900_000, '15m');

/** `usually` is in milliseconds, and `shown` the same as one would write it. */
export const durationOption = (flag: string, what: string, usually: number, shown: string): Option =>
  new Option(flag, what).argParser(parseDuration).default(usually, shown);

export const intervalOption = (): Option =>
  new Option('--interval <duration>', 'between two looks').argParser(parseDuration).default(10_000, '10s');

export const stableForOption = (): Option =>
  new Option('--stable-for <duration>', 'for how long it must hold (default: two looks)').argParser(parseDuration);
