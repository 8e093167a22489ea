import type { FindingInfo } from '../finding.ts';

export const loadBalancerCodes = {
  NLB0201: {
    title: 'a zone of the NLB has no target that could serve',
    today: 'warning',
    migrating: 'warning',
    cause:
      'Cross-zone load balancing is off, as it is for an NLB unless set, so that traffic stays in the zone in which it comes in. With ip targets that zone needs a ready pod; with instance targets it needs an eligible node, which under externalTrafficPolicy: Local must have a ready pod.',
    consequence:
      'A zone in which a target group has no healthy target is taken out of the NLB’s DNS name, for every port. Clients that keep its address, for the 60 seconds of the record or as long as their resolver likes, run into timeouts.',
    remedy:
      'Spread ready pods over every zone of the NLB (topologySpreadConstraints, and no fewer replicas than zones), or let traffic cross zones: `kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-attributes=load_balancing.cross_zone.enabled=true` (keep the entries that the annotation has already; AWS may charge for traffic between zones).',
  },
  NLB0202: {
    title: 'pods or nodes in a zone that the NLB does not have',
    today: 'info',
    migrating: 'warning',
    cause: 'The NLB has no subnet in the zone, and cross-zone load balancing is off.',
    consequence: 'The controller registers them all the same, and ELBv2 keeps them unused: they get no traffic.',
    remedy:
      'Give the NLB a subnet in that zone (`service.beta.kubernetes.io/aws-load-balancer-subnets`, or the tags for discovery), or keep the pods out of it with a node affinity on `topology.kubernetes.io/zone`.',
  },
  NLB0203: {
    title: 'a zonal shift is in effect',
    today: 'warning',
    migrating: 'warning',
    cause: 'Somebody, or AWS by an autoshift, leads traffic away from a zone.',
    consequence:
      'Targets in that zone can be healthy and get no new connections: the health of targets does not tell who serves.',
    remedy: 'See it with `aws arc-zonal-shift list-zonal-shifts --status ACTIVE`, and migrate when it is over.',
  },
  NLB0204: {
    title: 'an IPv6 Service on an IPv4 NLB',
    today: 'warning',
    migrating: 'block',
    cause:
      'The Service has an IPv6 family, for which the controller makes IPv6 target groups, and they need a dual-stack NLB; the annotation for that is absent.',
    consequence:
      'The controller fails to build the Service (FailedBuildModel), and no change of it reaches AWS: what is there goes on as it is.',
    remedy:
      'Let the NLB be dual-stack, for which each of its subnets needs an IPv6 range: `kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-ip-address-type=dualstack`; or keep the Service to IPv4 (`ipFamilyPolicy: SingleStack`).',
  },
  NLB0205: {
    title: 'a quota of targets would be exceeded',
    today: null,
    migrating: 'block',
    cause:
      'Every port has a target group of its own, and a target counts once in each. The groups of before are still there when the new ones are filled, so that both are counted; whether AWS always counts both is documented nowhere.',
    consequence:
      'ELBv2 refuses to register what does not fit (TooManyTargets), when the listener leads to the new group already: the port stays without targets. Where there is room for the new ones alone it is a warning: the controller asks again, and the targets of before go within minutes.',
    remedy:
      'Ask for a higher quota (`aws service-quotas list-service-quotas --service-code elasticloadbalancing` shows them), turn cross-zone load balancing off where its limit of 500 is the one, or register fewer targets.',
  },
  NLB0206: {
    title: 'a quota of targets would be nearly used up',
    today: null,
    migrating: 'warning',
    cause:
      'Every port has a target group of its own, and a target counts once in each. While a migration runs, those of before and those of after may count together.',
    consequence:
      'More than four fifths of the quota would be in use: a few more pods or nodes in the meantime, and ELBv2 refuses to register them (TooManyTargets).',
    remedy:
      'Ask for a higher quota before the migration: `aws service-quotas list-service-quotas --service-code elasticloadbalancing` shows them.',
  },
  NLB0207: {
    title: 'the NLB is not active',
    today: 'warning',
    migrating: 'warning',
    cause: 'It is being set up, could not be set up, or lacks resources to scale.',
    consequence:
      'While it is provisioning it serves nothing, and the controller puts off the removal of what it has replaced; a failed one never serves.',
    remedy:
      'Wait until it is active (`nlbctl wait-healthy <service> -n <namespace>`); of a failed one `kubectl describe service/<service> -n <namespace>` and AWS’s own reason tell more.',
  },
  NLB0208: {
    title: 'QUIC with instance targets',
    today: null,
    migrating: 'block',
    cause: 'The Service has QUIC on a port, and QUIC works with ip targets only.',
    consequence:
      'The controller notices too late: ELBv2 refuses the new group, or the controller’s webhook refuses its binding when the listener was switched already.',
    remedy:
      'Keep target type ip, or take QUIC off the Service first: `kubectl annotate service/<service> -n <namespace> service.beta.kubernetes.io/aws-load-balancer-quic-enabled-ports-`.',
  },
  NLB0209: {
    title: 'a port is UDP',
    today: 'info',
    migrating: 'warning',
    cause:
      'ELBv2 has no health check over UDP: targets of a UDP port are checked over TCP or HTTP, by default on the port of the traffic.',
    consequence:
      'Whoever stands at that port after a migration must answer the check: pods on their target port, nodes on the node port. The client’s address is always preserved, with both target types. TCP and UDP on one port number take the controller’s gate EnableTCPUDPListener or its annotation, and with instance targets equal node ports.',
    remedy:
      'Name a port that answers over TCP: `kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-healthcheck-port=<port>`.',
  },
} as const satisfies Record<string, FindingInfo>;
