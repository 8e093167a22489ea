import { type FieldError, invalid, invalidValue, requiredValue, unsupportedValue } from '../store/api-error.ts';
import type { KubeObject } from '../store/object.ts';
import type { PrepareHook } from '../store/resources.ts';

/** Where the numbers come from that the API server gives to a Service. */
export interface ServiceAllocator {
  clusterIp(): string;
  /** A port of 30000–32767 that `taken` does not hold. */
  nodePort(taken: ReadonlySet<number>): number;
  /** The node ports of every Service but this one. */
  nodePortsBeside(service: KubeObject): ReadonlySet<number>;
}

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const protocols = ['SCTP', 'TCP', 'UDP'];

/**
 * What the API server does to a Service before it stores it: what depends on a type goes with the type, defaults come in,
 * addresses and node ports are given out and kept, rules are checked. Source: kubernetes, pkg/registry/core/service.
 */
export const prepareService =
  (allocator: ServiceAllocator): PrepareHook =>
  (service, previous) => {
    service['spec'] ??= {};
    service['status'] ??= { loadBalancer: {} };
    applyDefaults(service['spec']);
    if (previous !== undefined) {
      keepAllocations(service['spec'], previous['spec']);
      dropWhatLeftWithTheType(service['spec'], previous['spec']);
    }
    const errors = serviceErrors(service, previous);
    if (errors.length === 0) {
      allocate(service, allocator);
      errors.push(...takenPorts(service['spec'], allocator.nodePortsBeside(service)));
    }
    if (errors.length > 0) throw invalid({ group: '', kind: 'Service' }, service.metadata.name, errors);
  };

type Spec = KubeObject[string];
const hasNodePorts = (spec: Spec) => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

function applyDefaults(spec: Spec): void {
  spec.type ??= 'ClusterIP';
  spec.sessionAffinity ??= 'None';
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    port.targetPort ??= port.port;
    if (/^\d+$/.test(String(port.targetPort))) port.targetPort = Number(port.targetPort);
  }
  if (spec.type === 'ExternalName') return;
  spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.ipFamilies === undefined || spec.ipFamilies.length === 0) spec.ipFamilies = ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  if (hasNodePorts(spec)) spec.externalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
}

/** An update that leaves out what was given out before keeps it. */
function keepAllocations(spec: Spec, before: Spec): void {
  if (spec.type !== 'ExternalName') {
    spec.clusterIP ??= before.clusterIP;
    spec.clusterIPs ??= before.clusterIPs;
  }
  if (spec.healthCheckNodePort === undefined && before.healthCheckNodePort !== undefined && needsHealthPort(spec)) {
    spec.healthCheckNodePort = before.healthCheckNodePort;
  }
  if (!hasNodePorts(spec) || !hasNodePorts(before)) return;
  for (const port of spec.ports ?? []) {
    port.nodePort ??= before.ports?.find(
      (old: Spec) => old.port === port.port && old.protocol === port.protocol,
    )?.nodePort;
    if (port.nodePort === undefined) delete port.nodePort;
  }
}

/** Fields that belong to the type before go when the type does, unless the same write changes them. */
function dropWhatLeftWithTheType(spec: Spec, before: Spec): void {
  if (hasNodePorts(before) && !hasNodePorts(spec)) {
    for (const port of spec.ports ?? []) {
      if (before.ports?.some((old: Spec) => old.nodePort === port.nodePort)) delete port.nodePort;
    }
    if (spec.externalTrafficPolicy === before.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  }
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
      if (spec[field] === before[field]) delete spec[field];
    }
  }
  if (!needsHealthPort(spec) && spec.healthCheckNodePort === before.healthCheckNodePort) {
    delete spec.healthCheckNodePort;
  }
}

const needsHealthPort = (spec: Spec) => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

function allocate(service: KubeObject, allocator: ServiceAllocator): void {
  const spec = service['spec'];
  if (spec.type !== 'ExternalName') {
    spec.clusterIP ??= allocator.clusterIp();
    spec.clusterIPs ??= [spec.clusterIP];
  }
  const taken = new Set([
    ...allocator.nodePortsBeside(service),
    ...(spec.ports ?? []).map((port: Spec) => port.nodePort ?? 0),
  ]);
  const take = () => {
    const port = allocator.nodePort(taken);
    taken.add(port);
    return port;
  };
  const wanted = spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts);
  if (wanted) for (const port of spec.ports ?? []) port.nodePort ??= take();
  if (needsHealthPort(spec)) spec.healthCheckNodePort ??= take();
}

function takenPorts(spec: Spec, taken: ReadonlySet<number>): FieldError[] {
  return (spec.ports ?? []).flatMap((port: Spec, index: number) =>
    port.nodePort !== undefined && taken.has(port.nodePort)
      ? [invalidValue(`spec.ports[${index}].nodePort`, port.nodePort, 'provided port is already allocated')]
      : [],
  );
}

function serviceErrors(service: KubeObject, previous: KubeObject | undefined): FieldError[] {
  const spec = service['spec'];
  const errors: FieldError[] = [];
  if (!types.includes(spec.type)) errors.push(unsupportedValue('spec.type', spec.type, types));
  if (spec.externalTrafficPolicy !== undefined && !['Cluster', 'Local'].includes(spec.externalTrafficPolicy)) {
    errors.push(unsupportedValue('spec.externalTrafficPolicy', spec.externalTrafficPolicy, ['Cluster', 'Local']));
  }
  if (spec.type !== 'ExternalName' && spec.clusterIP !== 'None' && (spec.ports ?? []).length === 0) {
    errors.push(requiredValue('spec.ports'));
  }
  const before = previous?.['spec'];
  if (before?.clusterIP && spec.clusterIP !== before.clusterIP && spec.type !== 'ExternalName') {
    errors.push(invalidValue('spec.clusterIPs[0]', spec.clusterIPs ?? null, 'may not change once set'));
  }
  const seen = { names: new Set<string>(), ports: new Set<string>() };
  for (const [index, port] of (spec.ports ?? []).entries()) {
    errors.push(...portErrors(spec, port, `spec.ports[${index}]`, seen));
  }
  return errors;
}

function portErrors(
  spec: Spec,
  port: Spec,
  at: string,
  seen: { names: Set<string>; ports: Set<string> },
): FieldError[] {
  const errors: FieldError[] = [];
  const inRange = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535;
  if (!inRange(port.port)) {
    errors.push(invalidValue(`${at}.port`, port.port ?? 0, 'must be between 1 and 65535, inclusive'));
  }
  if (!protocols.includes(port.protocol)) errors.push(unsupportedValue(`${at}.protocol`, port.protocol, protocols));
  if (spec.ports.length > 1 && !port.name) errors.push(requiredValue(`${at}.name`));
  if (port.name) {
    if (seen.names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
    seen.names.add(port.name);
  }
  const key = `${port.protocol}/${port.port}`;
  if (seen.ports.has(key)) errors.push(duplicate(at, { port: port.port, protocol: port.protocol }));
  seen.ports.add(key);
  if (port.nodePort !== undefined && port.nodePort !== 0) {
    if (!hasNodePorts(spec)) {
      errors.push({
        field: `${at}.nodePort`,
        reason: 'FieldValueForbidden',
        message: "Forbidden: may not be used when `type` is 'ClusterIP'",
      });
    } else if (!(port.nodePort >= 30000 && port.nodePort <= 32767)) {
      errors.push(
        invalidValue(
          `${at}.nodePort`,
          port.nodePort,
          'provided port is not in the valid range. The range of valid ports is 30000-32767',
        ),
      );
    }
  } else {
    delete port.nodePort;
  }
  return errors;
}

const duplicate = (field: string, value: unknown): FieldError => ({
  field,
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${JSON.stringify(value)}`,
});
