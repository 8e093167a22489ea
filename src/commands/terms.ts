/** Terms in a column, and what they mean in the next one: lines of a help page. */
export function terms(entries: readonly (readonly [term: string, meaning: string])[]): string[] {
  const width = Math.max(...entries.map(([term]) => term.length));
  return entries.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`);
}
