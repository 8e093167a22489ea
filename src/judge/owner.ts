import { annotation, autoModeClass, controllerClass, controllerFinalizer, tag } from '../model/annotations.ts';
import type { Owner } from '../model/inspection.ts';
import type { Service } from '../model/service.ts';
import { targetTypes } from '../model/target-type.ts';

type Tags = Readonly<Record<string, string>>;

/**
 * Who looks after a Service's load balancer. The rules are those of the AWS Load Balancer Controller
 * (pkg/service/service_utils.go); tags of the load balancer, where they could be read, correct the guess.
 *
 * The cluster's default class needs no rule here: the API server writes it into the Service, so that a Service of an
 * EKS Auto Mode cluster has a class like any other.
 */
export function ownerOf(service: Service, loadBalancerTags: Tags | null): Owner {
  return ownerByTags(loadBalancerTags ?? {}) ?? ownerBySpec(service);
}

function ownerByTags(tags: Tags): Owner | null {
  if (tags[tag.autoModeStack] !== undefined) return { kind: 'auto-mode' };
  if (tags[tag.inTreeService] !== undefined && tags[tag.stack] === undefined) return { kind: 'in-tree' };
  return null;
}

function ownerBySpec(service: Service): Owner {
  const held = service.finalizers.includes(controllerFinalizer);
  if (service.type !== 'LoadBalancer' && !held) return { kind: 'not-a-load-balancer', type: service.type };
  if (service.loadBalancerClass !== null) return ownerByClass(service.loadBalancerClass, held);
  const owner = ownerByAnnotations(service);
  // The cloud provider's controller takes Services of type LoadBalancer only.
  if (owner.kind === 'in-tree' && service.type !== 'LoadBalancer')
    return { kind: 'not-a-load-balancer', type: service.type };
  return owner;
}

function ownerByClass(loadBalancerClass: string, held: boolean): Owner {
  if (loadBalancerClass === controllerClass) return { kind: 'controller', by: 'class' };
  if (loadBalancerClass === autoModeClass) return { kind: 'auto-mode' };
  // The finalizer shows a controller that runs with a --load-balancer-class of its own.
  return held ? { kind: 'controller', by: 'class' } : { kind: 'other-class', loadBalancerClass };
}

function ownerByAnnotations({ annotations }: Service): Owner {
  const type = annotations[annotation.type];
  const targetType = annotations[annotation.targetType];
  if (type === 'nlb-ip') return { kind: 'controller', by: 'annotations' };
  if (type !== 'external') return { kind: 'in-tree' };
  if (targetTypes.some((valid) => valid === targetType)) return { kind: 'controller', by: 'annotations' };
  const found = targetType === undefined ? 'is absent' : `is "${targetType}"`;
  return {
    kind: 'nobody',
    reason: `${annotation.type} is "external", but ${annotation.targetType} ${found}: it must be exactly "instance" or "ip"`,
  };
}
