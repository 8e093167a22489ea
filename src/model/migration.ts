import type { TargetType } from './target-type.ts';

/** How a migration is made. */
export type Strategy = 'in-place';

/** What is wanted of a Service, for as long as a migration runs: with a Snapshot it says what comes next. */
export interface Intent {
  readonly to: TargetType;
  /** The type of before, which a rollback goes back to. */
  readonly from: TargetType;
  readonly strategy: Strategy;
  /** Whether this is the way back after a failure. */
  readonly rollingBack: boolean;
  /** For how long the end must hold. */
  readonly stable: { readonly looks: number } | { readonly seconds: number };
}

/** One write of nlbctl's. Each can be made again: a second one finds what the first one left. */
export type Step =
  /** The target type annotation, alone, with an explicit value. */
  | { readonly kind: 'set-target-type'; readonly to: TargetType }
  /** An annotation of nlbctl's own, so that the controller looks at the Service again. */
  | { readonly kind: 'touch-service' };

export type StepKind = Step['kind'];
