/** Numbers that look like chance and come out the same for the same seed: uids, addresses, node ports. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** `digits` lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** A UUID of version 4. */
  uuid(): string;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** The generator mulberry32: 32 bits of state, enough for a sandbox and the same on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const hex = (digits: number) => Array.from({ length: digits }, () => integer(0, 15).toString(16)).join('');
  return {
    next,
    integer,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${integer(8, 11).toString(16)}${hex(3)}-${hex(12)}`,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
  };
}
