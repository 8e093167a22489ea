import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Python } from './python.ts';

const run = promisify(execFile);
const requirements = path.join(import.meta.dirname, 'requirements.txt');
const constraints = path.join(import.meta.dirname, 'constraints.txt');

/**
 * The interpreter of a virtual environment in which the pinned moto is installed. It is made once for each set of pins and
 * each Python, beside its place, and moved there when it is whole: an install that was interrupted is never taken for one.
 */
export async function motoInterpreter(python: Python, folder: string): Promise<string> {
  const place = path.join(folder, `venv-${await keyOf(python)}`);
  const interpreter = path.join(place, 'bin', 'python');
  if (await exists(interpreter)) return interpreter;
  await mkdir(folder, { recursive: true });
  const making = await mkdtemp(path.join(folder, 'making-'));
  try {
    process.stderr.write(`installing moto into ${path.relative(process.cwd(), place)}, once\n`);
    await must('cannot make a virtual environment', python.command, ['-m', 'venv', making]);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await must('cannot install moto', path.join(making, 'bin', 'python'), install);
    await rename(making, place).catch(async (error: unknown) => {
      // Another run may have been faster.
      if (!(await exists(interpreter))) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return interpreter;
}

async function keyOf({ identity }: Python): Promise<string> {
  const hash = createHash('sha256').update(identity);
  for (const file of [requirements, constraints]) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

/** Runs a command to its end; what it said is in the error when it fails. */
async function must(failure: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await run(command, args, { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    // The message of a command that failed ends with its stderr.
    const { stdout = '', message } = error as Error & { stdout?: string };
    throw new Error(`${failure}: ${message}\n${stdout}`);
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
