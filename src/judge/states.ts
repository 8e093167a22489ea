import type { Verdict } from '../model/inspection.ts';
import type { TargetState } from '../model/target-health.ts';
import type { Explanation } from './explanation.ts';

const guide = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html';
const attributes = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html';
const controller =
  'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/';

const inspect = 'nlbctl inspect <service> -n <namespace>';
const wait = 'nlbctl wait-healthy <service> -n <namespace>';

/** Every state that ELBv2 knows of a target. */
export const targetStateInfo = {
  initial: {
    title: 'Being registered, or checked for the first time',
    kind: 'transient',
    meaning:
      'The target is registered and not yet known to be healthy. While no target of the group is healthy, the NLB may send connections to it all the same.',
    causeInstance: ['The node was registered a short time ago.'],
    causeIp: ['The pod was registered a short time ago.'],
    remedy: [`Wait: ${wait}`],
    source: guide,
  },
  healthy: {
    title: 'Passes its health check',
    kind: 'settled',
    meaning: 'The target gets connections, unless its zone is shifted away.',
    causeInstance: ['The node port answers; behind it kube-proxy may send the connection to a pod on another node.'],
    causeIp: ['The pod answers.'],
    remedy: ['Nothing to do.'],
    source: guide,
  },
  unhealthy: {
    title: 'Fails its health check',
    kind: 'action',
    meaning:
      'New connections avoid the target, unless every target of the group is unhealthy: then the NLB sends to all of them.',
    causeInstance: [
      'externalTrafficPolicy is Local and no ready pod runs on the node: this is right and stays so.',
      'Otherwise the reason code tells more.',
    ],
    causeIp: ['The reason code tells more.'],
    remedy: [`See the reason code: ${inspect}`, 'Then: nlbctl explain <reason-code>'],
    source: guide,
  },
  'unhealthy.draining': {
    title: 'Unhealthy, open connections may finish',
    kind: 'transient',
    meaning:
      'The target fails its health check, and the group keeps its open connections for a set time (target_health_state.unhealthy.draining_interval_seconds). It may become healthy again.',
    causeInstance: ['As for unhealthy.'],
    causeIp: ['As for unhealthy.'],
    remedy: [`See the reason code: ${inspect}`, 'Then: nlbctl explain <reason-code>'],
    source: attributes,
  },
  unused: {
    title: 'Gets no traffic',
    kind: 'action',
    meaning:
      'The target is not registered, its group is not attached to a listener, its zone is not enabled on the NLB, or its instance is stopped. The reason code tells which.',
    causeInstance: ['The reason code tells more.'],
    causeIp: ['The reason code tells more.'],
    remedy: [`See the reason code: ${inspect}`, 'Then: nlbctl explain <reason-code>'],
    source: guide,
  },
  draining: {
    title: 'Being deregistered',
    kind: 'transient',
    meaning: 'The target gets no new connections; open ones may finish until the deregistration delay is over.',
    causeInstance: ['The node is leaving, or the group is one of before a change of the target type.'],
    causeIp: ['The pod is terminating, or the group is one of before a change of the target type.'],
    remedy: ['Wait until the deregistration delay is over (300 s unless set).'],
    source: attributes,
  },
  unavailable: {
    title: 'Health not known to AWS',
    kind: 'transient',
    meaning: 'ELBv2 has no health information about the target. nlbctl does not count it as healthy.',
    causeInstance: ['A fault on the side of AWS.'],
    causeIp: ['A fault on the side of AWS.'],
    remedy: [`Look again after some minutes: ${inspect}`, 'If it stays: look at the AWS Health Dashboard.'],
    source: guide,
  },
} as const satisfies Record<TargetState, Explanation>;

/** What nlbctl's own verdicts mean. */
export const verdictInfo = {
  ok: {
    title: 'As it should be',
    kind: 'settled',
    meaning: 'The target is expected, registered and healthy.',
    causeInstance: ['The node is eligible, and its node port answers.'],
    causeIp: ['The pod is ready, and its port answers.'],
    remedy: ['Nothing to do.'],
    source: guide,
  },
  'by-design': {
    title: 'Without traffic, and rightly so',
    kind: 'settled',
    meaning:
      'The controller registers the target by its rules, but no traffic is meant for it. nlbctl does not wait for it and does not count it as a difference.',
    causeInstance: [
      'externalTrafficPolicy is Local and no ready pod runs on the node: the health check fails, so that the NLB sends elsewhere.',
      'The zone of the node is not enabled on the NLB, and cross-zone load balancing is off.',
    ],
    causeIp: ['The zone of the pod is not enabled on the NLB, and cross-zone load balancing is off.'],
    remedy: ['Nothing to do, unless pods in that zone were meant to serve: nlbctl explain Target.NotInUse'],
    source: controller,
  },
  starting: {
    title: 'Registered, not yet known to be healthy',
    kind: 'transient',
    meaning: 'The target is expected and registered; its registration or its first health checks are not done.',
    causeInstance: ['The node was registered a short time ago.'],
    causeIp: ['The pod was registered a short time ago.'],
    remedy: [`Wait: ${wait}`],
    source: guide,
  },
  failing: {
    title: 'Should serve, and fails',
    kind: 'action',
    meaning: 'The target is expected and registered, and AWS calls it unhealthy or unusable.',
    causeInstance: ['The reason code tells more; most often it is Target.FailedHealthChecks.'],
    causeIp: ['The reason code tells more; most often it is Target.FailedHealthChecks.'],
    remedy: [`See the reason code: ${inspect}`, 'Then: nlbctl explain <reason-code>'],
    source: guide,
  },
  missing: {
    title: 'Should be registered, and is not',
    kind: 'action',
    meaning: 'By the rules of the controller the target belongs into the group, but AWS does not have it there.',
    causeInstance: [
      'The controller has not come to it yet: a new node takes some seconds.',
      'One Ready node without a valid provider id keeps the controller from registering any node.',
    ],
    causeIp: [
      'The controller has not come to it yet: a new pod takes some seconds.',
      'The TargetGroupBinding is missing or being deleted.',
    ],
    remedy: [
      'Look for warnings of the binding: kubectl describe targetgroupbinding -n <namespace>',
      "Read the controller's log: kubectl logs -n kube-system deployment/aws-load-balancer-controller",
      'Have the controller compare again: kubectl annotate targetgroupbinding/<binding> -n <namespace> --overwrite elbv2.k8s.aws/checkpoint=',
    ],
    source: controller,
  },
  extra: {
    title: 'Registered, and should not be',
    kind: 'action',
    meaning: 'AWS has the target in the group, though the rules of the controller do not put it there.',
    causeInstance: [
      'The node was excluded by a label, a taint or its readiness a short time ago.',
      'Somebody registered it by hand: the controller takes it out when it next looks, which may take hours.',
      'The group is left over from a change of the target type.',
    ],
    causeIp: [
      'The pod stopped being ready a short time ago.',
      'Somebody registered it by hand: the controller takes it out when it next looks, which may take hours.',
      'The group is left over from a change of the target type.',
    ],
    remedy: [
      `Look again after a minute: ${inspect}`,
      'Have the controller compare again: kubectl annotate targetgroupbinding/<binding> -n <namespace> --overwrite elbv2.k8s.aws/checkpoint=',
    ],
    source: controller,
  },
  stale: {
    title: 'Registered, while its node or pod is gone',
    kind: 'action',
    meaning: 'AWS still has the target, but no node or pod of the cluster has its id or address.',
    causeInstance: ['The node was removed, and the controller has not deregistered it.'],
    causeIp: ['The pod was removed, and the controller has not deregistered its address; another pod may get it.'],
    remedy: [
      `Look again after a minute: ${inspect}`,
      'If it stays, see whether the controller runs: kubectl get deployment aws-load-balancer-controller -n kube-system',
    ],
    source: controller,
  },
  draining: targetStateInfo.draining,
  unknown: {
    title: 'Could not be judged',
    kind: 'action',
    meaning:
      'Something that the judgement needs could not be read, or AWS does not know the health of the target. It never counts as healthy.',
    causeInstance: ['A permission is missing: the line of the target names it.', 'AWS has no health information.'],
    causeIp: ['A permission is missing: the line of the target names it.', 'AWS has no health information.'],
    remedy: [
      'See what is missing in Kubernetes: kubectl auth can-i --list -n <namespace>',
      'See who you are in AWS: aws sts get-caller-identity',
    ],
    source: guide,
  },
} as const satisfies Record<Verdict, Explanation>;
