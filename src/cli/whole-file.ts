import { randomUUID } from 'node:crypto';
import { access, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NlbctlError } from '../model/errors.ts';

/**
 * Writes a file that only its owner may read, whole or not at all: beside its place first, then renamed. What is there and
 * is no file, such as a pipe or /dev/null, is written to. Throws Usage, with `failure` and why, where that cannot be.
 */
export async function writeWhole(path: string, text: string, failure: string): Promise<void> {
  try {
    const there = await stat(path).catch(() => null);
    if (there !== null && !there.isFile()) await writeFile(path, text);
    else await replace(there === null ? path : await realpath(path), text);
  } catch (error) {
    throw notWritten(failure, error);
  }
}

async function replace(path: string, text: string): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Throws Usage, with `failure` and why, where `writeWhole` could not write: to say so before a long work, and not after it. */
export async function requireWritable(path: string, failure: string): Promise<void> {
  try {
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory() === true) throw new Error('EISDIR: it is a folder');
    await access(there === null || there.isFile() ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw notWritten(failure, error);
  }
}

function notWritten(failure: string, error: unknown): NlbctlError {
  // Which file stood beside it is nobody's business.
  const why = (error as Error).message.replace(/, \w+( '.*)?$/s, '');
  return new NlbctlError('Usage', `${failure}: ${why}`, {
    hint: 'name a file in a folder that exists and that you may write to',
    cause: error,
  });
}
