import type { Severity } from '../../model/finding.ts';
import type { Inspection } from '../../model/inspection.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';

/** What a code means, whatever it is found on: `explain` and the documentation are made from it. */
export interface FindingInfo {
  /** A few words, lower case, without a full stop. */
  readonly title: string;
  /** How much it weighs where a Service is looked at; null: it is about a migration alone. */
  readonly today: Severity | null;
  /** How much it weighs where a migration is planned; null: it does not matter for one. */
  readonly migrating: Severity | null;
  /** Why it comes about: whole sentences. */
  readonly cause: string;
  /** What follows from it. */
  readonly consequence: string;
  /** What mends it; commands say <service> and <namespace>. */
  readonly remedy: string;
}

/** What a check looks at. */
export interface Subject {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  /** The target type that a migration is to bring; null: the Service is only looked at. */
  readonly to: TargetType | null;
  /** Asked for over a bridge; left out: in place. */
  readonly weighted?: { readonly denied: readonly string[] };
}

/** What a check has found; the registry adds the severity. */
export interface Found<Code extends string = string> {
  readonly code: Code;
  /** Where this case weighs less than the code does; left out: as much as the code. */
  readonly milder?: Severity;
  /** Left out: it is about the Service. */
  readonly object?: string;
  readonly message: string;
  readonly remedy?: string;
}

/** A pure function of a Snapshot. What it needs and could not be read, it is silent about: NLB0001 says what was not read. */
export type Check<Code extends string = string> = (subject: Subject) => readonly Found<Code>[];
