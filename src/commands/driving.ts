import { resolve } from 'node:path';
import { samePlace } from '../cli/same-place.ts';
import type { Session } from '../cli/session.ts';
import { writeWhole } from '../cli/whole-file.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { figuresInWords } from '../judge/probing/words.ts';
import { type Driving, drive } from '../migrate/drive.ts';
import { outcomeOfMigration } from '../migrate/migration-outcome.ts';
import type { ServiceRef } from '../model/service.ts';
import { migrationDocument } from '../output/documents.ts';
import { resultText } from '../output/result.ts';
import { followed, follower } from './following.ts';
import type { MigrationProbe } from './migration-probe.ts';
import { printDocument } from './print-document.ts';
import { runRecord } from './run-record.ts';

interface Run {
  readonly ref: ServiceRef;
  readonly output: string;
  readonly driving: Omit<Driving, 'clock' | 'signal'>;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether anything was written, when all is over. */
  readonly changed: () => boolean;
  readonly probe: MigrationProbe | null;
  /** A file for a page of what happened; left out: none. */
  readonly report?: string | undefined;
}

/** What is said where the report cannot be written. */
export const reportNotWritten = (file: string): string => `the report cannot be written to ${file}`;

/** Drives a migration to its end, shows the way there, prints the result, and returns its exit code. */
export async function seeThrough(session: Session, run: Run): Promise<number> {
  const { ref, output, driving, startedAt, changed } = run;
  const { argv, clock, cwd } = session.world;
  const { intent } = driving;
  const record = runRecord(startedAt);
  const view = await follower(session, output, `looking at ${ref.namespace}/${ref.name}`);
  const end = await followed(drive({ ...driving, clock, signal: session.signal }), view, record.add);
  if (end.next.kind === 'done')
    await run.probe?.outlast((message) => {
      if (session.flags.quiet !== true) session.say(message);
    });
  const measured = (await run.probe?.stop()) ?? null;
  const elapsedSeconds = Math.round((clock.now() - startedAt) / 100) / 10;
  const at = new Date(startedAt).toISOString();
  const plain = outcomeOfMigration(end, { intent, changed: changed(), startedAt: at, elapsedSeconds });
  const outcome = { ...plain, next: plain.next.map((command) => samePlace(command, argv)) };
  const { phases } = record;
  session.tell({ kind: 'outcome', command: 'migrate', service: ref, outcome, phases });
  const probe = measured?.record ?? null;
  const document = () => {
    const findings = findingsOf({ snapshot: end.snapshot, inspection: end.inspection, to: null });
    return migrationDocument(end.inspection, findings, outcome, phases, { rollback: end.rollback, probe });
  };
  if (view.result !== undefined)
    view.result(new Date(clock.now()).toISOString(), outcome, probe === null ? undefined : { probe });
  else if (!(await printDocument(session, output, document))) {
    const lines = probe === null ? [] : [`probe: ${figuresInWords(probe)}`];
    session.print([resultText(ref, outcome, intent.to, await session.surface('stdout')), ...lines].join('\n'));
  }
  if (run.report !== undefined) {
    const page = record.page(end, outcome, measured, argv);
    await writeWhole(resolve(cwd, run.report), page, reportNotWritten(run.report));
    if (session.flags.quiet !== true) session.say(`${run.report} holds the report`);
  }
  return outcome.exitCode;
}
