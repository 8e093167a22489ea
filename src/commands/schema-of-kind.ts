import type { Session } from '../cli/session.ts';
import { closest } from '../model/closest.ts';
import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import { json } from '../output/print.ts';
import { type SchemaKind, schemas, standaloneSchema } from '../output/schemas.ts';
import { table } from '../output/table.ts';

const kinds = Object.keys(schemas) as SchemaKind[];

/** Prints one schema, or the list of all of them. Case does not count, since `stream` is no kind of a document. */
export async function printSchema(session: Session, given: string | undefined): Promise<number> {
  if (given === undefined) {
    const rows = kinds.map((kind) => [kind, schemas[kind].of]);
    session.print(table(['KIND', 'OF'], rows, await session.surface('stdout')));
    return exitCode.ok;
  }
  const kind = kinds.find((each) => each.toLowerCase() === given.toLowerCase());
  if (kind === undefined) {
    const near = closest(given, kinds);
    throw new NlbctlError('Usage', `there is no schema of the kind "${given}"`, {
      hint: `${near === null ? '' : `did you mean ${near}? `}nlbctl schema lists every kind`,
    });
  }
  session.print(json(standaloneSchema(kind)));
  return exitCode.ok;
}
