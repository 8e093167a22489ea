import type { Step } from '../../model/migration.ts';
import type { Condition, HopelessOutcome } from '../goal.ts';

/** Why a migration cannot go on by itself. */
export type StuckOutcome = HopelessOutcome | 'taken-back';

/** A migration that waiting does not help. */
export interface Stuck {
  readonly kind: 'stuck';
  readonly outcome: StuckOutcome;
  readonly message: string;
  /** Commands that say more or that mend it. */
  readonly next: readonly string[];
  /** The Service itself goes, and nothing of it is left to mend. */
  readonly serviceGoes?: true;
}

/** What comes next in a migration: something to write, something to wait for, or its end. */
export type Next =
  | { readonly kind: 'step'; readonly phase: string; readonly message: string; readonly step: Step }
  | {
      readonly kind: 'wait';
      readonly phase: string;
      readonly message: string;
      readonly unmet: readonly Condition[];
      /** Whether anything moved lately. */
      readonly moving: boolean;
      /** It cannot be done sooner than in so many seconds; null: nothing says how soon. */
      readonly earliestSeconds: number | null;
    }
  | { readonly kind: 'done'; readonly phase: string; readonly message: string }
  | (Stuck & { readonly phase: string });

/** Something to wait for that is not one of a wait's own conditions. */
export function waiting(
  phase: string,
  message: string,
  { moving, earliestSeconds }: { readonly moving: boolean; readonly earliestSeconds?: number },
): Next {
  return { kind: 'wait', phase, message, unmet: [], moving, earliestSeconds: earliestSeconds ?? null };
}

export const stuck = (
  outcome: StuckOutcome,
  message: string,
  next: readonly string[] = [],
): Stuck & { phase: string } => ({
  kind: 'stuck',
  outcome,
  message,
  next,
  phase: 'Failed',
});
