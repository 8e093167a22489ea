import type { Session } from '../cli/session.ts';
import { suppressionsOf } from '../cli/suppressions.ts';
import type { Subject } from '../judge/findings/finding.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { atLeast, type Suppression, suppressed } from '../judge/findings/suppression.ts';
import { judge } from '../judge/inspection.ts';
import { type ExitCode, exitCode } from '../model/exit-codes.ts';
import type { Finding } from '../model/finding.ts';
import type { Inspection } from '../model/inspection.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { findingLines } from '../output/findings.ts';
import type { FindingsFlags } from './findings-options.ts';

/** A Snapshot, judged, with everything that was found on it. */
export interface Examination {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  readonly findings: readonly Finding[];
}

/** The migration that is planned, if one is. */
type Migrating = Pick<Subject, 'to' | 'weighted'>;

const onlyLooking: Migrating = { to: null };

/** Judges a Snapshot, and marks what flags and the project's file suppress. */
export async function examine(
  session: Session,
  snapshot: Snapshot,
  { suppress = [] }: FindingsFlags,
  migrating: Migrating = onlyLooking,
): Promise<Examination> {
  return examined(snapshot, await suppressionsAt(session, snapshot.at, suppress), migrating);
}

/** What flags and the project's file suppress on the day of an instant (RFC 3339). Throws Usage. */
export function suppressionsAt(session: Session, at: string, flags: readonly string[] = []): Promise<Suppression[]> {
  // A Snapshot from a file is judged by the day on which it was read: the same file always says the same.
  return suppressionsOf(flags, session.world.cwd, at.slice(0, 10));
}

/** Judges a Snapshot, and marks what is suppressed. */
export function examined(
  snapshot: Snapshot,
  suppressions: readonly Suppression[],
  migrating: Migrating = onlyLooking,
): Examination {
  const inspection = judge(snapshot);
  const findings = suppressed(findingsOf({ snapshot, inspection, ...migrating }), suppressions, snapshot.service);
  return { snapshot, inspection, findings };
}

/**
 * Whether `--fail-on` asks for a failure, of a command that does not show findings in its output for people: then they are
 * said on stderr.
 */
export async function failing(
  session: Session,
  each: readonly { readonly service: ServiceRef; readonly findings: readonly Finding[] }[],
  { failOn }: FindingsFlags,
): Promise<boolean> {
  if (failOn === undefined) return false;
  const open = each.map(({ service, findings }) => ({ service, findings: atLeast(findings, failOn) }));
  const failed = open.filter(({ findings }) => findings.length > 0);
  if (failed.length === 0) return false;
  const surface = await session.surface('stderr');
  for (const { service, findings } of failed)
    session.say([`${service.namespace}/${service.name}`, ...findingLines(findings, surface)].join('\n'));
  return true;
}

/** 3 where `--fail-on` asks for it, else 0. */
export const exitCodeOf = (findings: readonly Finding[], { failOn }: FindingsFlags): ExitCode =>
  failOn !== undefined && atLeast(findings, failOn).length > 0 ? exitCode.notAsAsked : exitCode.ok;
