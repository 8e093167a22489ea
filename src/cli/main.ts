import { NlbctlError } from '../model/errors.ts';
import { exitCode } from '../model/exit-codes.ts';
import { version } from '../output/version.ts';
import type { Ending } from './program.ts';
import type { StopSignal, World } from './world.ts';

/** Runs nlbctl with `world.argv` (without node and script) and resolves to the exit code. Never throws. */
export async function main(world: World): Promise<number> {
  const [only, ...more] = world.argv;
  const completes = world.name === 'kubectl_complete-aws_nlb';
  if (completes || only === '__complete') {
    const { complete } = await import('./completion/complete.ts');
    await complete(world, completes ? world.argv : more);
    return exitCode.ok;
  }
  // Scripts ask for the version before each run: that alone needs no command, no flag and no parser.
  if (only === '--version' && more.length === 0) {
    world.stdout.write(`${version}\n`);
    return exitCode.ok;
  }
  const abort = new AbortController();
  let interruption: NlbctlError | null = null;
  // A command may ask to be told of the first one, to come to an end of its own; the next one ends it.
  let first: ((signal: StopSignal) => void) | null = null;
  const onFirstSignal = (listener: (signal: StopSignal) => void) => {
    first = listener;
    return () => {
      first = null;
    };
  };
  const off = world.onSignal((signal) => {
    const told = first;
    first = null;
    if (told !== null) return told(signal);
    interruption ??= new NlbctlError(signal === 'SIGINT' ? 'Interrupted' : 'Terminated', `stopped by ${signal}`);
    abort.abort(interruption);
  });
  const ending: Ending = { exitCode: 0, told: [] };
  try {
    if (only === '__complete-refresh') {
      const { refreshNames } = await import('./completion/refresh.ts');
      return await refreshNames(world, more, abort.signal);
    }
    const { buildProgram } = await import('./program.ts');
    await buildProgram(world, { signal: abort.signal, onFirstSignal }, ending).parseAsync([...world.argv], {
      from: 'user',
    });
  } catch (error) {
    const [{ reportFailure }, { errorInSamePlace }] = await Promise.all([
      import('./failure.ts'),
      import('./same-place.ts'),
    ]);
    const words = wordsOf(error, interruption);
    const placed = words instanceof NlbctlError ? errorInSamePlace(words, world.argv) : words;
    ending.exitCode = await reportFailure(placed, world, {
      output: outputOf(world.argv),
      debug: world.argv.includes('--debug'),
      tell: (told) => ending.told.push(told),
    });
  } finally {
    off();
  }
  if (world.env['GITHUB_ACTIONS'] === 'true') {
    const { isInGithubActions, reportToGithub } = await import('./github-actions.ts');
    if (isInGithubActions(world)) await reportToGithub(world, ending.told, ending.exitCode);
  }
  return ending.exitCode;
}

/** The output format, for an error that happened before or while the flags were read. */
function outputOf(words: readonly string[]): string | undefined {
  // What stands after `--` is another command's.
  const argv = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined);
  const at = argv.findIndex((word) => word === '-o' || word === '--output');
  if (at >= 0) return argv[at + 1];
  return argv
    .find((word) => /^(-o|--output=)./.test(word) && !word.startsWith('--o='))
    ?.replace(/^(--output=|-o=?)/, '');
}

/** A command that was interrupted may have more to say of it than the signal has. */
function wordsOf(error: unknown, interruption: NlbctlError | null): unknown {
  const itself = error instanceof NlbctlError && (error.code === 'Interrupted' || error.code === 'Terminated');
  return itself || interruption === null ? error : interruption;
}
