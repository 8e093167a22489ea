import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { destinationOf } from '../../kubernetes/kubeconfig/destination.ts';
import { kubeconfigFiles, loadKubeconfig } from '../../kubernetes/kubeconfig/load.ts';
import type { World } from '../world.ts';

/** A cluster as the kubeconfig has it. */
export interface Place {
  /** What names that were read there are kept under: another server, or another user, may see others. */
  readonly key: string;
  /** The context's. */
  readonly namespace: string;
}

/** Bytes. A longer kubeconfig takes longer to read than anybody waits for a completion. */
const longest = 2_000_000;

/** The contexts of a kubeconfig; none where there is no kubeconfig. Throws KubeconfigInvalid. */
export async function contextsOf(kubeconfig: string | null, env: World['env']): Promise<string[]> {
  return [...((await read(kubeconfig, env))?.contexts.keys() ?? [])];
}

/** Where a command with these flags goes; null: there is no kubeconfig. Throws KubeconfigInvalid, ContextNotFound. */
export async function placeOf(
  kubeconfig: string | null,
  context: string | null,
  env: World['env'],
): Promise<Place | null> {
  const loaded = await read(kubeconfig, env);
  if (loaded === null) return null;
  const destination = destinationOf(loaded, context);
  const parts = [destination.context, destination.server.href, destination.userName];
  return {
    key: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32),
    namespace: destination.namespace,
  };
}

async function read(flag: string | null, env: World['env']) {
  const sizes = await Promise.all(kubeconfigFiles(flag, env).map(sizeOf));
  if (sizes.reduce((sum, size) => sum + size, 0) > longest) return null;
  return (await loadKubeconfig(flag, env)).kubeconfig;
}

/** What is no plain file is not read: a pipe would be waited for, and a process substitution can be read only once. */
async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => null);
  if (found === null) return 0;
  return found.isFile() ? found.size : Number.POSITIVE_INFINITY;
}
