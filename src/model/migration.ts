import type { TargetType } from './target-type.ts';

/** How a migration is made. */
export type Strategy = 'in-place' | 'weighted';

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
  readonly weighted: WeightedSettings;
}

/** How the weighted strategy goes about it. */
export interface WeightedSettings {
  /** The shares of the new group, in percent, one after another; the last is 100. */
  readonly weights: readonly number[];
  /** How long the data plane is given to follow weights that were changed. */
  readonly settleSeconds: number;
  /** How long connections are given to end on a group that gets no new ones. */
  readonly drainSeconds: number;
  /** Whether a group is given one connection in a thousand, where AWS does not check the health of one that gets none. */
  readonly canary: boolean;
  /** Whether new pods of the namespace get readiness gates. */
  readonly isGated: boolean;
}

/** A bridge to be made for a port. */
export interface BridgeGroup {
  readonly port: number;
  readonly name: string;
  /** The group that it is a copy of. */
  readonly likeArn: string;
}

export interface BridgeBinding {
  readonly name: string;
  readonly groupArn: string;
  /** The controller's binding that it is a copy of. */
  readonly like: string;
}

/** One write of nlbctl's, or several of one kind that belong together. Each can be made again: a second one finds what the first one left. */
export type Step =
  /** The target type annotation, alone, with an explicit value. */
  | { readonly kind: 'set-target-type'; readonly to: TargetType }
  /** An annotation of nlbctl's own, so that the controller looks at the Service again. */
  | { readonly kind: 'touch-service' }
  | { readonly kind: 'create-bridge-groups'; readonly groups: readonly BridgeGroup[] }
  | { readonly kind: 'create-bridge-bindings'; readonly bindings: readonly BridgeBinding[] }
  /** The annotations `actions.*` of all ports in one patch; null takes one away. */
  | { readonly kind: 'set-weights'; readonly annotations: Readonly<Record<string, string | null>> }
  | { readonly kind: 'delete-bridge-bindings'; readonly names: readonly string[] }
  | { readonly kind: 'delete-bridge-groups'; readonly arns: readonly string[] };

export type StepKind = Step['kind'];
