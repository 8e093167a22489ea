import type { Owner } from '../model/inspection.ts';
import type { ServiceRef } from '../model/service.ts';

/** Why something is not to be had, and what to do. */
export interface Refusal {
  readonly message: string;
  readonly hint: string;
}

const newService =
  'to have the AWS Load Balancer Controller look after it, make a new Service with spec.loadBalancerClass: service.k8s.aws/nlb, move clients to it, and delete this one';

/** Why a Service's load balancer is in nobody's hands that nlbctl can wait for; null: it is in good ones. */
export function notManaged(service: ServiceRef, owner: Owner): Refusal | null {
  const told = `Service ${service.namespace}/${service.name}`;
  switch (owner.kind) {
    case 'controller':
    case 'auto-mode':
      return null;
    case 'in-tree':
      return {
        message: `${told} is not managed by the AWS Load Balancer Controller: its load balancer is the in-tree controller's (the cloud provider's), which always registers nodes and ignores the target type annotation.`,
        hint: newService,
      };
    case 'other-class':
      return {
        message: `${told} is not managed by the AWS Load Balancer Controller: its spec.loadBalancerClass is "${owner.loadBalancerClass}", the class of another controller.`,
        hint: newService,
      };
    case 'nobody':
      return { message: `${told} is managed by no controller: ${owner.reason}.`, hint: setBoth(service) };
    case 'not-a-load-balancer':
      return {
        message: `${told} is of type ${owner.type} and has no load balancer.`,
        hint: `only Services of type LoadBalancer have one: kubectl get services -n ${service.namespace}`,
      };
  }
}

function setBoth({ namespace, name }: ServiceRef): string {
  return `set the annotation to a valid value: kubectl annotate service/${name} -n ${namespace} --overwrite service.beta.kubernetes.io/aws-load-balancer-nlb-target-type=instance`;
}
