import type { Session } from '../cli/session.ts';
import { inspectionDocument } from '../output/documents.ts';
import { findingLines } from '../output/findings.ts';
import { inspectionTable, inspectionTree } from '../output/inspection.ts';
import { examine, exitCodeOf } from './examining.ts';
import type { FindingsFlags } from './findings-options.ts';
import { requireManaged } from './managed.ts';
import { printDocument } from './print-document.ts';

export interface Inspecting extends FindingsFlags {
  readonly output: string;
}

/** Observes a Service and what is around it, judges it, and prints it with what was found. */
export async function inspect(session: Session, service: string | undefined, flags: Inspecting): Promise<number> {
  const { output } = flags;
  const snapshot = await session.observe(await session.service(service), { withSurroundings: true });
  const { inspection, findings } = await examine(session, snapshot, flags);
  requireManaged(inspection);
  session.tell({ kind: 'inspection', inspection, findings });
  const document = () => inspectionDocument('Inspection', inspection, findings);
  if (output === 'name') session.print(`service/${inspection.service.name}`);
  else if (!(await printDocument(session, output, document))) {
    const surface = await session.surface('stdout');
    const draw = output === 'wide' ? inspectionTable : inspectionTree;
    session.print([draw(inspection, surface), ...findingLines(findings, surface)].join('\n'));
  }
  return exitCodeOf(findings, flags);
}
