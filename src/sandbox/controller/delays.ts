/** How long the controller takes, in milliseconds of the sandbox's time. */
export interface ControllerDelays {
  /** From a change of a Service until its reconcile begins. */
  servicePickup: number;
  /** From a new or changed TargetGroupBinding until its own loop takes it up. */
  bindingPickup: number;
  /** One call of ELBv2, its answer included. */
  awsCall: number;
  /** One write to the Kubernetes API. */
  kubernetesCall: number;
  /** How often it looks whether a binding has gone, or has been observed. */
  bindingPoll: number;
  /** For how long it looks before the reconcile fails. */
  bindingWait: number;
  /** How often a target group that is in use is tried to be deleted again. */
  groupDeletionPoll: number;
  groupDeletionWait: number;
  /** `--targetgroupbinding-requeue-duration`: while a readiness gate is not True, or networking has failed. */
  bindingRequeue: number;
  /** The next look at a load balancer that is still `provisioning`. */
  provisioningRequeue: number;
  /** `--sync-period`. */
  resync: number;
}

/** Polls, waits and requeues as in AWS Load Balancer Controller v3.5.0; the lengths of calls are what users see. */
export const controllerDelayDefaults: ControllerDelays = {
  servicePickup: 100,
  bindingPickup: 500,
  awsCall: 80,
  kubernetesCall: 10,
  bindingPoll: 200,
  bindingWait: 60_000,
  groupDeletionPoll: 2_000,
  groupDeletionWait: 20_000,
  bindingRequeue: 15_000,
  provisioningRequeue: 120_000,
  resync: 36_000_000,
};
