import { CommanderError } from 'commander';
import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import { errorDocument } from '../output/documents.ts';
import { json } from '../output/print.ts';
import { safe } from '../output/terminal.ts';
import type { World } from './world.ts';

interface Reporting {
  readonly output: string | undefined;
  readonly debug: boolean;
}

/** Turns whatever was thrown into words on stderr (and a document on stdout, where documents are asked for) and an exit code. */
export function reportFailure(error: unknown, world: World, { output, debug }: Reporting): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  if (error instanceof NlbctlError) {
    if (output === 'json' || output === 'yaml') world.stdout.write(`${json(errorDocument(error))}\n`);
    const message = error.message.split('\n').map(safe).join('\n');
    world.stderr.write(`error: ${message}\n`);
    if (error.hint !== null) world.stderr.write(`hint: ${safe(error.hint)}\n`);
    if (debug && error.stack !== undefined) world.stderr.write(`${error.stack}\n`);
    return error.exitCode;
  }
  const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (output === 'json' || output === 'yaml') {
    const message = error instanceof Error ? error.message : String(error);
    world.stdout.write(
      `${json(errorDocument({ code: 'Unexpected' as never, message, hint: null, exitCode: exitCode.unexpected }))}\n`,
    );
  }
  world.stderr.write(`error: this is a bug in nlbctl; please report it with the lines below\n${bug}\n`);
  return exitCode.unexpected;
}
