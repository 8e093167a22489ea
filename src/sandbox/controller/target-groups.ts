import type { TargetGroup } from '../elbv2/api.ts';
import type { KubeObject } from '../store/object.ts';
import { annotationsOf } from './annotations.ts';
import { targetGroupAttributes } from './attributes.ts';
import { BuildError } from './build-error.ts';
import { healthCheckOf } from './health-check.ts';
import type { BuildFrame, TargetGroupModel } from './model.ts';
import { targetGroupName } from './names.ts';
import { networkingOf } from './networking.ts';
import { tagsOf } from './tags.ts';
import { type ServicePort, type TargetType, targetTypeOf } from './target-type.ts';

/**
 * The group of one port. `backend` is the Service itself or, for a weighted action, another one:
 * the annotations are the base Service's in either case.
 */
export function buildTargetGroup(
  frame: BuildFrame,
  backend: KubeObject,
  port: ServicePort,
  protocol: TargetGroup['Protocol'],
): TargetGroupModel {
  const { service, settings } = frame;
  const targetType = targetTypeOf(service, backend, port, settings);
  const healthCheck = healthCheckOf(service, backend, targetType, settings);
  const attributes = targetGroupAttributes(service, port.port);
  const groupPort = portOf(port, targetType);
  const { namespace = '', name, uid = '' } = backend.metadata;
  const annotations = annotationsOf(service);
  const nodeLabels = annotations.map('aws-load-balancer-target-node-labels') ?? {};
  return {
    resource: `${namespace}/${name}:${port.port}`,
    name: targetGroupName(
      { clusterName: settings.clusterName, namespace, name, uid },
      {
        port: groupPort,
        servicePort: port.port,
        targetType,
        protocol,
        healthCheckProtocol: healthCheck.HealthCheckProtocol,
        healthCheckInterval: healthCheck.HealthCheckIntervalSeconds,
        baseUid: service.metadata.uid ?? '',
      },
    ),
    targetType,
    protocol,
    port: groupPort,
    ipAddressType: familyOf(frame, backend),
    healthCheck,
    attributes,
    tags: tagsOf(service, settings.clusterName, `${namespace}/${name}:${port.port}`),
    binding: {
      namespace,
      serviceRef: { name, port: port.port },
      networking: networkingOf({
        ...frame,
        backend,
        protocol,
        targetType,
        port: targetType === 'instance' ? (port.nodePort ?? 0) : (port.targetPort ?? port.port),
        healthCheckPort: healthCheck.HealthCheckPort,
        attributes,
      }),
      nodeSelector: targetType === 'instance' && Object.keys(nodeLabels).length > 0 ? nodeLabels : undefined,
      multiCluster: annotations.boolean('aws-load-balancer-multi-cluster-target-group') === true,
    },
  };
}

/** The port of a group is not on the data path: targets are registered with their own. */
function portOf(port: ServicePort, targetType: TargetType): number {
  const { targetPort = port.port } = port;
  const value = targetType === 'instance' ? (port.nodePort ?? 0) : typeof targetPort === 'number' ? targetPort : 1;
  if (value !== 0) return value;
  throw new BuildError(
    targetType === 'instance'
      ? "TargetGroup port is empty. When using Instance targets, your service be must of type 'NodePort' or 'LoadBalancer'"
      : 'TargetGroup port is empty. Are you using the correct service type?',
  );
}

function familyOf({ ipAddressType }: BuildFrame, backend: KubeObject): TargetGroup['IpAddressType'] {
  const families: string[] = backend['spec'].ipFamilies ?? [];
  if (!families.includes('IPv6')) return 'ipv4';
  if (ipAddressType !== 'dualstack') throw new BuildError('unsupported IPv6 configuration, lb not dual-stack');
  return 'ipv6';
}
