import type { WireFaultKind } from './effect.ts';

/** The connection is closed: before the call is performed, or after it, so that a write is taken and nobody is told. */
export const reset: WireFaultKind<'reset'> = {
  effect: ({ when = 'before' }) => ({ kind: 'drop', when }),
};

/** Each call, or its answer, takes so much longer. */
export const slow: WireFaultKind<'slow'> = {
  effect: ({ delay, when = 'before' }) => ({ kind: 'wait', when, until: delay }),
};

/** Each call, or its answer, waits until the fault is cleared or its time has passed. */
export const held: WireFaultKind<'held'> = {
  effect: ({ when = 'before' }) => ({ kind: 'wait', when, until: 'over' }),
};
