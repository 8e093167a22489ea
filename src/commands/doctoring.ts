import { requireNoFile } from '../cli/offline.ts';
import { samePlace } from '../cli/same-place.ts';
import type { Session } from '../cli/session.ts';
import { diagnose } from '../judge/doctor/diagnosis.ts';
import { exitCode } from '../model/exit-codes.ts';
import { readAccess } from '../observe/access.ts';
import { diagnosisLines } from '../output/diagnosis.ts';
import { doctorDocument } from '../output/doctor-document.ts';
import { printDocument } from './print-document.ts';

/** Asks the cluster and AWS for all that nlbctl needs of them, and prints what came of it. 6 where reading lacks something. */
export async function doctor(session: Session, output: string): Promise<number> {
  requireNoFile(session, 'it asks how cluster and AWS can be reached');
  const facts = await readAccess(session.examining);
  const { checks, canRead } = diagnose(facts);
  const { argv } = session.world;
  const placed = checks.map((check) => ({
    ...check,
    command: check.command === null ? null : samePlace(check.command, argv),
  }));
  const diagnosis = { checks: placed, canRead };
  session.tell({ kind: 'diagnosis', diagnosis });
  const code = canRead ? exitCode.ok : exitCode.couldNotKnow;
  if (!(await printDocument(session, output, () => doctorDocument(facts, diagnosis, code))))
    session.print(diagnosisLines(diagnosis, await session.surface('stdout')).join('\n'));
  return code;
}
