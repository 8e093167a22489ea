import type { ControllerEvent } from './event.ts';
import type { Inspection } from './inspection.ts';
import type { StepKind } from './migration.ts';

/** What a wait, a migration or a probe tells while it runs; every view is a consumer of it. `at` is RFC 3339. */
export type Progress =
  /** Every look, for a view that redraws itself. */
  | { readonly type: 'look'; readonly at: string; readonly inspection: Inspection; readonly message: string }
  /** How far a probe is, for a view that redraws itself. */
  | { readonly type: 'figures'; readonly at: string; readonly message: string }
  | { readonly type: 'phase'; readonly at: string; readonly phase: string; readonly message: string }
  /** What is waited for has changed, or what is probed. */
  | { readonly type: 'change'; readonly at: string; readonly message: string }
  /** Nothing has changed for a while. */
  | {
      readonly type: 'heartbeat';
      readonly at: string;
      readonly message: string;
      readonly elapsedSeconds: number;
      readonly earliestSeconds: number | null;
    }
  /** Something is written. */
  | { readonly type: 'step'; readonly at: string; readonly step: StepKind; readonly message: string }
  | { readonly type: 'event'; readonly at: string; readonly event: ControllerEvent }
  /** A look that failed and will be made again. */
  | { readonly type: 'trouble'; readonly at: string; readonly message: string };

/** How a wait, a migration or a probe came out. */
export interface Outcome {
  readonly outcome:
    | 'ready'
    | 'timed-out'
    | 'gone'
    | 'not-managed'
    | 'could-not-know'
    | 'failing'
    | 'taken-back'
    | 'rolled-back'
    /** A probe: connections were answered as asked. */
    | 'answered'
    /** A probe that a signal ended before its time. */
    | 'interrupted';
  readonly changed: boolean;
  readonly phase: string;
  readonly exitCode: number;
  /** Sentences. */
  readonly reason: string;
  readonly startedAt: string;
  readonly elapsedSeconds: number;
  /** Commands to go on with. */
  readonly next: readonly string[];
}

export interface PhaseRecord {
  readonly name: string;
  readonly at: string;
  readonly elapsedSeconds: number;
}

/** The way back of a migration that failed. */
export interface Rollback {
  /** Sentences. */
  readonly why: string;
  /** What it took when it began: `cheap` points listeners at groups that are still there, `costly` is a second switch. */
  readonly way: 'cheap' | 'costly';
  /** RFC 3339. */
  readonly startedAt: string;
  /** Whether the old state was seen in AWS: the old target type, every expected target registered, every required one healthy. */
  readonly verified: boolean;
}
