import type { Topology } from '../cluster/topology.ts';
import type { KubeObject } from '../store/object.ts';
import { type ControllerSettings, type FeatureGate, featureGateDefaults } from './settings.ts';

/** Where the controller runs: scaled to 0, it has ended; scaled up again, it starts anew. */
export const controllerDeployment = { namespace: 'kube-system', name: 'aws-load-balancer-controller' } as const;

const labels = {
  'app.kubernetes.io/instance': 'aws-load-balancer-controller',
  'app.kubernetes.io/name': 'aws-load-balancer-controller',
};

/** The Deployment as the Helm chart makes it. */
export function controllerManifest(settings: ControllerSettings, topology: Topology, isRunning: boolean): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...controllerDeployment,
      labels: {
        ...labels,
        'app.kubernetes.io/managed-by': 'Helm',
        'app.kubernetes.io/version': settings.version,
      },
      annotations: {
        'meta.helm.sh/release-name': controllerDeployment.name,
        'meta.helm.sh/release-namespace': controllerDeployment.namespace,
      },
    },
    spec: {
      replicas: isRunning ? 2 : 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: controllerDeployment.name,
              image: `public.ecr.aws/eks/aws-load-balancer-controller:${settings.version}`,
              args: argumentsOf(settings, topology),
              ports: [
                { name: 'webhook-server', containerPort: 9443, protocol: 'TCP' },
                { name: 'metrics-server', containerPort: 8080, protocol: 'TCP' },
              ],
            },
          ],
          priorityClassName: 'system-cluster-critical',
          serviceAccountName: controllerDeployment.name,
        },
      },
    },
  };
}

function argumentsOf(settings: ControllerSettings, topology: Topology): string[] {
  const gates = (Object.keys(featureGateDefaults) as FeatureGate[])
    .filter((gate) => settings.featureGates[gate] !== featureGateDefaults[gate])
    .map((gate) => `${gate}=${settings.featureGates[gate]}`);
  return [
    `--cluster-name=${settings.clusterName}`,
    '--ingress-class=alb',
    `--aws-region=${topology.region}`,
    `--aws-vpc-id=${topology.vpc.id}`,
    ...(gates.length === 0 ? [] : [`--feature-gates=${gates.join(',')}`]),
    ...(settings.defaultTargetType === 'instance' ? [] : [`--default-target-type=${settings.defaultTargetType}`]),
    ...(settings.defaultScheme === 'internal' ? [] : [`--default-load-balancer-scheme=${settings.defaultScheme}`]),
    ...(settings.loadBalancerClass === 'service.k8s.aws/nlb'
      ? []
      : [`--load-balancer-class=${settings.loadBalancerClass}`]),
    ...(settings.watchNamespace === '' ? [] : [`--watch-namespace=${settings.watchNamespace}`]),
  ];
}

export const isControllerDeployment = (object: KubeObject): boolean =>
  object.metadata.name === controllerDeployment.name && object.metadata.namespace === controllerDeployment.namespace;

export const wantsReplicas = (deployment: KubeObject | undefined): boolean =>
  deployment !== undefined &&
  deployment.metadata.deletionTimestamp === undefined &&
  (deployment['spec'].replicas ?? 1) > 0;
