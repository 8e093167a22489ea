import { NlbctlError } from '../model/errors.ts';
import type { ApiCall } from '../network/api-call.ts';
import type { Environment } from '../network/environment.ts';
import { environmentProxy, ProxyInvalid, type ProxySetting, parseProxy, proxyName } from '../network/proxy.ts';
import { withoutPassword } from '../network/without-password.ts';
import { type Api, apiOf } from './api.ts';
import { serverConnections } from './connections.ts';
import type { CredentialSource } from './credentials/credential.ts';
import type { PluginTerminal } from './credentials/exec-plugin.ts';
import { credentialSource } from './credentials/source.ts';
import { type Destination, destinationOf } from './kubeconfig/destination.ts';
import { inCluster } from './kubeconfig/in-cluster.ts';
import { loadKubeconfig } from './kubeconfig/load.ts';

/** What the connection to a cluster is made from. */
export interface KubernetesSettings {
  /** `--kubeconfig`; null: KUBECONFIG, else ~/.kube/config, else the cluster that nlbctl runs in. */
  readonly kubeconfig: string | null;
  /** `--context`; null: the kubeconfig's current one. */
  readonly context: string | null;
  readonly env: Environment;
  readonly onCall?: (call: ApiCall) => void;
  /** Lets credential plugins ask the user: they get nlbctl's stdin, and their stderr is shown. Left out: nobody can be asked. */
  readonly terminal?: PluginTerminal | null;
  /** Told the Date header of each answer. */
  readonly onDate?: (date: string) => void;
}

/** A cluster that requests can be made to; nothing has been sent yet. */
export interface Connected {
  readonly destination: Destination;
  readonly contexts: readonly string[];
  /** The files that the kubeconfig was looked for in. */
  readonly files: readonly string[];
  readonly credentials: CredentialSource;
  readonly api: Api;
  close(): void;
}

/** Throws KubeconfigInvalid and ContextNotFound. */
export async function connect(settings: KubernetesSettings): Promise<Connected> {
  const { env, onCall, onDate } = settings;
  const { destination, contexts, files } = await chooseDestination(settings);
  const proxy = proxyOf(destination, env);
  const connections = serverConnections(destination, proxy);
  const credentials = await credentialSource(destination, { env, terminal: settings.terminal ?? null });
  const api = apiOf({
    server: destination.server,
    connections,
    credentials,
    impersonate: destination.user?.impersonate ?? null,
    failure: {
      server: serverName(destination),
      context: destination.context,
      proxy: proxy === null ? null : proxyName(proxy),
      credentialHint: credentials.hint,
    },
    onCall,
    onDate,
  });
  return {
    destination,
    contexts,
    files,
    credentials,
    api,
    close() {
      credentials.close();
      connections.close();
    },
  };
}

/** The server as people see it in the kubeconfig, without a password. */
export function serverName({ server }: Destination): string {
  return withoutPassword(server.href).replace(/\/$/, '');
}

async function chooseDestination({ kubeconfig: flag, context, env }: KubernetesSettings) {
  const { kubeconfig, files } = await loadKubeconfig(flag, env);
  if (kubeconfig !== null && kubeconfig.contexts.size > 0) {
    return { destination: destinationOf(kubeconfig, context), contexts: [...kubeconfig.contexts.keys()], files };
  }
  const inside = context === null && flag === null ? await inCluster(env) : null;
  if (inside !== null) return { destination: inside, contexts: [], files: [] };
  if (kubeconfig !== null) return { destination: destinationOf(kubeconfig, context), contexts: [], files };
  throw new NlbctlError('KubeconfigInvalid', `there is no kubeconfig: ${files.join(', ')} does not exist`, {
    hint: 'aws eks update-kubeconfig --name CLUSTER writes one; --kubeconfig and KUBECONFIG name another file',
  });
}

/** The kubeconfig's own proxy, else the environment's. */
function proxyOf({ cluster, server }: Destination, env: Environment): ProxySetting | null {
  try {
    return cluster.proxyUrl === null
      ? environmentProxy(server, env)
      : parseProxy(cluster.proxyUrl, 'proxy-url of the kubeconfig');
  } catch (cause) {
    if (!(cause instanceof ProxyInvalid)) throw cause;
    const code = cluster.proxyUrl === null ? 'KubernetesUnreachable' : 'KubeconfigInvalid';
    throw new NlbctlError(code, cause.message, { hint: 'it looks like http://proxy.example.com:3128', cause });
  }
}
