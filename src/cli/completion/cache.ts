import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`;
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

/**
 * Marks an attempt to read a cluster; false: another one is under way, or failed a short time ago. A mark that is older counts
 * no more; if two processes then take its place at once, the cluster is read twice.
 */
export async function beginAttempt(folder: string, key: string, now: number): Promise<boolean> {
  if (await isAttempted(folder, key, now)) return false;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(markOf(folder, key), { force: true });
  try {
    await (await open(markOf(folder, key), 'wx', 0o600)).close();
    return true;
  } catch {
    return false;
  }
}

export async function isAttempted(folder: string, key: string, now: number): Promise<boolean> {
  const mark = await stat(markOf(folder, key)).catch(() => null);
  return mark !== null && Math.abs(now - mark.mtimeMs) < retryAfter;
}

/** After a success; the mark of a failure stays, and keeps others from trying at once. */
export async function endAttempt(folder: string, key: string): Promise<void> {
  await rm(markOf(folder, key), { force: true });
}

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
