import type { TargetReason } from '../model/target-health.ts';
import type { Explanation } from './explanation.ts';

const api = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html';
const guide = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html';
const troubleshooting = 'https://repost.aws/knowledge-center/eks-troubleshoot-unhealthy-targets-nlb';

const inspect = 'nlbctl inspect <service> -n <namespace>';
const describeBinding = 'kubectl describe targetgroupbinding -n <namespace>';
const targetHealth = 'aws elbv2 describe-target-health --target-group-arn <target-group-arn>';
const readyPods = 'kubectl get endpointslices -n <namespace> -l kubernetes.io/service-name=<service> -o wide';
const controllerLogs = 'kubectl logs -n kube-system deployment/aws-load-balancer-controller';

const blockedInstance = [
  'The security group of the nodes does not admit the node port, or the health check node port, from the NLB (its security group, or the addresses of its subnets).',
  'A network ACL of the subnets blocks the port or the answers.',
  'kube-proxy does not run on the node, or knows the node by another name than the cluster does.',
];

const blockedIp = [
  "The security group of the network interface that the pod uses (the node's, or one of a SecurityGroupPolicy) does not admit the target port from the NLB.",
  'A NetworkPolicy or a network ACL blocks the port.',
  "The process listens on 127.0.0.1 only, or on another port than the Service's targetPort.",
];

/** Every reason code that ELBv2 gives for a target's state. */
export const targetReasonInfo = {
  'Elb.RegistrationInProgress': {
    title: 'The target is being registered',
    kind: 'transient',
    meaning:
      'The controller has registered the target; the NLB is taking it up. No health check has been made yet. This takes from about one to five minutes.',
    causeInstance: ['The controller has just registered the node with its node port.'],
    causeIp: ['The controller has just registered the address of the pod.'],
    remedy: [
      'Wait: nlbctl wait-healthy <service> -n <namespace>',
      `If it lasts longer than ten minutes, look for warnings: ${describeBinding}`,
    ],
    source: api,
  },
  'Elb.InitialHealthChecking': {
    title: 'The first health checks are running',
    kind: 'transient',
    meaning:
      'The target is registered, and the NLB has not yet seen enough passing checks to call it healthy. While no target of the group is healthy, the NLB may send connections to it all the same.',
    causeInstance: ['The NLB checks the node port, or the health check node port, for the first time.'],
    causeIp: ['The NLB checks the port of the pod for the first time.'],
    remedy: [
      'Wait for interval x healthy threshold of the health check: nlbctl wait-healthy <service> -n <namespace>',
      'If it becomes unhealthy instead: nlbctl explain Target.FailedHealthChecks',
    ],
    source: guide,
  },
  'Elb.InternalError': {
    title: 'The NLB could not check the target',
    kind: 'transient',
    meaning: 'An error inside of the load balancer: it says nothing about the target.',
    causeInstance: ['A fault on the side of AWS.'],
    causeIp: ['A fault on the side of AWS.'],
    remedy: [
      `Look again after some minutes: ${targetHealth}`,
      'If it stays: look at the AWS Health Dashboard, then open a case with AWS Support.',
    ],
    source: api,
  },
  'Target.DeregistrationInProgress': {
    title: 'The target is being deregistered',
    kind: 'transient',
    meaning:
      'The target gets no new connections; open ones may finish until the deregistration delay (300 s unless set) is over. For a short time new connections may still come.',
    causeInstance: [
      'The node left the cluster, is about to be removed, or was excluded by a label.',
      'The group is one of before a change of the target type.',
    ],
    causeIp: [
      'The pod is terminating or not ready any more.',
      'The group is one of before a change of the target type.',
    ],
    remedy: ['Wait until the deregistration delay is over.', `See what is left: ${inspect}`],
    source: api,
  },
  'Target.FailedHealthChecks': {
    title: 'The target fails its health check',
    kind: 'action',
    meaning:
      'The target does not answer the health check as it should. New connections avoid it, unless every target of the group is unhealthy: then the NLB sends to all of them.',
    causeInstance: [
      'externalTrafficPolicy is Local and no ready pod runs on the node: this is right and stays so, no action is needed.',
      ...blockedInstance,
      'Proxy protocol v2 is on, and the health check node port cannot read its header.',
    ],
    causeIp: [
      ...blockedIp,
      'An annotation aws-load-balancer-healthcheck-port of before a change of the target type names a node port, on which no pod listens.',
      'An HTTP health check asks for a path, or expects a status, that the application does not have.',
      'Proxy protocol v2 is on and the application does not read its header.',
    ],
    remedy: [
      `See which target, on which port: ${inspect}`,
      'Test the health check port from a pod on another node: kubectl run check -n <namespace> --rm -it --restart=Never --image=busybox -- nc -zv -w 5 <address> <port>',
      `See which pods are ready: ${readyPods}`,
      'If the annotation for the port is a left-over, take it away: kubectl annotate service/<service> -n <namespace> service.beta.kubernetes.io/aws-load-balancer-healthcheck-port-',
    ],
    source: troubleshooting,
  },
  'Target.HealthCheckDisabled': {
    title: 'Health checks are off for this group',
    kind: 'action',
    meaning:
      'ELBv2 does not check the targets of the group, so that their health is not known. For instance and ip groups checks cannot be turned off: this reason is not expected on an NLB.',
    causeInstance: ['Not expected.'],
    causeIp: ['Not expected.'],
    remedy: ['Look at the group: aws elbv2 describe-target-groups --target-group-arns <target-group-arn>'],
    source: api,
  },
  'Target.InvalidState': {
    title: 'The instance is in a state without traffic',
    kind: 'action',
    meaning: 'The EC2 instance is stopped, stopping or terminated, and the controller has not yet deregistered it.',
    causeInstance: ['The node was terminated or stopped, and its Node object is still in the cluster.'],
    causeIp: ['Not expected for addresses.'],
    remedy: [
      'See the state of the instance: aws ec2 describe-instances --instance-ids <instance-id> --query "Reservations[].Instances[].State.Name"',
      'If the node is gone for good and its object stays: kubectl delete node <node>',
    ],
    source: api,
  },
  'Target.IpUnusable': {
    title: 'The address cannot be a target',
    kind: 'action',
    meaning:
      'The address is in use by a load balancer, and a load balancer cannot be the target of another one by its address.',
    causeInstance: ['Not expected for instances.'],
    causeIp: ['An EndpointSlice of the Service holds the address of a load balancer.'],
    remedy: [`See the addresses behind the Service: ${readyPods}`],
    source: api,
  },
  'Target.NotInUse': {
    title: 'The target gets no traffic from the NLB',
    kind: 'action',
    meaning:
      'One code for two causes, which only the description tells apart. Either no listener forwards to the group, or the target is in an Availability Zone that is not enabled on the NLB.',
    causeInstance: [
      'No listener forwards to the group: it is new and about to be attached, or left over from a change of the target type.',
      'The node is in a zone for which the NLB has no subnet, and cross-zone load balancing is off.',
    ],
    causeIp: [
      'No listener forwards to the group: it is new and about to be attached, or left over from a change of the target type.',
      'The pod is in a zone for which the NLB has no subnet, and cross-zone load balancing is off.',
    ],
    remedy: [
      `Read the description: ${targetHealth}`,
      'See where the listeners forward to: aws elbv2 describe-listeners --load-balancer-arn <load-balancer-arn>',
      'See the zones of the NLB: aws elbv2 describe-load-balancers --load-balancer-arns <load-balancer-arn> --query "LoadBalancers[].AvailabilityZones[].ZoneName"',
    ],
    source: api,
  },
  'Target.NotRegistered': {
    title: 'The target is not registered',
    kind: 'final',
    meaning: 'ELBv2 was asked about a target that is not in the group, or that has just left it.',
    causeInstance: [
      'The node has no provider id, is not Ready, or has a label or taint that keeps it out.',
      'The controller has not come to it yet.',
    ],
    causeIp: ['The pod is not ready, or has no address yet.', 'The controller has not come to it yet.'],
    remedy: [
      `See what is expected and why: ${inspect}`,
      `Look for warnings of the binding: ${describeBinding}`,
      `Read the controller's log: ${controllerLogs}`,
    ],
    source: api,
  },
  'Target.ResponseCodeMismatch': {
    title: 'The target answers its health check with an unexpected status',
    kind: 'action',
    meaning: 'The HTTP or HTTPS health check got an answer, but its status is not among those that count as healthy.',
    causeInstance: [
      'Status 503 of the health check node port: no ready pod on the node, with externalTrafficPolicy Local. This is right and stays so.',
      'Status 400: proxy protocol v2 is on, and the port cannot read its header.',
    ],
    causeIp: ['The application answers the path of the health check with a redirect or an error.'],
    remedy: [
      'Ask yourself: kubectl run check -n <namespace> --rm -it --restart=Never --image=curlimages/curl -- -sSi http://<address>:<port><path>',
      'Set another path or other statuses: kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-healthcheck-path=<path>',
    ],
    source: api,
  },
  'Target.Timeout': {
    title: 'The target does not answer its health check in time',
    kind: 'action',
    meaning:
      'The NLB sent a health check and got no answer before the timeout: most often something drops the packets on the way.',
    causeInstance: blockedInstance,
    causeIp: [...blockedIp, 'The application is too slow to answer within the timeout.'],
    remedy: [
      `See the port of the health check: ${inspect}`,
      'See what the security group admits: aws ec2 describe-security-group-rules --filters Name=group-id,Values=<security-group>',
      'Give it more time: kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-healthcheck-timeout=<seconds>',
    ],
    source: troubleshooting,
  },
} as const satisfies Record<TargetReason, Explanation>;

/** The two causes of Target.NotInUse. */
export const notInUse = {
  unattached: {
    title: 'No listener forwards to the group',
    kind: 'transient',
    meaning:
      'The target is registered in a group that no listener or rule of an NLB forwards to. During a change of the target type that is so for a moment; later it means that the group is left over.',
    causeInstance: ['The group is new and about to be attached, or left over from a change of the target type.'],
    causeIp: ['The group is new and about to be attached, or left over from a change of the target type.'],
    remedy: [
      'See where the listeners forward to: aws elbv2 describe-listeners --load-balancer-arn <load-balancer-arn>',
      `If it stays, look for warnings of the Service: kubectl describe service/<service> -n <namespace>`,
    ],
    source: api,
  },
  zone: {
    title: 'The zone of the target is not enabled on the NLB',
    kind: 'action',
    meaning:
      'The NLB has no subnet in the Availability Zone of the target, and with cross-zone load balancing off nothing reaches it.',
    causeInstance: ['Nodes run in a zone for which the NLB has no subnet.'],
    causeIp: ['Pods run on nodes of a zone for which the NLB has no subnet.'],
    remedy: [
      'Give the NLB a subnet in that zone: list it in service.beta.kubernetes.io/aws-load-balancer-subnets, or tag it for discovery with kubernetes.io/role/elb=1 (internal NLBs: kubernetes.io/role/internal-elb=1).',
      'Or keep the pods out of that zone, with a node affinity on topology.kubernetes.io/zone.',
    ],
    source: guide,
  },
} as const satisfies Record<string, Explanation>;

/** The cause that the description of a Target.NotInUse tells; null: it tells none. */
export function causeOfNotInUse(description: string | null): keyof typeof notInUse | null {
  if (description === null) return null;
  return /availability zone/i.test(description) ? 'zone' : 'unattached';
}
