import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { NlbctlError } from '../../model/errors.ts';
import type { Environment } from '../../network/environment.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { parseKubeconfig } from './parse.ts';

/** A kubeconfig, and the files that it was looked for in. */
export interface Loaded {
  /** null: none of the files exists. */
  readonly kubeconfig: Kubeconfig | null;
  readonly files: readonly string[];
}

/**
 * Finds and merges the kubeconfig as kubectl does (Kubernetes docs, "Organizing Cluster Access Using kubeconfig Files"):
 * `--kubeconfig` alone, else the files of KUBECONFIG less those that do not exist, else ~/.kube/config. The first file that
 * has a name, or a current context, wins. Throws KubeconfigInvalid.
 */
export async function loadKubeconfig(flag: string | null, env: Environment): Promise<Loaded> {
  const files = kubeconfigFiles(flag, env);
  const read = await Promise.all(files.map((file) => readIfThere(file)));
  if (flag !== null && read[0] === null) {
    throw new NlbctlError('KubeconfigInvalid', `the kubeconfig ${flag} (--kubeconfig) does not exist`, {
      hint: 'name another file, or leave --kubeconfig out',
    });
  }
  const parsed = read.flatMap((text, index) => (text === null ? [] : [parseKubeconfig(text, files[index] ?? '')]));
  return { kubeconfig: parsed.length === 0 ? null : merged(parsed), files };
}

/** The files that a kubeconfig is looked for in; they need not exist. */
export function kubeconfigFiles(flag: string | null, env: Environment): string[] {
  if (flag !== null) return [flag];
  const listed = (env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  if (listed.length > 0) return [...new Set(listed)];
  const home = env['HOME'] || (process.platform === 'win32' ? env['USERPROFILE'] : undefined) || homedir();
  return [path.join(home, '.kube', 'config')];
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    const why = code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'permission denied' : String(code);
    throw new NlbctlError('KubeconfigInvalid', `cannot read the kubeconfig ${file}: ${why}`, {
      hint: 'name another file with --kubeconfig or KUBECONFIG',
      cause,
    });
  }
}

function merged(kubeconfigs: readonly Kubeconfig[]): Kubeconfig {
  return {
    currentContext: kubeconfigs.find(({ currentContext }) => currentContext !== null)?.currentContext ?? null,
    contexts: firstWins(kubeconfigs.map(({ contexts }) => contexts)),
    clusters: firstWins(kubeconfigs.map(({ clusters }) => clusters)),
    users: firstWins(kubeconfigs.map(({ users }) => users)),
  };
}

function firstWins<Entry>(maps: readonly ReadonlyMap<string, Entry>[]): Map<string, Entry> {
  const all = new Map<string, Entry>();
  for (const [name, entry] of maps.flatMap((map) => [...map])) {
    if (!all.has(name)) all.set(name, entry);
  }
  return all;
}
