import type { LabelSelector } from './binding.ts';

/**
 * What is around a Service and is not needed to judge its targets: what a migration would meet. A part that could not be
 * read is null; an empty list was read and is empty.
 */
export interface Surroundings {
  readonly namespaceLabels: Readonly<Record<string, string>> | null;
  /** Deployments of the AWS Load Balancer Controller, in any namespace. */
  readonly controllers: readonly ControllerDeployment[] | null;
  /** The Deployments of the Service's namespace. */
  readonly workloads: readonly Workload[] | null;
  readonly disruptionBudgets: readonly DisruptionBudget[] | null;
  /** Of every TargetGroupBinding (elbv2.k8s.aws) of the namespace, whoever it belongs to. */
  readonly bindingNames: readonly string[] | null;
  /** What else leads traffic to the Service, of Ingresses and routes of the Gateway API those that could be read. */
  readonly uses: readonly ServiceUse[] | null;
  /** Whether the one who asks may patch the Service, as the API server says. */
  readonly mayPatchService: boolean | null;
  /** ELBv2's quotas of the account, by the names that DescribeAccountLimits gives them. */
  readonly limits: Readonly<Record<string, number>> | null;
}

/** A Deployment that runs the controller; what is in its arguments is what it was told. */
export interface ControllerDeployment {
  readonly namespace: string;
  readonly name: string;
  /** Of the image's tag, such as `v3.5.0`; null for an image without one. */
  readonly version: string | null;
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly arguments: readonly string[];
}

/** A Deployment, and how far its rollout has come. */
export interface Workload {
  readonly name: string;
  readonly replicas: number;
  /** Pods of the newest template, and of all of them. */
  readonly updatedReplicas: number;
  readonly totalReplicas: number;
  readonly readyReplicas: number;
  readonly paused: boolean;
  readonly generation: number;
  readonly observedGeneration: number | null;
  /** Labels of its pods. */
  readonly podLabels: Readonly<Record<string, string>>;
}

export interface DisruptionBudget {
  readonly name: string;
  /** null selects no pod, an empty one every pod of the namespace. */
  readonly selector: LabelSelector | null;
  /** A number or a share, verbatim. */
  readonly minAvailable: string | null;
  readonly maxUnavailable: string | null;
  readonly disruptionsAllowed: number | null;
}

export interface ServiceUse {
  /** `Ingress`, `TCPRoute`, `UDPRoute` or `TLSRoute`. */
  readonly kind: string;
  readonly name: string;
}
