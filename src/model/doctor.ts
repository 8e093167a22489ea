import type { Need } from './permissions.ts';

export type CheckStatus = 'ok' | 'warning' | 'failed' | 'not-checked';

/** The parts of the table, in their order. */
export type CheckGroup = 'cluster' | 'rbac' | 'controller' | 'aws' | 'iam' | 'clock' | 'elsewhere';

/** One thing that nlbctl depends on. */
export interface DoctorCheck {
  readonly group: CheckGroup;
  /** What is checked, in few words: `API server`, `list nodes`. */
  readonly name: string;
  readonly status: CheckStatus;
  /** What it is needed for; null: for nothing by itself. */
  readonly need: Need | null;
  readonly detail: string;
  /** What to do. */
  readonly remedy: string | null;
  /** A command that shows more, or mends it. */
  readonly command: string | null;
}

/** What `nlbctl doctor` comes to. */
export interface Diagnosis {
  readonly checks: readonly DoctorCheck[];
  /** Whether everything that reading needs was found to work. */
  readonly canRead: boolean;
}
