/** Awaits something that does not listen to the signal itself; an abort wins at once, with the signal's reason. */
export async function abortable<Value>(pending: Promise<Value>, signal: AbortSignal): Promise<Value> {
  pending.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
