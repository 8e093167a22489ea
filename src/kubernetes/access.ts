import type { KubeconfigFacts } from '../model/access.ts';
import type { ControllerDeployment } from '../model/surroundings.ts';
import { abortable } from '../network/abort.ts';
import { type Attempt, isAllowed } from './access-review.ts';
import { connect, type KubernetesSettings, serverName } from './connect.ts';
import type { Destination } from './kubeconfig/destination.ts';
import { regionOf } from './kubeconfig/region.ts';
import { listOf, textOf } from './raw.ts';
import { surroundingReads } from './surroundings.ts';

/** What can be asked of a cluster about the one who asks. Every method throws NlbctlError, or the signal's reason. */
export interface ClusterAccess {
  readonly kubeconfig: KubeconfigFacts;
  /** The AWS region of an EKS cluster, where the kubeconfig tells it. */
  readonly region: string | null;
  /** Gets the credentials, by the credential plugin where there is one; what it gives is not shown. */
  signIn(signal: AbortSignal): Promise<void>;
  /** The API server's version: `v1.33.5-eks-…`. */
  version(signal: AbortSignal): Promise<string>;
  /** The API groups that the cluster serves. */
  apiGroups(signal: AbortSignal): Promise<string[]>;
  isAllowed(attempt: Attempt, signal: AbortSignal): Promise<boolean>;
  controllers(signal: AbortSignal): Promise<ControllerDeployment[]>;
  close(): void;
}

/** Finds the cluster as `connectKubernetes` does. Nothing is sent yet. Throws KubeconfigInvalid, ContextNotFound. */
export async function connectClusterAccess(settings: KubernetesSettings): Promise<ClusterAccess> {
  const { destination, files, credentials, api, close } = await connect(settings);
  const asked = { verb: 'get', namespace: null, name: null } as const;
  return {
    kubeconfig: {
      files,
      context: destination.context,
      cluster: destination.clusterName,
      user: destination.userName,
      server: serverName(destination),
      namespace: destination.namespace,
      plugin: pluginOf(destination),
    },
    region: regionOf(destination),
    async signIn(signal) {
      await abortable(credentials.current(), signal);
    },
    async version(signal) {
      const request = { asked: { ...asked, resource: 'version' }, path: '/version', knownBy: 'gitVersion' };
      return textOf((await api(request, signal)).body?.['gitVersion']) ?? '';
    },
    async apiGroups(signal) {
      const { body } = await api({ asked: { ...asked, resource: 'apis' }, path: '/apis' }, signal);
      return listOf(body?.['groups']).flatMap(({ name }) => textOf(name) ?? []);
    },
    isAllowed: (attempt, signal) => isAllowed(api, attempt, signal),
    controllers: surroundingReads(api).controllers,
    close,
  };
}

/** The plugin's program. Its arguments are left out: some plugins take a secret there. */
function pluginOf({ user }: Destination): string | null {
  if (user === null || user.exec === null) return null;
  return user.token === null && user.tokenFile === null && user.username === null ? user.exec.command : null;
}
