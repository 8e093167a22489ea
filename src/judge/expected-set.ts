import type { Skipped } from '../model/inspection.ts';
import type { NotRead } from '../model/snapshot.ts';

/** A target that the controller should register. */
export interface ExpectedTarget {
  readonly id: string;
  readonly port: number;
  readonly zone: string | null;
  readonly node: string | null;
  readonly pod: string | null;
  /** For an instance: how many ready pods of the Service run on it; null for an address, and where it could not be known. */
  readonly readyPods: number | null;
  /** Whether its health counts: `byDesign` is null. */
  readonly required: boolean;
  /** Why it is right that this target gets no traffic; null: it should get some. */
  readonly byDesign: string | null;
  /** What could not be read and would decide whether `byDesign` holds; null: nothing. */
  readonly doubt: string | null;
  /** The rule that makes it a target, for people. */
  readonly why: string;
}

/** The targets that the controller should register in one group, or what is missing to say. */
export type ExpectedSet =
  | {
      readonly known: true;
      readonly targets: readonly ExpectedTarget[];
      /** What keeps the controller from registering them, each a sentence. */
      readonly problems: readonly string[];
      /** Nodes and pods left out, each with the rule that leaves it out. */
      readonly skipped: readonly Skipped[];
    }
  | { readonly known: false; readonly missing: readonly NotRead[] };

/** A set with nothing in it. */
export function emptySet(problems: readonly string[] = []): ExpectedSet {
  return { known: true, targets: [], problems, skipped: [] };
}

/** What tells one target of a group from another: the controller compares id and port. */
export function targetKey({ id, port }: { readonly id: string; readonly port: number }): string {
  return `${id}:${port}`;
}
