import type { Call } from './migrating.ts';

/** Where a run is killed: as soon as the first call of this kind after so many writes has been answered. */
export interface KillPoint {
  readonly writes: number;
  /** `GET /nodes`. */
  readonly what: string;
  readonly isWrite: boolean;
}

/**
 * The calls of a run after which a kill leaves a state of its own: each write, and each kind of read between two of them. A
 * look that is made again between the same two writes reads the same, and nlbctl keeps nothing from one look to the next.
 */
export function killPoints(calls: readonly Call[]): KillPoint[] {
  const seen = new Set<string>();
  const pointOf = pointTeller();
  return calls.map(pointOf).filter((point) => {
    const words = wordsOf(point);
    if (seen.has(words)) return false;
    seen.add(words);
    return true;
  });
}

/** Every so many of them, and the writes all. */
export const thinned = (points: readonly KillPoint[], every: number): KillPoint[] =>
  points.filter(({ isWrite }, index) => isWrite || index % every === 0);

/** Whether a run that makes these calls one after another has come to the point; to be asked with each of them. */
export function reaches(point: KillPoint): (call: Call) => boolean {
  const pointOf = pointTeller();
  const words = wordsOf(point);
  return (call) => wordsOf(pointOf(call)) === words;
}

/** `read after 3 writes: GET /nodes`. */
export const wordsOf = ({ writes, what, isWrite }: KillPoint): string =>
  `${isWrite ? 'write' : 'read'} after ${writes} writes: ${what}`;

/** A Lease is renewed with each look: its writes are no steps. */
export const isStep = ({ isWrite, what }: Call): boolean => isWrite && !what.includes('leases');

function pointTeller(): (call: Call) => KillPoint {
  let writes = 0;
  return (call) => {
    const point = { writes, what: call.what, isWrite: isStep(call) };
    if (point.isWrite) writes += 1;
    return point;
  };
}
