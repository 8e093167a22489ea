import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ServiceRef } from '../../model/service.ts';
import type { World } from '../world.ts';

/** What was read of a cluster: names, and nothing else. */
export interface CachedNames {
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  readonly services: readonly ServiceRef[];
}

/** For how long after an attempt to read nobody makes another one, in milliseconds; longer than an attempt may take. */
export const retryAfter = 60_000;

const keptFor = 30 * 86_400_000;

/** Bytes; a longer file is none of ours. */
const longest = 1_000_000;
/** How many Services are kept. */
const most = 5_000;
const version = 1;

/** A DNS label (RFC 1123), which the names of namespaces and Services are: nothing in one means anything to a shell or a terminal. */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** `$XDG_CACHE_HOME/nlbctl/completion`, or below ~/.cache. A relative path does not count (XDG Base Directory Specification). */
export function cacheFolder(env: World['env']): string {
  const set = env['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(set) ? set : join(env['HOME'] || homedir(), '.cache'), 'nlbctl', 'completion');
}

/** null: nothing was read yet, or the file is not one of ours. */
export async function readCache(folder: string, key: string): Promise<CachedNames | null> {
  try {
    const file = fileOf(folder, key);
    const found = await stat(file);
    if (!found.isFile() || found.size > longest) return null;
    return parsed(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Replaces the file whole, so that nobody reads half of it. What is not a name of a Service is left out. */
export async function writeCache(folder: string, key: string, names: CachedNames): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = fileOf(folder, key);
  const unfinished = `${file}.${unique()}`;
  const services = names.services.filter(isService).slice(0, most);
  const lines = services.map(({ namespace, name }) => `${namespace}/${name}`);
  try {
    await writeFile(unfinished, JSON.stringify({ version, readAt: names.readAt, services: lines }), {
      mode: 0o600,
      flag: 'wx',
    });
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Marks an attempt to read a cluster; false: another one is under way, or failed a short time ago. */
export async function beginAttempt(folder: string, key: string, now: number): Promise<boolean> {
  const mark = markOf(folder, key);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (await created(mark)) return true;
    if (await isRecent(mark, now)) return false;
    // Of several that find the old mark, one moves it away; one that comes later finds the new mark, and puts it back.
    const aside = `${mark}.${unique()}`;
    await rename(mark, aside);
    if (await isRecent(aside, now)) {
      await rename(aside, mark);
      return false;
    }
    await rm(aside, { force: true });
    return await created(mark);
  } catch {
    return false;
  }
}

export const isAttempted = (folder: string, key: string, now: number): Promise<boolean> =>
  isRecent(markOf(folder, key), now);

/** After a success; the mark of a failure stays, and keeps others from trying at once. */
export async function endAttempt(folder: string, key: string): Promise<void> {
  await rm(markOf(folder, key), { force: true });
}

/** Takes away what has not been written for a month: of clusters that are gone, and of processes that were ended half way. */
export async function forgetOld(folder: string, now: number): Promise<void> {
  const ours = (await readdir(folder)).filter((name) => /^[0-9a-f]{32}\.(json|attempt)/.test(name));
  for (const name of ours) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && now - found.mtimeMs > keptFor) await rm(join(folder, name), { force: true });
  }
}

async function isRecent(mark: string, now: number): Promise<boolean> {
  const found = await stat(mark).catch(() => null);
  return found !== null && Math.abs(now - found.mtimeMs) < retryAfter;
}

/** Whether the file is new: it is made only where there is none. */
async function created(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

const unique = (): string => randomBytes(6).toString('hex');

const fileOf = (folder: string, key: string): string => join(folder, `${key}.json`);
const markOf = (folder: string, key: string): string => join(folder, `${key}.attempt`);

const isService = ({ namespace, name }: ServiceRef): boolean => label.test(namespace) && label.test(name);

function parsed(value: unknown): CachedNames | null {
  if (typeof value !== 'object' || value === null) return null;
  const { version: written, readAt, services } = value as Record<string, unknown>;
  if (written !== version || typeof readAt !== 'number' || !Array.isArray(services)) return null;
  const read = services.slice(0, most).flatMap((each): ServiceRef[] => {
    const [namespace = '', name = '', ...more] = typeof each === 'string' ? each.split('/') : [];
    return more.length === 0 && isService({ namespace, name }) ? [{ namespace, name }] : [];
  });
  return { readAt, services: read };
}
