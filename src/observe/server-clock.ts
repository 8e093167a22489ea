/** By how many seconds a server's clock is ahead of this machine's, told from the Date headers of its answers. */
export function serverClock(now: () => number) {
  let ahead: number | null = null;
  return {
    /** Takes the Date header of an answer that has just come. */
    told(date: string) {
      // The header has whole seconds, cut off; and an answer is older than its arrival, so that the largest figure is the best one.
      const seconds = (Date.parse(date) + 500 - now()) / 1000;
      if (!Number.isNaN(seconds)) ahead = Math.max(ahead ?? seconds, seconds);
    },
    get ahead(): number | null {
      return ahead === null ? null : Math.round(ahead) + 0;
    },
  };
}
