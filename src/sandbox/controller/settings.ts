/**
 * What the controller reads from its command line, with the defaults of version 3.5.0.
 * Source: AWS Load Balancer Controller, pkg/config/feature_gates.go, service_config.go and runtime_config.go.
 */
export interface ControllerSettings {
  readonly version: string;
  readonly clusterName: string;
  readonly loadBalancerClass: string;
  readonly defaultTargetType: 'instance' | 'ip';
  readonly defaultScheme: 'internal' | 'internet-facing';
  /** `--watch-namespace`: the only one that is looked at; empty: all are. */
  readonly watchNamespace: string;
  readonly featureGates: Readonly<Record<FeatureGate, boolean>>;
  /** `--enable-service-mutator-webhook`: gives new LoadBalancer Services the controller's class. */
  readonly serviceMutatorWebhook: boolean;
}

export const featureGateDefaults = {
  ServiceTypeLoadBalancerOnly: false,
  EnableServiceController: true,
  EnableIPTargetType: true,
  EnableTCPUDPListener: false,
  EndpointsFailOpen: true,
  ListenerRulesTagging: true,
  NLBHealthCheckAdvancedConfig: true,
  NLBSecurityGroup: true,
  WeightedTargetGroups: true,
} as const;

export type FeatureGate = keyof typeof featureGateDefaults;

export const settingsDefaults: ControllerSettings = {
  version: 'v3.5.0',
  clusterName: 'eks-workshop',
  loadBalancerClass: 'service.k8s.aws/nlb',
  defaultTargetType: 'instance',
  defaultScheme: 'internal',
  watchNamespace: '',
  featureGates: featureGateDefaults,
  serviceMutatorWebhook: false,
};

/** Whether a version such as `v2.15.1` is at least `major.minor`; what is no version counts as the newest. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, haveMajor, haveMinor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (haveMajor === undefined || haveMinor === undefined) return true;
  return Number(haveMajor) > major || (Number(haveMajor) === major && Number(haveMinor) >= minor);
}
