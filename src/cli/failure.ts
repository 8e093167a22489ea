import { CommanderError } from 'commander';
import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import { errorDocument } from '../output/documents.ts';
import type { Told } from '../output/github/told.ts';
import { json, yaml } from '../output/print.ts';
import { ndjsonFailure } from '../output/progress/ndjson.ts';
import { safe } from '../output/terminal.ts';
import type { World } from './world.ts';

interface Reporting {
  readonly output: string | undefined;
  readonly debug: boolean;
  readonly tell: (told: Told) => void;
}

/** Turns whatever was thrown into words on stderr (and a document on stdout, where documents are asked for) and an exit code. */
export async function reportFailure(error: unknown, world: World, { output, debug, tell }: Reporting): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode.ok;
    // Its words are on stderr already.
    const words = error.message.replace(/^error: /, '');
    await writeDocument({ code: 'Usage', message: words, hint: 'add --help for the flags', exitCode: exitCode.usage });
    return exitCode.usage;
  }
  if (error instanceof NlbctlError) {
    await writeDocument(error);
    const message = error.message.split('\n').map(safe).join('\n');
    world.stderr.write(`error: ${message}\n`);
    if (error.hint !== null) world.stderr.write(`hint: ${safe(error.hint)}\n`);
    if (debug && error.stack !== undefined) world.stderr.write(`${error.stack}\n`);
    return error.exitCode;
  }
  const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  await writeDocument({ code: 'Unexpected', message, hint: null, exitCode: exitCode.unexpected });
  world.stderr.write(`error: this is a bug in nlbctl; please report it with the lines below\n${bug}\n`);
  return exitCode.unexpected;

  async function writeDocument(failure: Parameters<typeof errorDocument>[0]): Promise<void> {
    const { code, message, hint } = failure;
    tell({ kind: 'failure', failure: { code, message, hint } });
    if (output === 'json') world.stdout.write(`${json(errorDocument(failure))}\n`);
    if (output === 'ndjson') ndjsonFailure(world.stdout, new Date(world.clock.now()).toISOString(), failure);
    if (output === 'yaml') world.stdout.write(`${await yaml(errorDocument(failure))}\n`);
  }
}
