import type { FindingInfo } from '../finding.ts';

export const migrationCodes = {
  NLB0701: {
    title: 'an in-place migration leaves a port without a healthy target for a while',
    today: 'info',
    migrating: 'warning',
    cause:
      'The type of a target group never changes. The controller makes a new, empty group, points the listener at it, and only then registers targets, which ELBv2 takes up and checks before they serve.',
    consequence: 'Connections through the NLB may fail in the meantime: commonly for one to five minutes a port.',
    remedy: 'Choose a time at which that can be borne, and tell those who use the Service.',
  },
  NLB0702: {
    title: 'a single pod behind the Service',
    today: null,
    migrating: 'warning',
    cause: 'One pod is ready, or its Deployment asks for one only.',
    consequence:
      'With ip targets the pod is the NLB’s only target. A pod that takes its place is a new target, which ELBv2 commonly needs one to five minutes to take up: until then the NLB has no healthy target, while with instance targets the nodes stay and kube-proxy finds the new pod at once.',
    remedy: 'Run more than one, in more than one zone: `kubectl scale deployment/NAME -n <namespace> --replicas=3`',
  },
  NLB0703: {
    title: 'disruptions of the pods are not allowed at all, or not limited',
    today: null,
    migrating: 'info',
    cause:
      'A PodDisruptionBudget selects the Service’s pods and allows no disruption at the moment, or no budget selects them although there are several.',
    consequence:
      'Without a budget, drains of nodes may evict all pods at once, and their successors are new ip targets, which ELBv2 commonly needs one to five minutes to take up. With a budget that allows none, drains wait. A pod that a readiness gate keeps NotReady counts as disrupted, so that a budget holds until the NLB finds the new pods healthy. Rollouts do not ask budgets.',
    remedy:
      'Give the pods a budget, and drain no node until the migration is verified: `kubectl create poddisruptionbudget NAME -n <namespace> --selector=KEY=VALUE --max-unavailable=1`',
  },
  NLB0704: {
    title: 'a rollout of the pods is not finished, or paused',
    today: null,
    migrating: 'warning',
    cause:
      'The Deployment behind the Service replaces pods, waits for new ones to be ready, or is paused with a change that may be waiting.',
    consequence:
      'The pods that should be targets change while the migration waits for them: each new one starts the time anew that ELBv2 needs, and the migration may run into its timeout.',
    remedy: 'Let the rollout finish first: `kubectl rollout status deployment/NAME -n <namespace>`',
  },
  NLB0705: {
    title: 'the deregistration delay is not honoured',
    today: null,
    migrating: 'warning',
    cause:
      'The controller deregisters the old targets and deletes their group in the same reconcile. It does not wait until they have drained.',
    consequence:
      'Old targets do not get the time to finish connections that the delay promises. AWS does not document what becomes of established connections when their group is deleted: they may go on for a while, or be cut.',
    remedy:
      'Choose a time with few long-lived connections, and let clients connect again. No setting of the Service makes the controller wait.',
  },
  NLB0706: {
    title: 'what was set by hand on a target group, or watches it by its ARN, is lost with it',
    today: null,
    migrating: 'warning',
    cause:
      'The new group gets ELBv2’s defaults and what the Service’s annotations and the controller’s flags say, and no more; its ARN is another one.',
    consequence:
      'Attributes and tags that were set in AWS are not on the new group. Alarms and dashboards that name the old group get no more data.',
    remedy:
      'Move attributes and tags into annotations, `aws-load-balancer-target-group-attributes` and `aws-load-balancer-additional-resource-tags`, before the migration. Point alarms and dashboards at the new group after it: `aws cloudwatch describe-alarms` shows them.',
  },
  NLB0707: {
    title: 'a tool of delivery keeps the Service',
    today: null,
    migrating: 'warning',
    cause:
      'Labels, names of annotations, or managed fields say that Argo CD, Flux, Helm or another tool applies the Service from a manifest.',
    consequence:
      'When the tool applies its manifest again it takes the change back, which is a second switch with a window of its own. The two may alternate.',
    remedy:
      'Make the change where the manifest is kept, and let the tool apply it: then watch with `nlbctl wait-healthy <service> -n <namespace>`.',
  },
  NLB0708: {
    title: 'the manifest that kubectl applied last has another target type',
    today: 'info',
    migrating: 'warning',
    cause:
      'kubectl keeps what `kubectl apply` was last given in an annotation, and there the target type is not the one that is asked for.',
    consequence:
      'The next `kubectl apply` of that manifest takes the change back, which is a second switch with a window of its own.',
    remedy:
      'Change the manifest too. `kubectl apply view-last-applied service/<service> -n <namespace>` shows what was applied.',
  },
  NLB0709: {
    title: 'the weighted strategy cannot be used',
    today: null,
    migrating: 'block',
    cause:
      'The Service, its controller, its listeners or a permission lack what a migration over a bridge needs, or have what it cannot cope with.',
    consequence: 'With `--strategy weighted` the migration is not begun. In place it may still be made, with a window.',
    remedy:
      'Mend what the message names, or migrate in place: `nlbctl plan <service> -n <namespace> --to ip` shows both ways.',
  },
} as const satisfies Record<string, FindingInfo>;
