import { closest } from '../../model/closest.ts';
import { NlbctlError } from '../../model/errors.ts';
import type { ClusterEntry, Kubeconfig, UserEntry } from './kubeconfig.ts';

/** Where requests go and as whom: what a context of the kubeconfig comes to. */
export interface Destination {
  /** null: inside of a cluster, where there is no kubeconfig. */
  readonly context: string | null;
  /** The cluster's name in the kubeconfig. */
  readonly clusterName: string | null;
  readonly cluster: ClusterEntry;
  readonly server: URL;
  readonly user: UserEntry | null;
  readonly userName: string | null;
  readonly namespace: string;
}

/** The destination of a context, or of the current one. Throws ContextNotFound, KubeconfigInvalid. */
export function destinationOf(kubeconfig: Kubeconfig, flag: string | null): Destination {
  const name = flag ?? kubeconfig.currentContext;
  const known = [...kubeconfig.contexts.keys()];
  if (name === null) {
    throw new NlbctlError('ContextNotFound', 'the kubeconfig has no current context', {
      hint: `name one with --context, or run kubectl config use-context NAME; ${listed(known)}`,
    });
  }
  const context = kubeconfig.contexts.get(name);
  if (context === undefined) throw contextNotFound(name, flag === null, known);
  const cluster = context.cluster === null ? undefined : kubeconfig.clusters.get(context.cluster);
  if (cluster === undefined) {
    const what = context.cluster === null ? 'no cluster' : `cluster "${context.cluster}", which the kubeconfig lacks`;
    throw invalid(`context "${name}" names ${what}`);
  }
  const user = context.user === null ? null : kubeconfig.users.get(context.user);
  if (user === undefined) throw invalid(`context "${name}" names user "${context.user}", which the kubeconfig lacks`);
  return {
    context: name,
    clusterName: context.cluster,
    cluster,
    server: serverOf(cluster, `cluster "${context.cluster}"`),
    user,
    userName: context.user,
    namespace: context.namespace ?? 'default',
  };
}

function serverOf({ server }: ClusterEntry, what: string): URL {
  if (server === null) throw invalid(`${what} has no server`);
  const spelled = server.includes('://') ? server : `https://${server}`;
  const url = URL.canParse(spelled) ? new URL(spelled) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalid(`the server of ${what} is not a URL: "${server}"`);
  }
  return url;
}

function contextNotFound(name: string, isCurrent: boolean, known: readonly string[]): NlbctlError {
  const near = closest(name, known);
  const meant = near === null ? '' : `did you mean "${near}"? `;
  const what = isCurrent ? `the current context "${name}"` : `context "${name}"`;
  return new NlbctlError('ContextNotFound', `${what} is not in the kubeconfig`, { hint: `${meant}${listed(known)}` });
}

function listed(contexts: readonly string[]): string {
  if (contexts.length === 0) return 'the kubeconfig has no context at all';
  const shown = contexts.slice(0, 10).join(', ');
  return `its contexts are: ${shown}${contexts.length > 10 ? `, and ${contexts.length - 10} more` : ''}`;
}

function invalid(message: string): NlbctlError {
  return new NlbctlError('KubeconfigInvalid', message, {
    hint: 'kubectl config view shows the kubeconfig; aws eks update-kubeconfig --name CLUSTER writes an entry anew',
  });
}
