import type { Asked } from '../model/access.ts';
import { NlbctlError } from '../model/errors.ts';

/** Asks, and tells what became of it: one failure must not keep the rest from being told. Throws the signal's reason alone. */
export async function asked<Value>(ask: () => Promise<Value>, signal: AbortSignal): Promise<Asked<Value>> {
  try {
    return { outcome: 'answered', value: await ask() };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof NlbctlError)
      return { outcome: 'failed', code: error.code, message: error.message, hint: error.hint };
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: 'failed', code: 'Unexpected', message, hint: 'please report it: it is a bug in nlbctl' };
  }
}

export const notAsked = (because: string): Asked<never> => ({ outcome: 'not-asked', because });

/** Asks with the answer to another question; without one, says why it cannot. */
export async function askedOf<From, Value>(
  from: Asked<From>,
  because: string,
  ask: (value: From) => Promise<Value>,
  signal: AbortSignal,
): Promise<Asked<Value>> {
  return from.outcome === 'answered' ? asked(() => ask(from.value), signal) : notAsked(because);
}
