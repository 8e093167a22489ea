import { setTimeout as wait } from 'node:timers/promises';

/** How often a GET is made that the server answers with an error of its own, or whose connection breaks. */
export const maxAttempts = 4;

const longestPause = 10_000;

/** Waits before the next attempt: as long as the server asks for, else 100, 200, 400… ms. Ends with the signal's reason. */
export async function pauseBefore(attempt: number, retryAfter: string | undefined, signal: AbortSignal): Promise<void> {
  const asked = retryAfter === undefined ? Number.NaN : Number(retryAfter) * 1000;
  const milliseconds = Number.isFinite(asked) && asked >= 0 ? asked : 100 * 2 ** (attempt - 1);
  try {
    await wait(Math.min(milliseconds, longestPause), undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
