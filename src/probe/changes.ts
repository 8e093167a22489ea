import type { Attempt, ProbeChange, ProbedEndpoint } from '../model/probe.ts';

/** So many attempts that succeed in a row end a time of failures. Otherwise one that fails now and then would be told each time. */
const enough = 3;

interface Seen {
  readonly failingFrom: number | null;
  /** Since when, and how often in a row, attempts have succeeded. */
  readonly succeedingFrom: number | null;
  readonly row: number;
}

const fresh: Seen = { failingFrom: null, succeedingFrom: null, row: 0 };

/** Tells when an endpoint begins to fail, and when it succeeds again. Takes attempts in the order in which they began. */
export function changeTeller(endpoints: readonly ProbedEndpoint[]) {
  const seen: Seen[] = endpoints.map(() => fresh);
  return {
    take({ endpoint: index, startedAt, result }: Attempt): ProbeChange | null {
      const before = seen[index];
      const endpoint = endpoints[index];
      if (before === undefined || endpoint === undefined || result.outcome === 'skipped') return null;
      if (result.outcome === 'failed') {
        seen[index] = { failingFrom: before.failingFrom ?? startedAt, succeedingFrom: null, row: 0 };
        if (before.failingFrom !== null) return null;
        return { kind: 'fails', at: startedAt, endpoint, message: result.message, seconds: 0 };
      }
      const since = before.succeedingFrom ?? startedAt;
      const row = before.row + 1;
      const isOver = before.failingFrom !== null && row >= enough;
      seen[index] = { failingFrom: isOver ? null : before.failingFrom, succeedingFrom: since, row };
      if (!isOver || before.failingFrom === null) return null;
      const seconds = (since - before.failingFrom) / 1_000;
      return { kind: 'succeeds-again', at: since, endpoint, message: '', seconds };
    },
  };
}
