import type { ProbeTimeline } from '../model/probe.ts';

/** So many slices at the most: half an hour of single seconds. */
const mostSlices = 1_800;

interface Slice {
  tries: number;
  failures: number;
}

/**
 * Tries and failures by time, for each address. When a probe has run so long that there would be too many slices, each two
 * are put together and every later one is twice as long: memory stays the same over hours. `began` is in milliseconds since the epoch.
 */
export function timelineOf(began: number, addresses: number, most = mostSlices) {
  let slice = 1_000;
  let rows: Slice[][] = Array.from({ length: addresses }, () => []);
  return {
    /** Takes in an attempt, at the instant at which it began. */
    add(address: number, startedAt: number, failed: boolean): void {
      const passed = Math.max(0, startedAt - began);
      while (passed >= slice * most) {
        slice *= 2;
        rows = rows.map(halved);
      }
      const row = rows[address];
      if (row === undefined) return;
      const index = Math.floor(passed / slice);
      while (row.length <= index) row.push({ tries: 0, failures: 0 });
      const one = row[index];
      if (one === undefined) return;
      one.tries += 1;
      if (failed) one.failures += 1;
    },
    view(): ProbeTimeline {
      return {
        from: new Date(began).toISOString(),
        sliceSeconds: slice / 1_000,
        addresses: rows.map((row) => row.map(({ tries, failures }) => [tries, failures] as const)),
      };
    },
  };
}

function halved(row: readonly Slice[]): Slice[] {
  return Array.from({ length: Math.ceil(row.length / 2) }, (_, index) => {
    const [one, two] = [row[2 * index], row[2 * index + 1]];
    return {
      tries: (one?.tries ?? 0) + (two?.tries ?? 0),
      failures: (one?.failures ?? 0) + (two?.failures ?? 0),
    };
  });
}
