import type { Session } from '../cli/session.ts';
import { comparisonOf, differences } from '../judge/differences.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { judge } from '../judge/inspection.ts';
import { exitCode } from '../model/exit-codes.ts';
import { differenceTable } from '../output/diff.ts';
import { inspectionDocument } from '../output/documents.ts';
import { requireManaged } from './managed.ts';
import { printDocument } from './print-document.ts';

/** Observes a Service and prints what differs; the exit code says whether anything does, or whether that could not be known. */
export async function diff(session: Session, service: string | undefined, output: string): Promise<number> {
  const snapshot = await session.observe(await session.service(service));
  const inspection = judge(snapshot);
  requireManaged(inspection);
  const findings = findingsOf({ snapshot, inspection, to: null });
  const differing = differences(inspection);
  const document = () => inspectionDocument('Diff', differing, findings);
  if (!(await printDocument(session, output, document)))
    session.print(differenceTable(differing, await session.surface('stdout')));
  const comparison = comparisonOf(inspection);
  if (comparison === 'different') return exitCode.differences;
  if (comparison === 'unknown') return exitCode.couldNotKnow;
  if (session.flags.quiet !== true && output === 'table')
    session.say(`${inspection.service.namespace}/${inspection.service.name}: every target is as it should be`);
  return exitCode.ok;
}
