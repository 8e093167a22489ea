/** Orders texts by their code units, so that the order is the same in every locale; null comes last. */
export function compareText(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Keeps the first of those that have the same key. */
export function firstOfEach<Item>(items: readonly Item[], key: (item: Item) => string | number): Item[] {
  const seen = new Map<string | number, Item>();
  for (const item of items) {
    const itsKey = key(item);
    if (!seen.has(itsKey)) seen.set(itsKey, item);
  }
  return [...seen.values()];
}

/** A copy, ordered by a text. */
export function orderedBy<Item>(items: readonly Item[], text: (item: Item) => string | null): Item[] {
  return [...items].sort((a, b) => compareText(text(a), text(b)));
}
