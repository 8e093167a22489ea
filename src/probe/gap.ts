/**
 * How long connections cannot be shown to have worked: from the beginning of the last attempt that succeeded to the instant at
 * which a later one had succeeded, where in between every address was tried and failed. Where none succeeded before, it counts
 * from the beginning of the probe; where none does after it, until now.
 *
 * So a gap is an upper bound of the outage. It is longer than it by at most the time between two attempts at either side, and by the latency of
 * the first one that succeeds. An attempt counts for the instant at which it began, however long it hung: that is when somebody else
 * would have tried. One that fails at the very instant at which another succeeds makes no gap.
 */
export interface Gap {
  /** Addresses that all have to fail: 1 for one address alone. */
  readonly of: number;
  /** The longest ones that are over, in the order of time. Milliseconds since the epoch. */
  readonly longest: readonly { readonly from: number; readonly until: number }[];
  /** When the last attempt that succeeded began, or the probe, where none has. */
  readonly since: number;
  readonly hasSucceeded: boolean;
  /** The addresses that have failed after `since`, each with the first time. */
  readonly failing: ReadonlyMap<number, number>;
}

/** So many gaps are kept, the longest of them. */
const kept = 20;

export const noGap = (began: number, of = 1): Gap => ({
  of,
  longest: [],
  since: began,
  hasSucceeded: false,
  failing: new Map(),
});

/** An attempt, as a gap sees it; instants in milliseconds since the epoch. */
interface Seen {
  readonly address: number;
  readonly startedAt: number;
  /** When it had succeeded; null: it failed. */
  readonly succeededAt: number | null;
}

/** Takes in the next attempt. They come in the order in which they began; the order within one instant does not matter. */
export function afterAttempt(gap: Gap, { address, startedAt, succeededAt }: Seen): Gap {
  if (succeededAt !== null) {
    const isOver = isOpen(gap) && startedAt > lastFailed(gap);
    return {
      ...gap,
      longest: isOver ? longestOf([...gap.longest, { from: gap.since, until: succeededAt }]) : gap.longest,
      since: startedAt,
      hasSucceeded: true,
      failing: new Map(),
    };
  }
  if (gap.failing.has(address) || (gap.hasSucceeded && gap.since === startedAt)) return gap;
  return { ...gap, failing: new Map([...gap.failing, [address, startedAt]]) };
}

/** nlbctl did not run from one instant to the other: what was open ends at the first, and the next one begins after the second. */
export function afterPause(gap: Gap, from: number, until: number): Gap {
  const longest = isOpen(gap) ? longestOf([...gap.longest, { from: gap.since, until: from }]) : gap.longest;
  return { ...gap, longest, since: until, failing: new Map() };
}

/** Every gap that is kept, with the one that is still open at `now`, whose `until` is null; in the order of time. */
export function gapsAt(gap: Gap): readonly { readonly from: number; readonly until: number | null }[] {
  return isOpen(gap) ? [...gap.longest, { from: gap.since, until: null }] : gap.longest;
}

/** The longest gap in milliseconds, with the one that is still open at `now`; 0: none. */
export function longestGap(gap: Gap, now: number): number {
  return Math.max(0, ...gapsAt(gap).map(({ from, until }) => (until ?? now) - from));
}

/** The first attempt that failed in the gap that is open; null: none is. */
export const failingSince = (gap: Gap): number | null => (isOpen(gap) ? Math.min(...gap.failing.values()) : null);

const isOpen = ({ failing, of }: Gap) => failing.size >= of;

/** When the gap's last address failed for the first time. */
const lastFailed = ({ failing }: Gap) => Math.max(...failing.values());

function longestOf(gaps: readonly { readonly from: number; readonly until: number }[]) {
  if (gaps.length <= kept) return gaps;
  const shortest = Math.min(...gaps.map(({ from, until }) => until - from));
  const leave = gaps.findIndex(({ from, until }) => until - from === shortest);
  return gaps.filter((_, index) => index !== leave);
}
