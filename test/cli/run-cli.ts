import { main } from '../../src/cli/main.ts';
import type { World } from '../../src/cli/world.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly terminal?: boolean;
  /** Hands out what a signal would call. */
  readonly onReady?: (kill: (signal: 'SIGINT' | 'SIGTERM') => void) => void;
  readonly onStderr?: (text: string) => void;
}

/** Runs nlbctl in this process, as its executable does, with streams that are collected. */
export async function runCli(argv: readonly string[], options: Options = {}): Promise<CliRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const isTTY = options.terminal === true;
  const world: World = {
    argv,
    executable: [process.execPath, 'bin/nlbctl.js'],
    env: options.env ?? {},
    stdin: { isTTY } as World['stdin'],
    stdout: { isTTY, columns: 120, write: (text) => stdout.push(text) },
    stderr: {
      isTTY,
      columns: 120,
      write(text) {
        stderr.push(text);
        options.onStderr?.(text);
      },
    },
    clock: {
      now: Date.now,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, milliseconds);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(signal.reason);
          });
        }),
    },
    onSignal(listener) {
      options.onReady?.(listener);
      return () => undefined;
    },
  };
  const code = await main(world);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
