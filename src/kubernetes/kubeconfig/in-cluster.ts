import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import type { Environment } from '../../network/environment.ts';
import type { Destination } from './destination.ts';

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The API server of the cluster that this process runs in, as the pod's service account; null: it does not run in one
 * (Kubernetes docs, "Accessing the Kubernetes API from a Pod").
 *
 * @param folder where the service account's token, CA and namespace are mounted.
 */
export async function inCluster(env: Environment, folder: string = serviceAccount): Promise<Destination | null> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) return null;
  const tokenFile = `${folder}/token`;
  if ((await textOfFile(tokenFile)) === null) return null;
  return {
    context: null,
    clusterName: null,
    cluster: {
      server: null,
      certificateAuthority: { kind: 'file', path: `${folder}/ca.crt` },
      tlsServerName: null,
      insecureSkipTlsVerify: false,
      proxyUrl: null,
      execConfig: null,
    },
    server: new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
    user: {
      clientCertificate: null,
      clientKey: null,
      token: null,
      tokenFile,
      username: null,
      password: null,
      exec: null,
      authProvider: null,
      impersonate: null,
    },
    userName: null,
    namespace: (await textOfFile(`${folder}/namespace`)) ?? 'default',
  };
}

async function textOfFile(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() === '' ? null : text.trim();
}
