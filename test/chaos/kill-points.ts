import type { Call } from './migrating.ts';

/** Where a run is killed: after its call of this number, from 1. */
export interface KillPoint {
  readonly after: number;
  /** `after write 3: GET nodes`. */
  readonly words: string;
}

/**
 * The calls of a run after which a kill leaves a state of its own: each write, and each kind of read between two of them. A
 * look that is made again between the same two writes reads the same, and nlbctl keeps nothing from one look to the next.
 */
export function killPoints(calls: readonly Call[]): KillPoint[] {
  const seen = new Set<string>();
  let writes = 0;
  return calls.flatMap(({ what, isWrite }, index) => {
    // A Lease is renewed with each look.
    const isStep = isWrite && !what.includes('leases');
    if (isStep) writes += 1;
    const words = `${isStep ? 'write' : 'read'} after ${writes} writes: ${what}`;
    if (seen.has(words)) return [];
    seen.add(words);
    return [{ after: index + 1, words }];
  });
}

/** Every so many of them, and the writes all. */
export function thinned(points: readonly KillPoint[], every: number): KillPoint[] {
  return points.filter(({ words }, index) => words.startsWith('write') || index % every === 0);
}
