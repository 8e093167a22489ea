import type { Condition } from './binding.ts';

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly phase: string;
  readonly nodeName: string | null;
  readonly podIPs: readonly string[];
  readonly hostNetwork: boolean;
  readonly deletionTimestamp: string | null;
  readonly creationTimestamp: string | null;
  readonly conditions: readonly Condition[];
  /** Condition types that the pod waits for beside its containers. */
  readonly readinessGates: readonly string[];
  /** The Deployment, StatefulSet or other owner; a ReplicaSet stands for its Deployment by the name less its hash. */
  readonly workload: string | null;
}

export interface Node {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string | null; readonly effect: string }[];
  readonly providerId: string | null;
  readonly unschedulable: boolean;
  readonly podCIDRs: readonly string[];
  readonly conditions: readonly Condition[];
  readonly creationTimestamp: string | null;
}
