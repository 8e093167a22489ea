interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is stepped; whoever sleeps sees the very instant for which it was due. */
export function steppedClock(start = Date.UTC(2026, 10, 25, 12)) {
  let now = start;
  let sleepers: Sleeper[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => now,
    sleep: (milliseconds: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal.throwIfAborted();
        const onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        const wake = () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        sleepers.push({ due: now + milliseconds, wake });
      }),
    async step(milliseconds: number): Promise<void> {
      const end = now + milliseconds;
      await settle();
      for (;;) {
        const next = sleepers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((each) => each !== next);
        now = Math.max(now, next.due);
        next.wake();
        await settle();
      }
      now = end;
    },
    /** Time passes at once while nobody runs, as on a machine that sleeps. */
    async jump(milliseconds: number): Promise<void> {
      await settle();
      now += milliseconds;
      await this.step(0);
    },
  };
}
