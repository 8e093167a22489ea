import type { Clock } from './clock.ts';

/** A machine that was asleep comes back so much later than a timer asked for, in milliseconds. */
const asleep = 60_000;

/**
 * The end of a time that is spent awake: a laptop that slept for an hour has not watched for an hour, and what happened
 * meanwhile is seen by the looks that follow.
 */
export function deadlineAfter(timeout: number, clock: Clock) {
  let end = clock.now() + timeout;
  return {
    /** Milliseconds; 0 or less: the time is up. */
    left: () => end - clock.now(),
    /** Sleeps for up to so long; says for how many milliseconds the machine was away beyond that, 0 when it was not. */
    async sleep(milliseconds: number, signal: AbortSignal): Promise<number> {
      const began = clock.now();
      await clock.sleep(milliseconds, signal);
      const late = clock.now() - began - milliseconds;
      if (late < asleep) return 0;
      end += late;
      return late;
    },
  };
}
