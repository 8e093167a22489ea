import { type ExitCode, exitCode } from '../model/exit-codes.ts';
import type { TargetType } from '../model/target-type.ts';

/** What a wait is for. */
export interface WaitGoal {
  /** null: the one that the Service asks for. */
  readonly targetType: TargetType | null;
  /** Of the required targets of each group that gets traffic. */
  readonly minHealthy: { readonly percent: number } | { readonly count: number };
  /** Whether a Service without any target is ready. */
  readonly allowEmpty: boolean;
  /** For how long it must hold. */
  readonly stable: { readonly looks: number } | { readonly seconds: number };
  /** Whether bindings and groups of before must be gone too, as after a migration. */
  readonly oldGroupsGone: boolean;
}

/** Everything that a wait can still be waiting for. */
export type ConditionKind =
  | 'no-load-balancer'
  | 'provisioning'
  | 'no-listener'
  | 'no-group'
  | 'wrong-type'
  | 'no-binding'
  | 'binding-terminating'
  | 'binding-not-observed'
  | 'problem'
  | 'empty'
  | 'missing'
  | 'unknown'
  | 'not-healthy'
  | 'old-binding'
  | 'old-group'
  | 'not-stable';

/** Something that is not yet so. */
export interface Unmet {
  /** null: it is about the whole Service. */
  readonly port: number | null;
  readonly what: ConditionKind;
  /** A sentence. */
  readonly message: string;
  /** The targets that it is about. */
  readonly targets: readonly string[];
}

export interface Condition extends Unmet {
  /** Since when it has not been so, as far as this process saw; RFC 3339. */
  readonly since: string;
}

/** Why waiting cannot help. */
export type HopelessOutcome = 'gone' | 'not-managed' | 'could-not-know' | 'failing';

export const hopelessExitCodes = {
  gone: exitCode.notFound,
  'not-managed': exitCode.notFound,
  'could-not-know': exitCode.couldNotKnow,
  failing: exitCode.notAsAsked,
} as const satisfies Record<HopelessOutcome, ExitCode>;

export interface Hopeless {
  readonly kind: 'hopeless';
  readonly outcome: HopelessOutcome;
  readonly message: string;
  /** Commands that say more or that mend it. */
  readonly next: readonly string[];
  /** The Service itself goes, and nothing of it is left to mend. */
  readonly serviceGoes?: true;
}

export type WaitVerdict =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'waiting';
      readonly unmet: readonly Condition[];
      /** Whether anything moved within the last two looks, or within two windows of the health check. */
      readonly moving: boolean;
      /** It cannot be done sooner than in so many seconds; null: nothing says how soon. */
      readonly earliestSeconds: number | null;
    }
  | Hopeless;

/** How many of a group's required targets must be healthy. */
export function neededHealthy({ minHealthy }: WaitGoal, required: number): number {
  if ('count' in minHealthy) return minHealthy.count;
  // Binary fractions of a percentage must not ask for one target too many.
  return Math.max(0, Math.ceil((required * minHealthy.percent) / 100 - 1e-9));
}
