import { annotation } from '../../model/annotations.ts';
import type { Service } from '../../model/service.ts';
import type { HealthCheck } from '../../model/target-group.ts';
import type { TargetType } from '../../model/target-type.ts';

/** The health check that the controller builds, or the error that it ends with. */
export type BuiltHealthCheck =
  | { readonly built: true; readonly healthCheck: HealthCheck }
  | { readonly built: false; readonly problem: string };

const usual: HealthCheck = {
  protocol: 'TCP',
  port: 'traffic-port',
  path: '/',
  intervalSeconds: 10,
  timeoutSeconds: 10,
  healthyThreshold: 3,
  unhealthyThreshold: 3,
  matcher: '200-399',
};

/** kube-proxy answers on this port of each node whether a ready pod is on it. */
const localInstance = ({ healthCheckNodePort }: Service): HealthCheck => ({
  ...usual,
  protocol: 'HTTP',
  port: String(healthCheckNodePort ?? 0),
  path: '/healthz',
  timeoutSeconds: 6,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
});

/** The value of an annotation of health checks, such as `port`; null: it is absent. */
export function healthCheckAnnotation({ annotations }: Service, what: string): string | null {
  return annotations[`${annotation.healthCheck}${what}`] ?? null;
}

/**
 * The health check that the controller gives the target groups of a Service, were their type `type`: the same for all of
 * its ports (AWS Load Balancer Controller, pkg/service/model_build_target_group.go). Annotations lie over the defaults of
 * either type, and stay when the type changes. It supposes the gate NLBHealthCheckAdvancedConfig, which is on by default.
 */
export function healthCheckAfter(service: Service, type: TargetType): BuiltHealthCheck {
  const local = type === 'instance' && service.externalTrafficPolicy === 'Local' && service.type === 'LoadBalancer';
  const defaults = local ? localInstance(service) : usual;
  const protocol = (healthCheckAnnotation(service, 'protocol') ?? defaults.protocol).toUpperCase();
  const port = portAfter(service, healthCheckAnnotation(service, 'port') ?? defaults.port, type);
  if (!port.built) return port;
  const number = (what: string, usually: number) => {
    const text = healthCheckAnnotation(service, what);
    return text !== null && /^\d+$/.test(text) ? Number(text) : usually;
  };
  const isHttp = protocol !== 'TCP';
  return {
    built: true,
    healthCheck: {
      protocol,
      port: port.port,
      path: isHttp ? (healthCheckAnnotation(service, 'path') ?? defaults.path) : null,
      intervalSeconds: number('interval', defaults.intervalSeconds),
      timeoutSeconds: number('timeout', defaults.timeoutSeconds),
      healthyThreshold: number('healthy-threshold', defaults.healthyThreshold),
      unhealthyThreshold: number('unhealthy-threshold', defaults.unhealthyThreshold),
      matcher: isHttp ? (healthCheckAnnotation(service, 'success-codes') ?? defaults.matcher) : null,
    },
  };
}

type BuiltPort = { readonly built: true; readonly port: string } | { readonly built: false; readonly problem: string };

function portAfter(service: Service, text: string, type: TargetType): BuiltPort {
  if (text === 'traffic-port' || /^\d+$/.test(text)) return { built: true, port: text };
  const port = service.ports.find(({ name }) => name === text);
  if (port === undefined) return { built: false, problem: `the Service has no port of the name "${text}"` };
  if (type === 'instance') return { built: true, port: String(port.nodePort ?? 0) };
  if (typeof port.targetPort === 'number') return { built: true, port: String(port.targetPort) };
  return {
    built: false,
    problem: `target port "${port.targetPort}" of port "${text}" is a name too, which the controller does not resolve for ip targets`,
  };
}
