import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import type { World } from '../../src/cli/world.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** The name that nlbctl is started by; its own if left out. */
  readonly name?: World['name'];
  /** What starts nlbctl in a process of its own. */
  readonly executable?: World['executable'];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly terminal?: boolean;
  /** What comes through stdin; nothing ever if left out. */
  readonly stdin?: string | Iterable<Uint8Array> | Readable;
  /** A folder without a project file if left out. */
  readonly cwd?: string;
  /** Hands out what a signal would call. */
  readonly onReady?: (kill: (signal: 'SIGINT' | 'SIGTERM') => void) => void;
  readonly onStderr?: (text: string) => void;
  /** Time as nlbctl sees it; the machine's if left out. */
  readonly clock?: World['clock'];
}

/** A clock that runs so many times as fast as the machine's, as that of a sandbox may. */
export function fasterClock(speed: number): World['clock'] {
  const began = Date.now();
  const start = performance.now();
  return {
    now: () => Math.round(began + (performance.now() - start) * speed),
    sleep: (milliseconds, signal) => machineClock.sleep(milliseconds / speed, signal),
  };
}

const machineClock: World['clock'] = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, milliseconds);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    }),
};

/** What a live view asks of a terminal beside writing; where the cursor goes is not kept. */
const cursor = { cursorTo: () => true, clearLine: () => true, moveCursor: () => true };

/** Runs nlbctl in this process, as its executable does, with streams that are collected. */
export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const isTTY = options.terminal === true;
  const world: World = {
    argv,
    name: options.name ?? 'nlbctl',
    executable: options.executable ?? [process.execPath, 'bin/nlbctl.js'],
    cwd: options.cwd ?? '/nonexistent',
    env: options.env ?? {},
    stdin: Object.assign(streamOf(options.stdin), { isTTY }) as World['stdin'],
    stdout: { isTTY, columns: 120, write: (text) => stdout.push(text) },
    stderr: {
      isTTY,
      columns: 120,
      ...cursor,
      write(text) {
        stderr.push(text);
        options.onStderr?.(text);
      },
    },
    clock: options.clock ?? machineClock,
    onSignal(listener) {
      options.onReady?.(listener);
      return () => undefined;
    },
  };
  const code = await main(world);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

function streamOf(stdin: CliOptions['stdin']): Readable {
  if (stdin instanceof Readable) return stdin;
  return Readable.from(typeof stdin === 'string' ? [Buffer.from(stdin)] : (stdin ?? []));
}
