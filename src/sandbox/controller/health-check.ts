import type { HealthCheck } from '../elbv2/api.ts';
import type { KubeObject } from '../store/object.ts';
import { type Annotations, annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';
import type { ControllerSettings } from './settings.ts';
import type { ServicePort, TargetType } from './target-type.ts';

export type HealthCheckSpec = Omit<HealthCheck, 'HealthCheckEnabled'>;

const usual = {
  protocol: 'TCP',
  port: 'traffic-port',
  path: '/',
  interval: 10,
  timeout: 10,
  healthy: 3,
  unhealthy: 3,
};

/** A node answers for itself alone: kube-proxy's health check port says whether it has a local endpoint. */
const localInstance = (service: KubeObject) => ({
  protocol: 'HTTP',
  port: String(service['spec'].healthCheckNodePort ?? 0),
  path: '/healthz',
  interval: 10,
  timeout: 6,
  healthy: 2,
  unhealthy: 2,
});

/**
 * The health check of the target groups of `backend`, the same for all of its ports: by the annotations of the Service that
 * owns the load balancer, most often the same one.
 * Source: AWS Load Balancer Controller, pkg/service/model_build_target_group.go.
 */
export function healthCheckOf(
  service: KubeObject,
  backend: KubeObject,
  targetType: TargetType,
  settings: ControllerSettings,
): HealthCheckSpec {
  const annotations = annotationsOf(service);
  const { spec } = backend;
  const local = targetType === 'instance' && spec.externalTrafficPolicy === 'Local' && spec.type === 'LoadBalancer';
  const defaults = local ? localInstance(backend) : usual;
  const protocol = protocolOf(annotations, defaults.protocol);
  const advanced = settings.featureGates.NLBHealthCheckAdvancedConfig;
  const number = (name: string) => annotations.integer(`aws-load-balancer-healthcheck-${name}`);
  return {
    HealthCheckProtocol: protocol,
    HealthCheckPort: portOf(backend, annotations, defaults.port, targetType),
    HealthCheckIntervalSeconds: number('interval') ?? defaults.interval,
    HealthCheckTimeoutSeconds: (advanced ? number('timeout') : undefined) ?? defaults.timeout,
    HealthyThresholdCount: number('healthy-threshold') ?? defaults.healthy,
    UnhealthyThresholdCount: number('unhealthy-threshold') ?? defaults.unhealthy,
    ...(protocol === 'TCP'
      ? {}
      : { HealthCheckPath: annotations.text('aws-load-balancer-healthcheck-path') ?? defaults.path }),
    ...(protocol === 'TCP' || !advanced
      ? {}
      : { Matcher: { HttpCode: annotations.text('aws-load-balancer-healthcheck-success-codes') ?? '200-399' } }),
  };
}

function protocolOf(annotations: Annotations, usualProtocol: string): HealthCheck['HealthCheckProtocol'] {
  const raw = annotations.text('aws-load-balancer-healthcheck-protocol') ?? usualProtocol;
  const protocol = raw.toUpperCase();
  if (protocol === 'TCP' || protocol === 'HTTP' || protocol === 'HTTPS') return protocol;
  throw new BuildError(`unsupported health check protocol ${raw}`);
}

function portOf(service: KubeObject, annotations: Annotations, usualPort: string, targetType: TargetType): string {
  const raw = annotations.text('aws-load-balancer-healthcheck-port') ?? usualPort;
  if (raw === 'traffic-port' || /^\d+$/.test(raw)) return raw;
  const ports: ServicePort[] = service['spec'].ports ?? [];
  const port = ports.find(({ name }) => name === raw);
  if (port === undefined) {
    const { namespace, name } = service.metadata;
    throw new BuildError(
      `failed to resolve healthCheckPort: unable to find port ${raw} on service ${namespace}/${name}`,
    );
  }
  if (targetType === 'instance') return String(port.nodePort ?? 0);
  if (typeof port.targetPort === 'number') return String(port.targetPort);
  throw new BuildError("cannot use named healthCheckPort for IP TargetType when service's targetPort is a named port");
}
