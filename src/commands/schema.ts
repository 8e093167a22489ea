import { Command } from 'commander';
import type { Run } from '../cli/program.ts';

/** `nlbctl schema`: the JSON Schema of a document, to be used alone. */
export function schemaCommand(run: Run): Command {
  return new Command('schema')
    .summary('print the JSON Schema of a kind of document')
    .argument('[kind]', 'such as Inspection or MigrationResult; left out: list them all')
    .action(
      run(async (session, kind: string | undefined) => {
        const { printSchema } = await import('./schema-of-kind.ts');
        return printSchema(session, kind);
      }),
    );
}
