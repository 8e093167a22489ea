import type { KubeObject } from '../store/object.ts';
import { annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';
import type { ControllerSettings } from './settings.ts';

export type TargetType = 'instance' | 'ip';

export interface ServicePort {
  name?: string;
  port: number;
  protocol?: string;
  targetPort?: number | string;
  nodePort?: number;
}

/**
 * The target type of one port of `backend`: by the annotations of the Service that owns the load balancer, most often the
 * same one. A value that is neither `ip` nor `instance` means `instance`: there is no error for it.
 * Source: AWS Load Balancer Controller, pkg/service/model_build_target_group.go (buildTargetType).
 */
export function targetTypeOf(
  service: KubeObject,
  backend: KubeObject,
  port: ServicePort,
  settings: ControllerSettings,
): TargetType {
  const annotations = annotationsOf(service);
  const wanted = annotations.text('aws-load-balancer-nlb-target-type') ?? settings.defaultTargetType;
  if (wanted === 'ip' && !settings.featureGates.EnableIPTargetType) {
    throw new BuildError('unsupported targetType: ip when EnableIPTargetType is false');
  }
  if (annotations.text('aws-load-balancer-type') === 'nlb-ip' || wanted === 'ip') return 'ip';
  if (backend['spec'].type === 'ClusterIP') {
    throw new BuildError(`unsupported service type "ClusterIP" for load balancer target type "${wanted}"`);
  }
  if ((port.nodePort ?? 0) === 0 && backend['spec'].allocateLoadBalancerNodePorts === false) {
    throw new BuildError('unable to support instance target type with an unallocated NodePort');
  }
  return 'instance';
}
