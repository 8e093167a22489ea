import type { Session } from '../cli/session.ts';
import { suppressionsOf } from '../cli/suppressions.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { atLeast, suppressed } from '../judge/findings/suppression.ts';
import { judge } from '../judge/inspection.ts';
import { type ExitCode, exitCode } from '../model/exit-codes.ts';
import type { Finding } from '../model/finding.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TargetType } from '../model/target-type.ts';
import type { FindingsFlags } from './findings-options.ts';

/** A Snapshot, judged, with everything that was found on it. */
export interface Examination {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  readonly findings: readonly Finding[];
}

/** Judges a Snapshot, and marks what flags and the project's file suppress. `to`: a migration is planned. */
export async function examine(
  session: Session,
  snapshot: Snapshot,
  { suppress = [] }: FindingsFlags,
  to: TargetType | null = null,
): Promise<Examination> {
  // A Snapshot from a file is judged by the day on which it was read: the same file always says the same.
  const suppressions = await suppressionsOf(suppress, session.world.cwd, snapshot.at.slice(0, 10));
  const inspection = judge(snapshot);
  const findings = suppressed(findingsOf({ snapshot, inspection, to }), suppressions, snapshot.service);
  return { snapshot, inspection, findings };
}

/** 3 where `--fail-on` asks for it, else 0. */
export const exitCodeOf = (findings: readonly Finding[], { failOn }: FindingsFlags): ExitCode =>
  failOn !== undefined && atLeast(findings, failOn).length > 0 ? exitCode.notAsAsked : exitCode.ok;
