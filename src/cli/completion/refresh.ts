import { parseArgs } from 'node:util';
import { NlbctlError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-codes.ts';
import type { ServiceRef } from '../../model/service.ts';
import { hasLoadBalancer } from '../../observe/candidates.ts';
import { connectKubernetes } from '../clients.ts';
import type { World } from '../world.ts';
import { beginAttempt, cacheFolder, endAttempt, forgetOld, readCache, writeCache } from './cache.ts';
import { placeOf } from './place.ts';

/** Milliseconds, credential plugin included. */
const patience = 15_000;

/**
 * Reads the names of a cluster's Services for the next completions. Runs in a process of its own that nobody sees; what it throws
 * is for those who start it by hand. Throws what the Kubernetes client throws.
 */
export async function refreshNames(world: World, argv: readonly string[], signal: AbortSignal): Promise<number> {
  const { env, clock } = world;
  const { values } = parseArgs({
    args: [...argv],
    options: { kubeconfig: { type: 'string' }, context: { type: 'string' }, namespace: { type: 'string' } },
  });
  const { kubeconfig = null, context = null } = values;
  const place = await placeOf(kubeconfig, context, env);
  const folder = cacheFolder(env);
  if (place === null || !(await beginAttempt(folder, place.key, clock.now()))) return exitCode.ok;
  const timeout = new NlbctlError(
    'KubernetesUnreachable',
    `the cluster did not answer within ${patience / 1000} seconds`,
  );
  const stop = new AbortController();
  const done = new AbortController();
  clock.sleep(patience, done.signal).then(
    () => stop.abort(timeout),
    () => undefined,
  );
  const kubernetes = await connectKubernetes({ kubeconfig, context, env, terminal: null });
  try {
    const either = AbortSignal.any([signal, stop.signal]);
    const services = await readServices(values.namespace ?? place.namespace, either);
    await writeCache(folder, place.key, { readAt: clock.now(), services });
    await endAttempt(folder, place.key);
    await forgetOld(folder, clock.now());
    return exitCode.ok;
  } finally {
    done.abort();
    kubernetes.close();
  }

  /** Those of every namespace; where that is not allowed, those of one, beside what is known of the others. */
  async function readServices(namespace: string, either: AbortSignal): Promise<ServiceRef[]> {
    try {
      return (await kubernetes.services({ namespace: null, selector: null }, either)).filter(hasLoadBalancer);
    } catch (error) {
      if (!(error instanceof NlbctlError) || error.code !== 'KubernetesForbidden') throw error;
    }
    const found = await kubernetes.services({ namespace, selector: null }, either);
    const before = (await readCache(folder, place?.key ?? ''))?.services ?? [];
    return [...before.filter((each) => each.namespace !== namespace), ...found.filter(hasLoadBalancer)];
  }
}
