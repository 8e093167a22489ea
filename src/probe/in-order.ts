import type { Attempt } from '../model/probe.ts';

/**
 * Brings attempts into the order in which they began: one that hangs ends after later ones. It holds back no more attempts
 * than are on their way at the same time.
 */
export function inOrder() {
  const ended = new Map<number, Attempt>();
  let next = 0;
  return {
    /** Takes one that has ended, and returns those that all earlier ones have ended before. */
    take(attempt: Attempt): Attempt[] {
      ended.set(attempt.number, attempt);
      const ready: Attempt[] = [];
      for (let first = ended.get(next); first !== undefined; first = ended.get(next)) {
        ended.delete(next);
        ready.push(first);
        next += 1;
      }
      return ready;
    },
  };
}
