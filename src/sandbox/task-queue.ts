/** What is to be done at which instant of the sandbox's time. */
export interface TaskQueue {
  /** Runs `task` when `due` (milliseconds) has come; the function returned calls it off. */
  add(due: number, task: () => void): () => void;
  /** The earliest instant for which something is queued. */
  earliest(): number | undefined;
  /** Takes the earliest task out, of two with the same instant the older one; undefined where nothing is due by `limit`. */
  take(limit: number): { due: number; task: () => void } | undefined;
  clear(): void;
}

/** A queue of some hundreds of tasks at the most: it is searched, not sorted. */
export function createTaskQueue(): TaskQueue {
  const tasks = new Set<{ due: number; task: () => void }>();
  const first = () => {
    let found: { due: number; task: () => void } | undefined;
    for (const entry of tasks) if (found === undefined || entry.due < found.due) found = entry;
    return found;
  };
  return {
    add(due, task) {
      const entry = { due, task };
      tasks.add(entry);
      return () => tasks.delete(entry);
    },
    earliest: () => first()?.due,
    take(limit) {
      const found = first();
      if (found === undefined || found.due > limit) return undefined;
      tasks.delete(found);
      return found;
    },
    clear: () => tasks.clear(),
  };
}

/** Lets promise chains of in-process work run dry before the next task; no real time passes but a macrotask. */
export const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
