import type { KubeObject, ObjectStore } from '../src/sandbox/store/object.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

interface ServiceWords {
  readonly namespace?: string;
  /** Without the prefix: `type`, `nlb-target-type`, `name`. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: object;
}

/** The annotations by which the AWS Load Balancer Controller takes a Service without a class. */
export const external = { type: 'external', 'nlb-target-type': 'instance', scheme: 'internet-facing' } as const;

/** A Service of type LoadBalancer over the workshop's pods. */
export function loadBalancerService(name: string, { namespace = 'ui', annotations = {}, spec }: ServiceWords = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace,
      annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`${prefix}${key}`, value])),
    },
    spec: {
      type: 'LoadBalancer',
      selector: { 'app.kubernetes.io/name': 'ui' },
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
      ...spec,
    },
  } satisfies KubeObject;
}

/** One whose targets are nodes, for the controller. */
export const nodesBehind = (name: string, annotations: Readonly<Record<string, string>> = {}, spec: object = {}) =>
  loadBalancerService(name, { annotations: { ...external, ...annotations }, spec });

/** One whose targets are pods. */
export const podsBehind = (name: string, annotations: Readonly<Record<string, string>> = {}, spec: object = {}) =>
  nodesBehind(name, { 'nlb-target-type': 'ip', ...annotations }, spec);

const services = { group: '', resource: 'services' };

/** Writes into a Service's status which load balancer it has, as a controller does; null takes it out. */
export function writeHostname(store: ObjectStore, name: string, hostname: string | null, namespace = 'ui'): void {
  store.modify(
    services,
    namespace,
    name,
    (service) => {
      service['status'] = { loadBalancer: hostname === null ? {} : { ingress: [{ hostname }] } };
    },
    { subresource: 'status' },
  );
}

/** The hostname in a Service's status. */
export function hostnameOf(store: ObjectStore, name: string, namespace = 'ui'): string {
  const service = store.get(services, namespace, name);
  return service['status']?.loadBalancer?.ingress?.[0]?.hostname ?? '';
}
