import type { FindingInfo } from '../finding.ts';

/** What is so with the controller itself, as its Deployment, its arguments and its events tell. */
export const controllerCodes = {
  NLB0108: {
    title: 'the controller’s Deployment is not found',
    today: 'warning',
    migrating: 'warning',
    cause:
      'No Deployment of the cluster has the label `app.kubernetes.io/name=aws-load-balancer-controller`, which the Helm chart and the manifests give it. It is not installed, was removed, or runs under other labels.',
    consequence:
      'If no controller runs, a patch changes nothing, and no event says so. Where it runs, nlbctl cannot tell its version and settings.',
    remedy:
      'Find it with `kubectl get deployments -A -o wide | grep load-balancer-controller`; a recent event of it on the Service shows that it works: `kubectl describe service <service> -n <namespace>`.',
  },
  NLB0109: {
    title: 'the controller is not ready',
    today: 'warning',
    migrating: 'block',
    cause: 'The Deployment of the controller is scaled to 0, or none of its replicas is ready.',
    consequence:
      'Nothing acts on a change of the Service, targets are neither registered nor taken out, and bindings cannot be written, since nobody answers their webhooks.',
    remedy:
      'Scale it up, or see why its pods do not become ready: `kubectl describe deployment -A -l app.kubernetes.io/name=aws-load-balancer-controller`.',
  },
  NLB0110: {
    title: 'the controller is older than something that matters here',
    today: 'info',
    migrating: 'warning',
    cause:
      'The tag of the controller’s image names an older version, or none that can be read, while something about this Service is handled in another way since a later one.',
    consequence:
      'What nlbctl expects of the controller rests on current versions: it may register other targets, or leave undone what a newer one does.',
    remedy:
      'Bring the controller up to date first, or bear in mind what the finding names: `kubectl get deployment -A -l app.kubernetes.io/name=aws-load-balancer-controller -o wide` shows its image.',
  },
  NLB0111: {
    title: 'the controller does not watch the namespace',
    today: 'warning',
    migrating: 'block',
    cause: 'The controller was started with `--watch-namespace` of another namespace.',
    consequence: 'It does not see the Service, its endpoints or its bindings: nothing acts on a change of them.',
    remedy: 'Start the controller without `--watch-namespace`, or run another one that watches <namespace>.',
  },
  NLB0112: {
    title: 'the controller’s last reconcile failed',
    today: 'warning',
    migrating: 'warning',
    cause:
      'The newest event of the controller on the Service, or on one of its bindings, is a Warning, and no success has followed.',
    consequence:
      'While that lasts nothing of a change is carried out, or only a part of it. A failure to build the model leaves everything in AWS as it is; one while deploying may leave a listener with an empty group.',
    remedy:
      'Mend what the event names, and wait for SuccessfullyReconciled: `kubectl describe service <service> -n <namespace>`.',
  },
  NLB0118: {
    title: 'the controller was told not to do this',
    today: 'warning',
    migrating: 'block',
    cause:
      'The controller runs with `--feature-gates=EnableServiceController=false`, or with `EnableIPTargetType=false` while ip targets are asked for.',
    consequence:
      'Without its Service controller it reconciles no Service at all. Without ip targets every reconcile of this one fails, and what is in AWS stays as it is.',
    remedy: 'Take the gate off the controller’s arguments, or keep target type instance.',
  },
  NLB0119: {
    title: 'controller, Service and NLB do not belong together',
    today: 'warning',
    migrating: 'warning',
    cause:
      'The controllers that were found take another class than the Service’s, work for another cluster than the tag of the NLB names, or two of them would look after the Service at once.',
    consequence: 'No controller acts on the Service, one makes a second NLB for it, or two undo each other’s work.',
    remedy:
      'Compare `--load-balancer-class` and `--cluster-name` of the controller with `spec.loadBalancerClass` of the Service and the tag `elbv2.k8s.aws/cluster` of the NLB, and let one controller look after it.',
  },
} as const satisfies Record<string, FindingInfo>;
