import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControl } from '../faults/control/endpoint.ts';
import type { SandboxOptions } from '../sandbox.ts';
import { startSandbox } from '../sandbox.ts';
import { SandboxError } from '../sandbox-error.ts';
import { applyEnvironment, sandboxEnvironment } from './environment.ts';
import { writeClientFiles } from './files.ts';

export interface Running extends SandboxOptions {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a terminal sends its Ctrl-C to the command too. */
  readonly onTerminal: boolean;
  /** Aborts when the sandbox is not wanted any more before the command has begun. */
  readonly signal: AbortSignal;
  /** Told when the command is about to begin. */
  readonly ready: () => void;
}

/**
 * Starts a sandbox, runs a command in its environment when it has settled, and stops with it. Resolves to the command's
 * exit code, 128 and the signal's number when one ended it. Throws SandboxError when the command cannot be started.
 */
export async function runInSandbox({ command, env, onTerminal, signal, ready, ...options }: Running): Promise<number> {
  const sandbox = await startSandbox(options);
  const control = await startControl(sandbox);
  const folder = mkdtempSync(join(tmpdir(), 'nlbctl-sandbox-'));
  try {
    await sandbox.settle();
    const places = writeClientFiles(folder, sandbox, await sandbox.dataPath());
    signal.throwIfAborted();
    ready();
    const environment = sandboxEnvironment({ ...places, controlUrl: control.url }, env);
    return await untilItEnds(command, applyEnvironment(env, environment), onTerminal);
  } finally {
    await Promise.all([control.close(), sandbox.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A terminal's Ctrl-C reaches the command by itself; every other signal is passed on. The sandbox outlives the command. */
function untilItEnds(
  [program, ...args]: Running['command'],
  env: Record<string, string | undefined>,
  onTerminal: boolean,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    const passOn = (signal: NodeJS.Signals) => {
      if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, passOn);
    const off = () => {
      for (const signal of signals) process.off(signal, passOn);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      off();
      const why = error.code === 'ENOENT' ? 'it is not on the PATH' : error.message;
      reject(new SandboxError('usage', `the command ${program} cannot be started: ${why}`));
    });
    child.once('exit', (code, signal) => {
      off();
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
}
