import { createHash } from 'node:crypto';

/**
 * The names that the controller gives to what it makes: `k8s-<namespace, 8>-<service, 8>-<10 hex digits>`.
 * Source: AWS Load Balancer Controller, pkg/service/model_build_load_balancer.go and model_build_target_group.go.
 */
const generatedName = (namespace: string, service: string, ...hashed: readonly (string | number)[]): string => {
  const hash = createHash('sha256');
  for (const part of hashed) hash.update(String(part));
  return `k8s-${clean(namespace)}-${clean(service)}-${hash.digest('hex').slice(0, 10)}`;
};

/** The first eight letters and digits; what is neither is dropped before the cut. */
const clean = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').slice(0, 8);

/** What every name is made from: the Service and the cluster as the controller's flag calls it. */
export interface NamedService {
  readonly clusterName: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export const loadBalancerName = (service: NamedService, scheme: 'internal' | 'internet-facing'): string =>
  generatedName(service.namespace, service.name, service.clusterName, service.uid, scheme);

export interface NamedTargetGroup {
  /** The node port, the numeric targetPort, or 1 for a named targetPort in ip mode. */
  readonly port: number;
  readonly servicePort: number;
  readonly targetType: 'instance' | 'ip';
  readonly protocol: string;
  readonly healthCheckProtocol: string;
  /** Seconds. */
  readonly healthCheckInterval: number;
  /** The uid of the Service whose load balancer it is, where the targets are another Service's. */
  readonly baseUid?: string;
}

export const targetGroupName = (service: NamedService, group: NamedTargetGroup): string =>
  generatedName(
    service.namespace,
    service.name,
    service.clusterName,
    ...(group.baseUid === undefined || group.baseUid === service.uid ? [] : [group.baseUid]),
    service.uid,
    group.port,
    group.servicePort,
    group.targetType,
    group.protocol,
    group.healthCheckProtocol,
    group.healthCheckInterval,
  );

export const securityGroupName = (service: NamedService): string =>
  generatedName(service.namespace, service.name, service.clusterName, service.name, service.namespace, service.uid);
