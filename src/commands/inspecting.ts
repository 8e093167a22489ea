import type { Session } from '../cli/session.ts';
import { judge } from '../judge/inspection.ts';
import { exitCode } from '../model/exit-codes.ts';
import { inspectionDocument } from '../output/documents.ts';
import { inspectionTable, inspectionTree } from '../output/inspection.ts';
import { json, yaml } from '../output/print.ts';
import { requireManaged } from './managed.ts';

/** Observes a Service, judges it, and prints it. */
export async function inspect(session: Session, service: string | undefined, output: string): Promise<number> {
  const inspection = judge(await session.observe(await session.service(service)));
  requireManaged(inspection);
  if (output === 'json') session.print(json(inspectionDocument('Inspection', inspection)));
  else if (output === 'yaml') session.print(await yaml(inspectionDocument('Inspection', inspection)));
  else if (output === 'name') session.print(`service/${inspection.service.name}`);
  else {
    const draw = output === 'wide' ? inspectionTable : inspectionTree;
    session.print(draw(inspection, await session.surface('stdout')));
  }
  return exitCode.ok;
}
