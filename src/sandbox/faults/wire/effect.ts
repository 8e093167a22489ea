import type { ApiError } from '../../store/api-error.ts';
import type { FaultOf, Moment, WireFault } from '../fault.ts';
import type { WireCall } from './call.ts';

/** What a fault does to a call. */
export type WireEffect =
  /** It is answered so, and not performed. */
  | { readonly kind: 'refuse'; readonly error: Error }
  /** Its connection is closed without an answer. */
  | { readonly kind: 'drop'; readonly when: Moment }
  /** It, or its answer, waits. A duration is of the sandbox's time; `over` is the end of the fault. */
  | { readonly kind: 'wait'; readonly when: Moment; readonly until: string | 'over' }
  /** It reads what was there when the fault first struck. */
  | { readonly kind: 'stale' }
  /** The stream that answers it ends after a while: in good order, without a word, or with an error of the API. */
  | { readonly kind: 'cut'; readonly after: string; readonly how: 'end' | 'reset' | ApiError };

export interface WireFaultKind<Kind extends WireFault['kind']> {
  /** Whether it can strike this call at all; a call that its `calls` match. */
  readonly strikes?: (call: WireCall) => boolean;
  readonly effect: (fault: FaultOf<Kind>, call: WireCall) => WireEffect;
}
