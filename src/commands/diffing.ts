import type { Session } from '../cli/session.ts';
import { comparisonOf, differences } from '../judge/differences.ts';
import { exitCode } from '../model/exit-codes.ts';
import { differenceTable } from '../output/diff.ts';
import { inspectionDocument } from '../output/documents.ts';
import { examine, failing } from './examining.ts';
import type { FindingsFlags } from './findings-options.ts';
import { requireManaged } from './managed.ts';
import { printDocument } from './print-document.ts';

export interface Diffing extends FindingsFlags {
  readonly output: string;
}

/**
 * Observes a Service and prints what differs; the exit code says whether anything does, or whether that could not be known.
 * Where nothing does, `--fail-on` has its say.
 */
export async function diff(session: Session, service: string | undefined, flags: Diffing): Promise<number> {
  const { output } = flags;
  const snapshot = await session.observe(await session.service(service));
  const { inspection, findings } = await examine(session, snapshot, flags);
  requireManaged(inspection);
  const differing = differences(inspection);
  session.tell({ kind: 'differences', differing });
  const document = () => inspectionDocument('Diff', differing, findings);
  if (!(await printDocument(session, output, document)))
    session.print(differenceTable(differing, await session.surface('stdout')));
  const isFailing = await failing(session, [{ service: snapshot.service, findings }], flags);
  const comparison = comparisonOf(inspection);
  if (comparison === 'different') return exitCode.differences;
  if (comparison === 'unknown') return exitCode.couldNotKnow;
  if (session.flags.quiet !== true && output === 'table')
    session.say(`${inspection.service.namespace}/${inspection.service.name}: every target is as it should be`);
  return isFailing ? exitCode.notAsAsked : exitCode.ok;
}
