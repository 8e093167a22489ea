import type { FindingInfo } from '../finding.ts';

const attributes = 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes';

export const addressesCodes = {
  NLB0501: {
    title: 'pods will see another source address',
    today: null,
    migrating: 'warning',
    cause:
      'Whose address a pod sees depends on the target type. With instance targets it is the client’s with externalTrafficPolicy: Local, and a node’s with Cluster; with ip targets and TCP or TLS it is the NLB’s own, unless `preserve_client_ip.enabled` is true. The new target group has only those attributes that annotations give it.',
    consequence:
      'Logs, allow lists, rate limits and NetworkPolicies go by another address than before. Where neither before nor after it is the client’s, it is an info: only rules that name addresses of nodes or of the NLB notice.',
    remedy: `To keep the client’s address with ip targets, set \`preserve_client_ip.enabled=true\` in \`${attributes}\` before the migration (the targets’ security group must then admit the clients where the NLB has no security groups), or turn on proxy protocol v2 and let the application read it.`,
  },
  NLB0502: {
    title: 'source ranges do not filter',
    today: 'warning',
    migrating: 'warning',
    cause:
      'The NLB has no security groups, and none can be added after it was made. The controller then enforces source ranges on the targets’ security group, which only sees the NLB’s own addresses while client addresses are not preserved: the default of ip targets.',
    consequence: '`loadBalancerSourceRanges` has no effect: whoever reaches the NLB reaches the pods.',
    remedy: `Set \`preserve_client_ip.enabled=true\` in \`${attributes}\`, or make a new Service, whose NLB gets security groups.`,
  },
  NLB0503: {
    title: 'nobody opens the port of the new targets',
    today: null,
    migrating: 'warning',
    cause:
      'The bindings of the Service have no `spec.networking`: with `aws-load-balancer-security-groups`, or with `aws-load-balancer-manage-backend-security-group-rules: "false"`, the controller keeps no rules in the security groups of nodes and pods.',
    consequence:
      'With ip targets the target port must be open, with instance targets the node port. Where it is not, every new target fails its health check.',
    remedy:
      'Open it before the migration: `aws ec2 authorize-security-group-ingress --group-id <security-group-of-the-targets> --protocol tcp --port <port> --source-group <security-group-of-the-nlb>`',
  },
  NLB0504: {
    title: 'pods that call their own NLB may time out',
    today: null,
    migrating: 'warning',
    cause:
      'With instance targets the NLB preserves client addresses by default, and it does not support a connection that comes back to the instance from which it started.',
    consequence:
      'A pod that connects to the NLB’s name gets no answer whenever it is sent back to its own node; with ip targets that do not preserve client addresses this works today.',
    remedy:
      'Let pods of the cluster call the Service by its cluster name (`<service>.<namespace>.svc`), or set `preserve_client_ip.enabled=false`, with which pods no longer see clients’ addresses.',
  },
  NLB0505: {
    title: 'connections per target become limited by ports',
    today: null,
    migrating: 'info',
    cause:
      'While client addresses are not preserved the NLB connects from its own addresses, whose ports are limited: about 55,000 simultaneous connections, or as many new ones a minute, to each target. AWS’s pages differ in whether that is for each address of the NLB or for all.',
    consequence: 'Beyond that connections fail, and the metric PortAllocationErrorCount is above zero.',
    remedy:
      'Run more pods, give the NLB secondary addresses, or set `preserve_client_ip.enabled=true`. Watch PortAllocationErrorCount of AWS/NetworkELB.',
  },
  NLB0506: {
    title: 'the NLB has no security groups',
    today: 'info',
    migrating: 'info',
    cause: 'It was made without, and AWS lets nobody add the first one to an NLB later.',
    consequence:
      'Only the security group of the targets filters: it must admit the clients while their addresses are preserved, and the addresses of the NLB’s subnets otherwise and for health checks.',
    remedy: 'Only a new NLB, by a new Service, gets security groups.',
  },
} as const satisfies Record<string, FindingInfo>;
