import { InvalidArgumentError } from 'commander';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

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
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit as keyof typeof units], 0);
}

/** Reads `100%` or `3`, of the required targets. */
export function parseMinHealthy(text: string): { percent: number } | { count: number } {
  const percent = /^(\d{1,3})%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  if (/^\d+$/.test(text)) return { count: Number(text) };
  throw new InvalidArgumentError('it is written as 100% or as a number of targets.');
}
