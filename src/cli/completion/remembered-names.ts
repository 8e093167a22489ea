import type { World } from '../world.ts';
import { cacheFolder, isAttempted, readCache } from './cache.ts';
import type { KnownNames, Names } from './names.ts';

/** For how long names that were read count as new, in milliseconds. Older ones are given too, and read anew. */
export const freshFor = 60_000;

interface Remembering {
  readonly env: World['env'];
  readonly now: () => number;
  /** Starts a process that reads the cluster, with these flags, and does not wait for it. */
  readonly refresh: (flags: readonly string[]) => void;
}

/** Loaded where a name is wanted: most completions are of nlbctl's own words. */
const kubeconfigs = () => import('./place.ts');

const unknown: KnownNames = { namespace: null, services: [] };

/**
 * Names out of the kubeconfig and out of what an earlier process has read of the cluster; the cluster itself is not asked here.
 * Whatever cannot be read is left out in silence: a completion has no place for a message.
 */
export function rememberedNames({ env, now, refresh }: Remembering): Names {
  return {
    async contexts(given) {
      const { contextsOf } = await kubeconfigs();
      return contextsOf(given.get('--kubeconfig') ?? null, env).catch(() => []);
    },
    async ofCluster(given) {
      // A snapshot's Services are not the cluster's.
      if (given.has('--from')) return unknown;
      const kubeconfig = given.get('--kubeconfig') ?? null;
      const context = given.get('--context') ?? null;
      const { placeOf } = await kubeconfigs();
      const place = await placeOf(kubeconfig, context, env).catch(() => null);
      if (place === null) return unknown;
      if (env['NLBCTL_COMPLETION_OFFLINE']) return { namespace: place.namespace, services: [] };
      const folder = cacheFolder(env);
      const cached = await readCache(folder, place.key);
      const isFresh = cached !== null && Math.abs(now() - cached.readAt) < freshFor;
      if (!isFresh && !(await isAttempted(folder, place.key, now())))
        refresh([
          ...(kubeconfig === null ? [] : [`--kubeconfig=${kubeconfig}`]),
          ...(context === null ? [] : [`--context=${context}`]),
          ...(given.has('--namespace') ? [`--namespace=${given.get('--namespace')}`] : []),
        ]);
      return { namespace: place.namespace, services: cached?.services ?? [] };
    },
  };
}
