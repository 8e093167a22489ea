import { stringify } from 'yaml';

/** What the cluster, the context and the user of the kubeconfig begin with; nlbctl shows it as the context's name. */
const clusterName = 'nlbctl-sandbox';

/** A kubeconfig as kubectl reads it, complete in itself. */
export function kubeconfigYaml(
  server: { url: string; caPem: string },
  { user, token, namespace }: { user: string; token: string; namespace: string },
): string {
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': clusterName,
      clusters: [
        {
          name: clusterName,
          cluster: {
            server: server.url,
            'certificate-authority-data': Buffer.from(server.caPem).toString('base64'),
          },
        },
      ],
      contexts: [{ name: clusterName, context: { cluster: clusterName, user, namespace } }],
      users: [{ name: user, user: { token } }],
    },
    { lineWidth: 0 },
  );
}
