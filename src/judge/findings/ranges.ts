import type { FindingCode } from './registry.ts';

/** What the first two digits of a code stand for. A range is never given another meaning. */
export const ranges = {
  '00': 'the tool and its access',
  '01': 'ownership and configuration',
  '02': 'NLB, listener, zone',
  '03': 'targets',
  '04': 'health checks',
  '05': 'security groups and client addresses',
  '06': 'readiness gates',
  '07': 'migration',
} as const satisfies Record<string, string>;

export type Range = keyof typeof ranges;

/** The range that a code is of. */
export function rangeOf(code: FindingCode): Range {
  const digits = code.slice(3, 5);
  if (!Object.hasOwn(ranges, digits)) throw new Error(`${code} is of no range`);
  return digits as Range;
}
