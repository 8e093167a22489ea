/** How long the cluster takes, in milliseconds of the sandbox's time. */
export interface ClusterDelays {
  /** From the binding of a pod to a node until its containers run and it has an address. */
  podStart: number;
  /** From the binding of a pod to a node until its containers are ready. */
  podReady: number;
  /** How long a pod's containers take to end after SIGTERM; its grace period is the limit. */
  podTermination: number;
  /** From a change until the controllers of the control plane have acted on it. */
  controlPlane: number;
}

export const clusterDelayDefaults: ClusterDelays = {
  podStart: 1_500,
  podReady: 4_000,
  podTermination: 2_000,
  controlPlane: 20,
};
