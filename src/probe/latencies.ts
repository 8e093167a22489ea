import { createHistogram } from 'node:perf_hooks';
import type { Latency } from '../model/probe.ts';

/** Latencies of any number of attempts in an HDR histogram: constant memory, three figures exact, up to a minute. */
export function latencies() {
  const histogram = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });
  const seconds = (microseconds: number) => microseconds / 1e6;
  return {
    /** Microseconds are kept: on one machine a connection takes less than a tenth of a millisecond. */
    record: (milliseconds: number) =>
      histogram.record(Math.min(60_000_000, Math.max(1, Math.round(milliseconds * 1e3)))),
    /** null: nothing was recorded. */
    summary(): Latency | null {
      if (histogram.count === 0) return null;
      const [p50, p90, p99] = [50, 90, 99].map((percent) => seconds(histogram.percentile(percent)));
      return { p50: p50 ?? 0, p90: p90 ?? 0, p99: p99 ?? 0, max: seconds(histogram.max) };
    },
  };
}
