/** Seconds from one RFC 3339 instant to a later one; 0 where either cannot be read or the order is the other way round. */
export function secondsBetween(from: string, to: string): number {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return Number.isNaN(seconds) ? 0 : Math.max(seconds, 0);
}

/** A span for people: `40 s`, `2 min 5 s`, `1 h 3 min`. */
export function spanOf(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
