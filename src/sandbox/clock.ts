import { createTaskQueue, settle } from './task-queue.ts';

/**
 * The sandbox's time. Delays of AWS, the controller and the pods are asked for in the length that they have in
 * the real world; the clock decides how long that takes here. Timestamps are wall time in either case.
 */
export interface SandboxClock {
  /** The instant that goes into timestamps, in milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once, `milliseconds` of the sandbox's time from now. The function returned calls it off. */
  after(milliseconds: number, task: () => void): () => void;
  /** Forgets every task that has not run yet. */
  stop(): void;
}

/** A clock that can jump over a time in which nobody looks. */
export interface SkippingClock extends SandboxClock {
  /**
   * Runs what is queued, in order, without waiting for it, until `done`, which is asked whenever nothing is under way.
   * Resolves to false when that has not come after `limit` milliseconds of the sandbox's time.
   */
  skipUntil(done: () => boolean, limit: number): Promise<boolean>;
}

/** The longest delay that a timer of Node's takes. */
const longestTimer = 2 ** 31 - 1;

/** A clock that runs with the machine's, `speed` times as fast as the delays say. */
export function scaledClock(speed: number): SkippingClock {
  const queue = createTaskQueue();
  let timer: NodeJS.Timeout | undefined;
  let skipped: number | undefined;
  let base = { sandbox: 0, machine: performance.now() };
  const time = () => skipped ?? base.sandbox + (performance.now() - base.machine) * speed;

  const arm = () => {
    clearTimeout(timer);
    const due = queue.earliest();
    if (due === undefined || skipped !== undefined) return;
    const wait = Math.ceil((due - time()) / speed);
    timer = setTimeout(run, Math.min(Math.max(0, wait), longestTimer));
  };
  const run = () => {
    for (let next = queue.take(time()); next !== undefined; next = queue.take(time())) next.task();
    arm();
  };

  return {
    now: () => Date.now(),
    after(milliseconds, task) {
      const cancel = queue.add(time() + Math.max(0, milliseconds), task);
      arm();
      return () => {
        cancel();
        arm();
      };
    },
    async skipUntil(done, limit) {
      skipped = time();
      clearTimeout(timer);
      const end = skipped + limit;
      try {
        for (;;) {
          await settle();
          if (done()) return true;
          const next = queue.take(end);
          if (next === undefined) return false;
          skipped = Math.max(skipped, next.due);
          next.task();
        }
      } finally {
        base = { sandbox: skipped, machine: performance.now() };
        skipped = undefined;
        arm();
      }
    },
    stop() {
      clearTimeout(timer);
      queue.clear();
    },
  };
}

/** A clock for tests: it stands still until it is stepped, and then runs what fell due, in order. */
export interface SteppedClock extends SkippingClock {
  /** Lets `milliseconds` pass; each task sees the instant for which it was due. */
  step(milliseconds: number): Promise<void>;
}

/** Begins at `start` (milliseconds since the epoch) and moves only when it is stepped. */
export function steppedClock(start: number): SteppedClock {
  const queue = createTaskQueue();
  let now = start;
  const run = async (end: number, done: () => boolean): Promise<boolean> => {
    for (;;) {
      // Promises that a task has begun may queue more for the same instant.
      await settle();
      if (done()) return true;
      const next = queue.take(end);
      if (next === undefined) return false;
      now = Math.max(now, next.due);
      next.task();
    }
  };
  return {
    now: () => now,
    after: (milliseconds, task) => queue.add(now + Math.max(0, milliseconds), task),
    stop: queue.clear,
    step: async (milliseconds) => {
      const end = now + milliseconds;
      await run(end, () => false);
      now = end;
    },
    skipUntil: (done, limit) => run(now + limit, done),
  };
}
