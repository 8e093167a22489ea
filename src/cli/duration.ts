import { InvalidArgumentError } from 'commander';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

const longest = 8760 * units.h;

/**
 * Reads `500ms`, `90s`, `5m` or `1h30m` as milliseconds; `0` is zero. A bare number is refused, because nobody can know
 * whether it means seconds or minutes.
 */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  if (/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError(`did you mean ${text}s?`);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new InvalidArgumentError('a duration is written as 500ms, 90s, 5m or 1h30m.');
  const length = ([, number, unit]: RegExpExecArray) => Number(number) * units[unit as keyof typeof units];
  const milliseconds = parts.reduce((sum, part) => sum + length(part), 0);
  if (milliseconds > longest) throw new InvalidArgumentError('a duration is at most a year, 8760h.');
  return milliseconds;
}

/** Reads `100%` or `3`, of the required targets. */
export function parseMinHealthy(text: string): { percent: number } | { count: number } {
  const percent = /^(\d{1,3})%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  if (/^\d+$/.test(text)) return { count: Number(text) };
  throw new InvalidArgumentError('it is written as 100% or as a number of targets.');
}
