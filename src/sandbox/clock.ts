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

/** A clock that runs with the machine's, `speed` times as fast as the delays say. */
export function scaledClock(speed: number): SandboxClock {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    after(milliseconds, task) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        task();
      }, milliseconds / speed);
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** A clock for tests: it stands still until it is stepped, and then runs what fell due, in order. */
export interface SteppedClock extends SandboxClock {
  /** Lets `milliseconds` pass; each task sees the instant for which it was due. */
  step(milliseconds: number): Promise<void>;
}

/** Begins at `start` (milliseconds since the epoch) and moves only when it is stepped. */
export function steppedClock(start: number): SteppedClock {
  let now = start;
  let sequence = 0;
  const queue = new Map<number, { due: number; task: () => void }>();
  const next = (limit: number) => {
    let found: [number, { due: number; task: () => void }] | undefined;
    for (const entry of queue) {
      if (entry[1].due > limit) continue;
      if (found === undefined || entry[1].due < found[1].due) found = entry;
    }
    return found;
  };
  return {
    now: () => now,
    after(milliseconds, task) {
      const id = sequence++;
      queue.set(id, { due: now + Math.max(0, milliseconds), task });
      return () => queue.delete(id);
    },
    stop: () => queue.clear(),
    async step(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (let due = next(end); due !== undefined; due = next(end)) {
        queue.delete(due[0]);
        now = Math.max(now, due[1].due);
        due[1].task();
        // Promises that the task has begun may queue more for the same instant.
        await settle();
      }
      now = end;
    },
  };
}

/** Lets promise chains of in-process work run dry before the next task; no real time passes but a macrotask. */
const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
