import type { SandboxClock } from '../clock.ts';

/**
 * The queue in front of a reconcile loop, as controller-runtime has it: a key waits at most once, the same key is never
 * worked on twice at a time, and a key that fails comes back later and later.
 */
export interface WorkQueue {
  /** Takes the key up after `delay` milliseconds; a key that waits already keeps the earlier instant. */
  add(key: string, delay?: number): void;
  /** Whether a key waits or is worked on. One that has been tried again in vain for long is not waited for any more. */
  busy(): boolean;
  /** Forgets what waits; what is worked on does not come back either. */
  clear(): void;
}

export interface WorkQueueOptions {
  readonly clock: SandboxClock;
  /** A number says that the key is not done and has not failed either: it comes again after so many milliseconds. */
  readonly reconcile: (key: string) => Promise<number | undefined> | Promise<void> | void;
  /** What a failure leaves behind (an event, a log line) before the key is tried again. */
  readonly failed?: (key: string, error: unknown) => void;
  /** The longest wait between two tries, in milliseconds. */
  readonly maximumBackoff?: number;
}

const firstBackoff = 5;
/** After this many failures in a row (a good second) a key is taken to fail for good. */
const patience = 8;
/** After this time of coming again and again without being done, in milliseconds, a key is not waited for either. */
const longest = 1_800_000;

export function createWorkQueue({ clock, reconcile, failed, maximumBackoff = 1_000_000 }: WorkQueueOptions): WorkQueue {
  const waiting = new Map<string, { due: number; hopeless: boolean; cancel: () => void }>();
  const working = new Set<string>();
  let epoch = 0;
  const again = new Set<string>();
  const failures = new Map<string, number>();
  /** Since when a key has come again without being done. */
  const unfinished = new Map<string, number>();

  const schedule = (key: string, delay: number, hopeless: boolean) => {
    const due = clock.now() + delay;
    const before = waiting.get(key);
    if (before !== undefined && before.due <= due) {
      if (!hopeless) before.hopeless = false;
      return;
    }
    before?.cancel();
    waiting.set(key, {
      due,
      hopeless,
      cancel: clock.after(delay, () => {
        waiting.delete(key);
        void work(key);
      }),
    });
  };

  const work = async (key: string) => {
    if (working.has(key)) {
      again.add(key);
      return;
    }
    working.add(key);
    const begun = epoch;
    try {
      const wait = await reconcile(key);
      if (begun !== epoch) return;
      failures.delete(key);
      if (typeof wait !== 'number') unfinished.delete(key);
      else {
        const since = unfinished.get(key) ?? clock.now();
        unfinished.set(key, since);
        schedule(key, wait, clock.now() - since > longest);
      }
    } catch (error) {
      if (begun !== epoch) return;
      failed?.(key, error);
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      schedule(key, Math.min(firstBackoff * 2 ** count, maximumBackoff), count >= patience);
    } finally {
      working.delete(key);
      if (again.delete(key)) schedule(key, 0, false);
    }
  };

  return {
    add(key, delay = 0) {
      if (working.has(key) && delay === 0) again.add(key);
      else schedule(key, delay, false);
    },
    busy: () => working.size > 0 || [...waiting.values()].some(({ hopeless }) => !hopeless),
    clear() {
      epoch += 1;
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
      again.clear();
      failures.clear();
      unfinished.clear();
    },
  };
}
