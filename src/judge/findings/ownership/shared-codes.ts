import type { FindingInfo } from '../finding.ts';

/** What else hangs on the Service and its target groups, and what of it is about to go. */
export const sharedCodes = {
  NLB0113: {
    title: 'a binding of the Service is being deleted',
    today: 'warning',
    migrating: 'block',
    cause:
      'A TargetGroupBinding was deleted by hand or by an earlier change, and its finalizer holds it until the controller has taken its targets out.',
    consequence:
      'The controller takes a binding that is on its way out for a present one. Going back to its target type now would look like a success; then the binding goes, with every target, and nothing makes it anew until the Service changes or the controller’s resync comes, hours later.',
    remedy:
      'Wait until it is gone: `kubectl get targetgroupbindings.elbv2.k8s.aws -n <namespace>`. If its group gets traffic then, touch the Service, by an annotation for instance, so that the controller makes the binding anew.',
  },
  NLB0114: {
    title: 'the Service is being deleted',
    today: 'warning',
    migrating: 'block',
    cause: 'The Service was deleted, and a finalizer holds it until its load balancer has been taken away.',
    consequence: 'The controller deletes the NLB and everything of it; a deletion cannot be taken back.',
    remedy:
      "Make the Service anew once it is gone. What holds it: `kubectl get service <service> -n <namespace> -o jsonpath='{.metadata.finalizers}'`.",
  },
  NLB0115: {
    title: 'target groups that other clusters share',
    today: 'info',
    migrating: 'block',
    cause:
      '`aws-load-balancer-multi-cluster-target-group` is true: bindings of other clusters may register targets in the same groups.',
    consequence:
      'A change of the target type makes new groups and deletes the shared ones. Bindings of other clusters cannot be led to another ARN, and are left without a group: their targets are gone from the NLB.',
    remedy:
      'Make a second Service with the other target type, bind the other clusters to its groups, move clients to its NLB, and delete this one.',
  },
  NLB0116: {
    title: 'a binding that somebody made fills a group of the controller’s',
    today: 'warning',
    migrating: 'warning',
    cause:
      'A TargetGroupBinding without the controller’s labels names a target group that the controller made for the Service.',
    consequence:
      'A change of the target type deletes the group, and leaves that binding without one: its targets are gone.',
    remedy:
      'After the change make the binding anew with the ARN of the new group; an ARN cannot be changed. `kubectl get targetgroupbindings.elbv2.k8s.aws -n <namespace> -o wide` shows them.',
  },
  NLB0117: {
    title: 'something else leads traffic to the Service, too',
    today: 'info',
    migrating: 'info',
    cause: 'An Ingress, or a route of the Gateway API, names the Service as a backend.',
    consequence:
      'It has target groups or proxies of its own. A change of the target type does not move them; other changes of the Service, such as its type or its node ports, do concern them.',
    remedy:
      'Look at them before you change more than the target type: `kubectl get ingresses -n <namespace>`, `kubectl get tcproutes,udproutes,tlsroutes -n <namespace>`.',
  },
} as const satisfies Record<string, FindingInfo>;
