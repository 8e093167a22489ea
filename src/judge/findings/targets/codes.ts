import type { FindingInfo } from '../finding.ts';

export const targetsCodes = {
  NLB0301: {
    title: 'a port has no target that could serve',
    today: 'warning',
    migrating: 'block',
    cause:
      'With ip targets no pod of the Service is ready; with instance targets no node is eligible, or there is no ready pod to which nodes could pass traffic on; or all of the targets are where the NLB sends nothing.',
    consequence: 'Connections to the port fail, and a migration could never be verified.',
    remedy:
      'See which pods are ready (`kubectl get endpointslices -n <namespace> -l kubernetes.io/service-name=<service> -o wide`), and of each node why it is left out (`nlbctl inspect <service> -n <namespace>`).',
  },
  NLB0302: {
    title: 'a node that names no EC2 instance',
    today: 'warning',
    migrating: 'block',
    cause:
      'A node that passes for an instance target has no `spec.providerID`, or one that does not end in an instance id.',
    consequence:
      'The controller fails on that one node, and registers no target of the group at all; those that are registered stay as they are.',
    remedy:
      'Leave the node out (`kubectl label node <node> node.kubernetes.io/exclude-from-external-load-balancers=true`), or mend its provider id.',
  },
  NLB0303: {
    title: 'EKS hybrid nodes with instance targets',
    today: 'warning',
    migrating: 'block',
    cause: 'Hybrid nodes are machines outside of EC2, and the controller does not leave them out of instance targets.',
    consequence:
      'It finds no network interface for them, or ELBv2 no instance, and no target of the group is registered at all.',
    remedy:
      'Leave them out: `kubectl label node <node> node.kubernetes.io/exclude-from-external-load-balancers=true`; or choose nodes by `service.beta.kubernetes.io/aws-load-balancer-target-node-labels`.',
  },
  NLB0304: {
    title: 'pods that are not in the VPC',
    today: 'warning',
    migrating: 'block',
    cause:
      'Pods take their addresses from an overlay network: from the podCIDRs of their nodes, or the controller finds no network interface that has them. A network that keeps its ranges elsewhere is told only by the controller’s event.',
    consequence: 'The NLB cannot reach such an address: ip targets stay unhealthy, or ELBv2 refuses to register them.',
    remedy:
      'Give pods addresses of the VPC (the Amazon VPC CNI does), or keep target type instance, which reaches them by way of their nodes.',
  },
  NLB0305: {
    title: 'pods on the network of their nodes',
    today: null,
    migrating: 'warning',
    cause: 'The pods have `hostNetwork: true`, so that their address is that of their node.',
    consequence:
      'As ip targets they are registered by the node’s address and their own port: the node’s security groups decide who may connect, and two pods with one port cannot share a node.',
    remedy:
      'Let the security groups of the nodes admit the target port from the NLB, or run the pods without `hostNetwork`.',
  },
  NLB0306: {
    title: 'endpoints without a pod',
    today: null,
    migrating: 'warning',
    cause: 'Somebody, or a controller, writes addresses into the Service’s EndpointSlices that are no pods.',
    consequence:
      'With target type ip the controller registers pods alone: traffic to those addresses ends with the migration.',
    remedy:
      'Keep target type instance, by which kube-proxy leads to them, or register the addresses in a target group of your own.',
  },
  NLB0307: {
    title: 'no node port for instance targets',
    today: null,
    migrating: 'block',
    cause:
      'The Service is of a type without node ports, or `allocateLoadBalancerNodePorts` is false and a port has none.',
    consequence:
      'The controller refuses to build the Service (FailedBuildModel), for all of its ports: the old target type stays.',
    remedy:
      'Have node ports allocated: `kubectl patch service/<service> -n <namespace> --type=merge -p \'{"spec":{"allocateLoadBalancerNodePorts":true}}\'`.',
  },
  NLB0308: {
    title: 'targets are missing',
    today: 'warning',
    migrating: 'warning',
    cause:
      'The controller has not registered them yet; its binding is absent, being deleted or failing; a flag of its limits the number; or it holds on to its checkpoint.',
    consequence: 'Fewer targets serve than should, and a migration relies on the same controller to register others.',
    remedy:
      'Look for what the controller says: `kubectl describe targetgroupbinding -n <namespace>`, `kubectl describe service/<service> -n <namespace>`.',
  },
  NLB0309: {
    title: 'targets whose node or pod is gone',
    today: 'warning',
    migrating: 'warning',
    cause: 'The controller has not deregistered them yet, or does not come to it.',
    consequence: 'Until their health checks fail, and while no target is healthy, connections go to nobody.',
    remedy:
      'If they stay, see why: `kubectl describe targetgroupbinding -n <namespace>`; `aws elbv2 deregister-targets` takes them out by hand.',
  },
  NLB0310: {
    title: 'targets that should not be registered',
    today: 'info',
    migrating: 'warning',
    cause: 'Somebody registered them by hand, or the controller has not yet taken out what it no longer chooses.',
    consequence:
      'The controller takes them out when it next reconciles the group, and the new group of a migration never has them.',
    remedy: 'Put targets of your own into a target group of your own; `aws elbv2 deregister-targets` takes these out.',
  },
  NLB0311: {
    title: 'drift that the controller’s checkpoint keeps',
    today: 'warning',
    migrating: 'warning',
    cause:
      'Somebody changed the targets of the group by hand. The controller compares what it wants with its checkpoint, not with the group, and skips a binding for which nothing has changed.',
    consequence: 'It may stay so for hours, until endpoints or nodes change or the controller looks by itself.',
    remedy:
      'Have it look again: `kubectl annotate targetgroupbinding/<binding> -n <namespace> --overwrite elbv2.k8s.aws/checkpoint=`.',
  },
  NLB0312: {
    title: 'groups or bindings left over from a change',
    today: 'info',
    migrating: 'info',
    cause:
      'A change of the target type is under way, or the controller could not remove what it has replaced: a binding whose deletion hangs, a group that is in use.',
    consequence: 'What is left over gets no traffic, but its targets count towards ELBv2’s quotas.',
    remedy:
      'Within about two minutes the controller removes it. If it stays: `kubectl describe service/<service> -n <namespace>`, `kubectl describe targetgroupbinding -n <namespace>`.',
  },
} as const satisfies Record<string, FindingInfo>;
