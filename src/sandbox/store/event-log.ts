import { expired } from './api-error.ts';
import { copy } from './json.ts';
import type { StoreEvent } from './object.ts';

/** How many events a log keeps: as with etcd's compaction, a watch that resumes from before them has to list again. */
const logLength = 10_000;

/** The ordered log of everything that was written, and those who listen to it. */
export interface EventLog {
  /** Takes an event in and calls the listeners; one that writes meanwhile has its events delivered after this one. */
  append(version: number, event: StoreEvent): void;
  subscribe(listener: (event: StoreEvent) => void): () => void;
  since(resourceVersion: string): StoreEvent[];
}

/** @param length the number of events kept */
export function createEventLog(length = logLength): EventLog {
  const events: { version: number; event: StoreEvent }[] = [];
  const listeners = new Set<(event: StoreEvent) => void>();
  const pending: StoreEvent[] = [];
  /** The newest version that is no longer in the log. */
  let forgotten = 0;
  let delivering = false;

  return {
    append(version, event) {
      events.push({ version, event });
      if (events.length > length) forgotten = events.shift()?.version ?? forgotten;
      pending.push(event);
      if (delivering) return;
      delivering = true;
      try {
        for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
          for (const listener of [...listeners]) listener(copy(next));
        }
      } finally {
        delivering = false;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since(resourceVersion) {
      const version = Number(resourceVersion);
      if (version < forgotten) throw expired(`too old resource version: ${resourceVersion} (${forgotten + 1})`);
      return events.filter((entry) => entry.version > version).map((entry) => copy(entry.event));
    },
  };
}
