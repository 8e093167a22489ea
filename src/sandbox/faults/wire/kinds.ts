import type { WireFault } from '../fault.ts';
import { denied, expiredToken } from './access.ts';
import { held, reset, slow } from './connection.ts';
import type { WireFaultKind } from './effect.ts';
import { serverError } from './server-error.ts';
import { throttled } from './throttled.ts';
import { conflict, gone, staleReads, watchCut } from './versions.ts';

/** Every fault of the wire, in the order in which they strike a call: what waits, waits before it is refused. */
export const wireFaults = {
  slow,
  held,
  reset,
  throttled,
  'server-error': serverError,
  'expired-token': expiredToken,
  denied,
  conflict,
  gone,
  'watch-cut': watchCut,
  'stale-reads': staleReads,
} as const satisfies { [Kind in WireFault['kind']]: WireFaultKind<Kind> };
