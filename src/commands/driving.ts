import { samePlace } from '../cli/same-place.ts';
import type { Session } from '../cli/session.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { type Driving, drive } from '../migrate/drive.ts';
import { outcomeOfMigration } from '../migrate/migration-outcome.ts';
import type { PhaseRecord } from '../model/progress.ts';
import type { ServiceRef } from '../model/service.ts';
import { migrationDocument } from '../output/documents.ts';
import { resultText } from '../output/result.ts';
import { followed, follower } from './following.ts';
import { printDocument } from './print-document.ts';

interface Run {
  readonly ref: ServiceRef;
  readonly output: string;
  readonly driving: Omit<Driving, 'clock' | 'signal'>;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether anything was written, when all is over. */
  readonly changed: () => boolean;
}

/** Drives a migration to its end, shows the way there, prints the result, and returns its exit code. */
export async function seeThrough(session: Session, { ref, output, driving, startedAt, changed }: Run): Promise<number> {
  const { clock } = session.world;
  const { intent } = driving;
  const phases: PhaseRecord[] = [];
  const view = await follower(session, output, `looking at ${ref.namespace}/${ref.name}`);
  const whole: Driving = { ...driving, clock, signal: session.signal };
  const end = await followed(drive(whole), view, (progress) => {
    if (progress.type !== 'phase') return;
    const elapsedSeconds = Math.max(0, (Date.parse(progress.at) - startedAt) / 1000);
    phases.push({ name: progress.phase, at: progress.at, elapsedSeconds });
  });
  const elapsedSeconds = Math.round((clock.now() - startedAt) / 100) / 10;
  const at = new Date(startedAt).toISOString();
  const plain = outcomeOfMigration(end, { intent, changed: changed(), startedAt: at, elapsedSeconds });
  const outcome = { ...plain, next: plain.next.map((command) => samePlace(command, session.world.argv)) };
  session.tell({ kind: 'outcome', command: 'migrate', service: ref, outcome, phases });
  const document = () => {
    const findings = findingsOf({ snapshot: end.snapshot, inspection: end.inspection, to: null });
    return migrationDocument(end.inspection, findings, outcome, phases, end.rollback);
  };
  if (view.result !== undefined) view.result(new Date(clock.now()).toISOString(), outcome);
  else if (!(await printDocument(session, output, document)))
    session.print(resultText(ref, outcome, intent.to, await session.surface('stdout')));
  return outcome.exitCode;
}
