import type { KubeObject } from '../../src/sandbox/store/object.ts';

/** A Deployment whose pods carry its name as label `app`. */
export function deploymentOf(
  namespace: string,
  name: string,
  replicas: number,
  pod: object = {},
  spec: object = {},
): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: `${name}:1`, ports: [{ name: 'http', containerPort: 8080 }] }], ...pod },
      },
      ...spec,
    },
  };
}
