import { NlbctlError, passingErrors, vanishedErrors } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';

/** What a look that failed means for a process that has seen the Service before. */
export type FailedLook =
  /** It may be over at the next look. */
  | { readonly kind: 'passing'; readonly error: NlbctlError }
  /** Nothing can be known any more, or the Service itself is gone: the end of the watch. */
  | { readonly kind: 'final'; readonly error: NlbctlError };

/**
 * Sorts a failure. Throws it where it says something of the Service that nobody waits for, or is none that nlbctl foresees.
 *
 * @param aborted by the one who asked: then the failure is thrown, whatever it is.
 */
export function sortFailure(error: unknown, aborted: boolean): FailedLook {
  if (aborted || !(error instanceof NlbctlError)) throw error;
  if (vanishedErrors.has(error.code)) return { kind: 'final', error };
  // A failure of credentials, permissions, the network: it says nothing of the Service.
  if (error.exitCode !== exitCode.couldNotKnow) throw error;
  return { kind: passingErrors.has(error.code) ? 'passing' : 'final', error };
}
