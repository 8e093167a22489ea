import type { Strategy, WeightedSettings } from './migration.ts';
import type { TargetType } from './target-type.ts';

/** The one write of an in-place migration. */
export interface PlannedChange {
  /** A JSON pointer (RFC 6901) into the Service. */
  readonly path: string;
  /** null: the annotation is absent. */
  readonly before: string | null;
  readonly after: TargetType;
  /** The merge patch that is sent, with the version that it is guarded by. */
  readonly patch: object;
  /** false: the Service asks for it already. */
  readonly isNeeded: boolean;
}

/** Something that will be done, in this order. */
export interface PlannedStep {
  readonly by: 'nlbctl' | 'controller' | 'elbv2';
  /** The listener port that it is about; null: the whole Service. */
  readonly port: number | null;
  /** A sentence without a subject: `creates target group …`. */
  readonly what: string;
}

/** A length of time that nobody can know beforehand: between so many and so many seconds. */
export interface SecondsRange {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

export interface WindowPart extends SecondsRange {
  readonly what: string;
}

/** For how long a port will have no healthy target, with what it is made of. */
export interface Window extends SecondsRange {
  readonly parts: readonly WindowPart[];
}

/** What a migration means for one port. */
export interface PlannedPort {
  readonly port: number;
  readonly protocol: string;
  /** The types of the groups that serve it now. */
  readonly from: readonly string[];
  /** The targets that the controller will register, `id:port`; null: it could not be known. */
  readonly targets: readonly string[] | null;
  /** null: nothing changes for the port, or nothing serves it now. */
  readonly window: Window | null;
  /** Whose address pods see as the source of a connection; null where nothing serves the port now. */
  readonly sourceAddress: { readonly before: string; readonly after: string } | null;
}

/** One of the ways to make a migration, with what speaks for and against it. */
export interface StrategyOption {
  readonly strategy: Strategy;
  /** Why it cannot be used, sentences; empty: it can. */
  readonly refusals: readonly string[];
  /** What should be known before it is used, sentences. */
  readonly cautions: readonly string[];
  /** For how long a port will have no healthy target; null: for no time, or nothing serves now. */
  readonly window: SecondsRange | null;
  /** How long it takes in all. */
  readonly takes: SecondsRange;
  readonly steps: readonly PlannedStep[];
}

/** What a migration will do, judged from one Snapshot. */
export interface Plan {
  readonly to: TargetType;
  readonly strategy: Strategy;
  /** How the weighted strategy would be used. */
  readonly weighted: WeightedSettings;
  /** Both ways, side by side. */
  readonly strategies: readonly StrategyOption[];
  /** null: there is nothing to do, or no way to do it. */
  readonly recommended: Strategy | null;
  readonly change: PlannedChange;
  /** Empty: there is nothing to do, or, where the change is needed, no controller that would act on it. */
  readonly steps: readonly PlannedStep[];
  readonly ports: readonly PlannedPort[];
  /** The longest of the ports'; null: there is none. */
  readonly window: Window | null;
  /** What is the same afterwards, and what is gone. */
  readonly stays: readonly string[];
  readonly goes: readonly string[];
}
