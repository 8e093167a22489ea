import { setMaxListeners } from 'node:events';
import { type ClusterAccess, connectClusterAccess } from '../kubernetes/access.ts';
import type { KubernetesSettings } from '../kubernetes/cluster.ts';
import type { AccessFacts, Asked } from '../model/access.ts';
import { clusterPermissions } from '../model/permissions.ts';
import { asked, askedOf, notAsked } from './asked.ts';
import { type AwsSettings, readAwsAccess } from './aws-access.ts';
import { serverClock } from './server-clock.ts';

export interface Examining {
  readonly kubernetes: KubernetesSettings;
  readonly aws: AwsSettings;
  /** `-n`; null: that of the context. */
  readonly namespace: string | null;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks the cluster and AWS, side by side, for everything that nlbctl needs of them. What fails is a part of the answer, and
 * the rest is asked all the same. Throws only the signal's reason.
 */
export async function readAccess(examining: Examining): Promise<AccessFacts> {
  const { now, signal } = examining;
  // Every request listens to the signal, and two dozen are under way at once: Node would warn of a leak on stderr.
  setMaxListeners(0, signal);
  const clock = serverClock(now);
  const settings = { ...examining.kubernetes, onDate: clock.told };
  const cluster = await asked(() => connectClusterAccess(settings), signal);
  try {
    const place = cluster.outcome === 'answered' ? cluster.value : null;
    const namespace = examining.namespace ?? place?.kubeconfig.namespace ?? null;
    const [kubernetes, aws] = await Promise.all([
      readClusterAccess(cluster, namespace, examining),
      readAwsAccess(examining, place),
    ]);
    const { elbv2, ...facts } = aws;
    return {
      at: new Date(now()).toISOString(),
      namespace,
      ...kubernetes,
      ...facts,
      ahead: { apiServer: clock.ahead, elbv2 },
    };
  } finally {
    if (cluster.outcome === 'answered') cluster.value.close();
  }
}

async function readClusterAccess(
  cluster: Asked<ClusterAccess>,
  namespace: string | null,
  { now, signal }: Pick<Examining, 'now' | 'signal'>,
) {
  const kubeconfig = await askedOf(cluster, '', async (access) => access.kubeconfig, signal);
  const signIn = await askedOf(
    cluster,
    'the kubeconfig leads to no cluster',
    async (access) => {
      const began = now();
      await access.signIn(signal);
      return { milliseconds: now() - began };
    },
    signal,
  );
  const ready = signIn.outcome === 'answered' ? cluster : notAsked('');
  const version = await askedOf(
    ready,
    cluster.outcome === 'answered' ? 'there are no credentials for it' : 'the kubeconfig leads to no cluster',
    (access) => access.version(signal),
    signal,
  );
  const isReached =
    version.outcome === 'answered' || (version.outcome === 'failed' && version.code === 'KubernetesForbidden');
  const server = isReached ? cluster : notAsked('');
  const because = 'the API server could not be asked';
  const [apiGroups, controllers, reviews] = await Promise.all([
    askedOf(server, because, (access) => access.apiGroups(signal), signal),
    askedOf(server, because, (access) => access.controllers(signal), signal),
    Promise.all(
      clusterPermissions.map(async (permission) => {
        const { verb, group, resource, scope } = permission;
        const attempt = { verb, group, resource, namespace: scope === 'cluster' ? null : namespace };
        return {
          permission,
          allowed: await askedOf(server, because, (access) => access.isAllowed(attempt, signal), signal),
        };
      }),
    ),
  ]);
  return {
    kubeconfig: cluster.outcome === 'failed' ? cluster : kubeconfig,
    signIn,
    version,
    apiGroups,
    controllers,
    reviews,
  };
}
