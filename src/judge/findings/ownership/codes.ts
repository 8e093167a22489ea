import type { FindingInfo } from '../finding.ts';
import { controllerCodes } from './controller-codes.ts';
import { sharedCodes } from './shared-codes.ts';

const newService =
  'Make a new Service with `spec.loadBalancerClass: service.k8s.aws/nlb`, move clients to its hostname, and delete the old one. Never change the class or `aws-load-balancer-type` of a live Service.';

export const ownershipCodes = {
  NLB0101: {
    title: 'the in-tree controller owns the Service',
    today: 'warning',
    migrating: 'block',
    cause: 'The Service has no class, and no annotation that makes the cloud provider’s own controller leave it alone.',
    consequence:
      'That controller always registers nodes and ignores the target type annotation: a patch changes nothing.',
    remedy: newService,
  },
  NLB0102: {
    title: 'no controller owns the Service',
    today: 'warning',
    migrating: 'block',
    cause: '`aws-load-balancer-type` is "external", and the target type annotation is absent or misspelt.',
    consequence: 'Every controller leaves the Service to another one: nothing makes, mends or fills its load balancer.',
    remedy:
      'Give the annotation one of its two values: `kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-nlb-target-type=instance`',
  },
  NLB0103: {
    title: 'another controller’s class',
    today: 'warning',
    migrating: 'block',
    cause: '`spec.loadBalancerClass` names a class that is not the AWS Load Balancer Controller’s.',
    consequence: 'The class alone decides: the annotations of the Service are not looked at.',
    remedy: newService,
  },
  NLB0104: {
    title: 'EKS Auto Mode owns the Service',
    today: 'info',
    migrating: 'block',
    cause: 'The class, or the tags of the NLB, are those of EKS Auto Mode’s built-in load balancing.',
    consequence:
      'Nothing documents how its controller changes the target type of a live NLB, so nlbctl does not ask it to. Reading and waiting work.',
    remedy: 'Make a second Service with the other target type, and move clients to it.',
  },
  NLB0105: {
    title: 'the type annotation forces target type ip',
    today: 'info',
    migrating: 'block',
    cause: '`aws-load-balancer-type` is "nlb-ip", the older spelling, which means ip targets.',
    consequence:
      'The controller registers pods whatever the target type annotation says: target type instance cannot be had. A change to ip is nothing new.',
    remedy: newService,
  },
  NLB0106: {
    title: 'the target type annotation alone keeps the NLB',
    today: null,
    migrating: 'info',
    cause:
      'The Service has no class. The controller takes it because `aws-load-balancer-type` is "external" and the target type annotation is exactly "ip" or "instance".',
    consequence:
      'Once the annotation is absent or misspelt, if only for a moment, the controller gives the Service up and deletes the NLB: its address and DNS name are gone.',
    remedy:
      'Change the value in one write, and never by taking the annotation off first. With `deletion_protection.enabled=true` in `aws-load-balancer-attributes` the controller fails instead of deleting; take that off before you delete the Service.',
  },
  NLB0107: {
    title: 'a target type that is neither ip nor instance',
    today: 'warning',
    migrating: 'warning',
    cause:
      'The value of the target type annotation is compared exactly: "IP", " ip" and the empty text are other values. For a Service with a class there is no error for them.',
    consequence: 'The controller takes the value for instance, whatever was meant.',
    remedy:
      'Write the value that is meant, in the manifest too: `kubectl annotate service/<service> -n <namespace> --overwrite service.beta.kubernetes.io/aws-load-balancer-nlb-target-type=instance`, or `nlbctl plan <service> -n <namespace> --to ip`.',
  },
  ...controllerCodes,
  ...sharedCodes,
} as const satisfies Record<string, FindingInfo>;
