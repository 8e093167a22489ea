import { annotation, bindingLabel, controllerFinalizer, tag } from '../../src/model/annotations.ts';
import type { TargetGroupBinding } from '../../src/model/binding.ts';
import type { Endpoint, EndpointSlice } from '../../src/model/endpoints.ts';
import type { ControllerEvent } from '../../src/model/event.ts';
import type { Listener, LoadBalancer } from '../../src/model/load-balancer.ts';
import type { Service } from '../../src/model/service.ts';
import type { NotRead, Snapshot } from '../../src/model/snapshot.ts';
import type { RegisteredTarget, TargetGroup } from '../../src/model/target-group.ts';
import type { TargetHealth } from '../../src/model/target-health.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import type { Node, Pod } from '../../src/model/workload.ts';

/** The instant of every Snapshot that is built here, unless a test says otherwise. */
export const start = '2026-08-20T10:00:00.000Z';

/** `start` and so many seconds. */
export function later(seconds: number): string {
  return new Date(Date.parse(start) + seconds * 1000).toISOString();
}

const account = 'arn:aws:elasticloadbalancing:us-west-2:111122223333';
export const loadBalancerArn = `${account}:loadbalancer/net/k8s-ui-uinlb-45617409e2/50dc6c495c0c9188`;
const listenerArn = `${account}:listener/net/k8s-ui-uinlb-45617409e2/50dc6c495c0c9188/f2f7dc8efc522ab2`;
export const instanceGroupArn = `${account}:targetgroup/k8s-ui-uinlb-fa38096dd9/73e2d6bc24d8a067`;
export const ipGroupArn = `${account}:targetgroup/k8s-ui-uinlb-908febdef8/943f017f100becff`;
export const clusterTags = { [tag.cluster]: 'eks-workshop', [tag.stack]: 'ui/ui-nlb' };

const hostname = 'k8s-ui-uinlb-45617409e2-50dc6c495c0c9188.elb.us-west-2.amazonaws.com';

export const healthy: TargetHealth = { state: 'healthy', reason: null, description: null };
export const registering: TargetHealth = {
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
};
export const checking: TargetHealth = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
};
export const unhealthy: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
};
export const draining: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};

export function unused(reason: string, description: string | null = null): TargetHealth {
  return { state: 'unused', reason, description };
}

export function denied(what: string, permission: string | null): NotRead {
  return { what, permission, reason: permission === null ? `${what} are not there` : 'forbidden' };
}

export function aService(overrides: Partial<Service> = {}): Service {
  return {
    namespace: 'ui',
    name: 'ui-nlb',
    uid: '7c9a0f3e-0000-4000-8000-000000000001',
    resourceVersion: '1000',
    creationTimestamp: '2026-08-20T09:00:00Z',
    deletionTimestamp: null,
    labels: {},
    annotations: {
      [annotation.type]: 'external',
      [annotation.scheme]: 'internet-facing',
      [annotation.targetType]: 'instance',
    },
    finalizers: [controllerFinalizer],
    annotationManagers: {},
    ownWriteAt: null,
    lastApplied: null,
    deliveryMarks: [],
    type: 'LoadBalancer',
    loadBalancerClass: null,
    externalTrafficPolicy: 'Cluster',
    healthCheckNodePort: null,
    allocateLoadBalancerNodePorts: true,
    publishNotReadyAddresses: false,
    ipFamilies: ['IPv4'],
    loadBalancerSourceRanges: [],
    selector: { 'app.kubernetes.io/name': 'ui' },
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 31234 }],
    ingress: [{ hostname, ip: null }],
    ...overrides,
  };
}

/** The Service of the story, with its target type annotation at this value; null: without it. */
export function serviceOfType(value: string | null, overrides: Partial<Service> = {}): Service {
  const { [annotation.targetType]: _, ...others } = aService().annotations;
  return aService({
    annotations: value === null ? others : { ...others, [annotation.targetType]: value },
    ...overrides,
  });
}

/** The class-managed twin of the Service of the story. */
export function classService(targetType: string | null, overrides: Partial<Service> = {}): Service {
  return aService({
    loadBalancerClass: 'service.k8s.aws/nlb',
    annotations: targetType === null ? {} : { [annotation.targetType]: targetType },
    ...overrides,
  });
}

export function aNode(overrides: Partial<Node> & { readonly ready?: string } = {}): Node {
  const { ready = 'True', ...rest } = overrides;
  return {
    name: 'ip-10-42-101-7',
    labels: { 'topology.kubernetes.io/zone': 'us-west-2a' },
    taints: [],
    providerId: 'aws:///us-west-2a/i-0a1b2c3d4e5f60001',
    unschedulable: false,
    podCIDRs: [],
    conditions: [condition('Ready', ready)],
    creationTimestamp: '2026-08-20T08:00:00Z',
    ...rest,
  };
}

export function condition(type: string, status: string) {
  return { type, status, reason: null, message: null, lastTransitionTime: null };
}

const places = [
  { zone: 'us-west-2a', node: 'ip-10-42-101-7', instance: 'i-0a1b2c3d4e5f60001', address: '10.42.180.181' },
  { zone: 'us-west-2b', node: 'ip-10-42-139-20', instance: 'i-0a1b2c3d4e5f60002', address: '10.42.140.129' },
  { zone: 'us-west-2c', node: 'ip-10-42-171-4', instance: 'i-0a1b2c3d4e5f60003', address: '10.42.105.38' },
] as const;

export const instances = places.map(({ instance }) => instance);
export const addresses = places.map(({ address }) => address);
export const nodeNames = places.map(({ node }) => node);
export const podNames = places.map((_, index) => `ui-6c9d8f5b7-pod${index + 1}`);

/** The three nodes of the story, in three zones. */
export function threeNodes(): Node[] {
  return places.map(({ zone, node, instance }) =>
    aNode({
      name: node,
      labels: { 'topology.kubernetes.io/zone': zone },
      providerId: `aws:///${zone}/${instance}`,
    }),
  );
}

/** The `index`th pod of the story; it runs on the `index`th node. */
export function aPod(index = 0, overrides: Partial<Pod> = {}): Pod {
  const place = places[index % places.length] ?? places[0];
  return {
    namespace: 'ui',
    name: podNames[index] ?? `ui-6c9d8f5b7-pod${index + 1}`,
    uid: `pod-${index + 1}`,
    phase: 'Running',
    nodeName: place.node,
    podIPs: [place.address],
    hostNetwork: false,
    deletionTimestamp: null,
    creationTimestamp: '2026-08-20T09:00:00Z',
    conditions: [condition('Ready', 'True'), condition('ContainersReady', 'True')],
    readinessGates: [],
    workload: 'ui',
    ...overrides,
  };
}

/** The endpoint of the `index`th pod. */
export function anEndpoint(index = 0, overrides: Partial<Endpoint> = {}): Endpoint {
  const place = places[index % places.length] ?? places[0];
  return {
    addresses: [place.address],
    ready: true,
    serving: true,
    terminating: false,
    nodeName: place.node,
    zone: place.zone,
    targetRef: { kind: 'Pod', namespace: 'ui', name: podNames[index] ?? `ui-6c9d8f5b7-pod${index + 1}` },
    ...overrides,
  };
}

export function aSlice(endpoints: readonly Endpoint[], overrides: Partial<EndpointSlice> = {}): EndpointSlice {
  return {
    name: 'ui-nlb-abcde',
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints,
    ...overrides,
  };
}

export function aLoadBalancer(overrides: Partial<LoadBalancer> = {}): LoadBalancer {
  return {
    arn: loadBalancerArn,
    name: 'k8s-ui-uinlb-45617409e2',
    dnsName: hostname,
    type: 'network',
    scheme: 'internet-facing',
    vpcId: 'vpc-0123456789abcdef0',
    state: 'active',
    stateReason: null,
    ipAddressType: 'ipv4',
    zones: places.map(({ zone }) => zone),
    securityGroups: ['sg-0123456789abcdef0'],
    createdTime: '2026-08-20T09:00:10Z',
    tags: { ...clusterTags, [tag.resource]: 'LoadBalancer' },
    attributes: { 'load_balancing.cross_zone.enabled': 'false' },
    ...overrides,
  };
}

export function aListener(forwards: Readonly<Record<string, number>>, overrides: Partial<Listener> = {}): Listener {
  return {
    arn: listenerArn,
    port: 80,
    protocol: 'TCP',
    forwards: Object.entries(forwards).map(([targetGroupArn, weight]) => ({ targetGroupArn, weight })),
    ruleForwards: [],
    ...overrides,
  };
}

export function aTarget(id: string, port: number, health: TargetHealth = healthy): RegisteredTarget {
  return { id, port, zone: null, healthCheckPort: String(port), health, administrativeOverride: null };
}

export function aGroup(
  type: TargetType,
  targets: readonly RegisteredTarget[] | null,
  overrides: Partial<TargetGroup> = {},
): TargetGroup {
  return {
    arn: type === 'instance' ? instanceGroupArn : ipGroupArn,
    name: type === 'instance' ? 'k8s-ui-uinlb-fa38096dd9' : 'k8s-ui-uinlb-908febdef8',
    targetType: type,
    protocol: 'TCP',
    port: type === 'instance' ? 31234 : 8080,
    ipAddressType: 'ipv4',
    loadBalancerArns: [loadBalancerArn],
    healthCheck: {
      protocol: 'TCP',
      port: 'traffic-port',
      path: null,
      intervalSeconds: 10,
      timeoutSeconds: 10,
      healthyThreshold: 3,
      unhealthyThreshold: 3,
      matcher: null,
    },
    attributes: { 'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration' },
    tags: { ...clusterTags, [tag.resource]: 'ui/ui-nlb:80' },
    targets,
    ...overrides,
  };
}

export function aBinding(type: TargetType, overrides: Partial<TargetGroupBinding> = {}): TargetGroupBinding {
  const group = aGroup(type, []);
  return {
    apiGroup: 'elbv2.k8s.aws',
    namespace: 'ui',
    name: group.name,
    uid: `binding-${type}`,
    labels: { [bindingLabel.namespace]: 'ui', [bindingLabel.name]: 'ui-nlb' },
    generation: 1,
    observedGeneration: 1,
    creationTimestamp: '2026-08-20T09:00:20Z',
    deletionTimestamp: null,
    targetGroupArn: group.arn,
    targetType: type,
    serviceName: 'ui-nlb',
    servicePort: 80,
    ipAddressType: 'ipv4',
    nodeSelector: null,
    multiCluster: false,
    managesRules: true,
    checkpointAt: '2026-08-20T09:00:30.000Z',
    conditions: [],
    ...overrides,
  };
}

export function anEvent(overrides: Partial<ControllerEvent> = {}): ControllerEvent {
  return {
    type: 'Warning',
    reason: 'FailedBuildModel',
    message: 'Failed build model due to no subnets',
    object: { kind: 'Service', name: 'ui-nlb' },
    source: 'service',
    count: 1,
    firstTimestamp: start,
    lastTimestamp: start,
    ...overrides,
  };
}

/** The instance targets of the three nodes. */
export function nodeTargets(health: readonly TargetHealth[] = [healthy, healthy, healthy]): RegisteredTarget[] {
  return health.map((each, index) => aTarget(instances[index] ?? '', 31234, each));
}

/** The ip targets of the first pods. */
export function podTargetsOf(health: readonly TargetHealth[] = [healthy]): RegisteredTarget[] {
  return health.map((each, index) => aTarget(addresses[index] ?? '', 8080, each));
}

/** The story before the change: instance targets on three nodes, one pod, all healthy. */
export function instanceSnapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    apiVersion: 'nlbctl/v1',
    kind: 'Snapshot',
    at: start,
    origin: { context: 'eks-workshop', cluster: 'eks-workshop', region: 'us-west-2', account: '111122223333' },
    service: aService(),
    loadBalancer: aLoadBalancer(),
    lookup: { by: 'hostname' },
    listeners: [aListener({ [instanceGroupArn]: 1 })],
    targetGroups: [aGroup('instance', nodeTargets())],
    bindings: [aBinding('instance')],
    endpointSlices: [aSlice([anEndpoint()])],
    pods: [aPod()],
    nodes: threeNodes(),
    events: [],
    surroundings: null,
    notRead: [],
    ...overrides,
  };
}

/** The story after the change: ip targets, as many pods as there are states given. */
export function ipSnapshot(health: readonly TargetHealth[] = [healthy], overrides: Partial<Snapshot> = {}): Snapshot {
  return instanceSnapshot({
    service: serviceOfType('ip'),
    listeners: [aListener({ [ipGroupArn]: 1 })],
    targetGroups: [aGroup('ip', podTargetsOf(health))],
    bindings: [aBinding('ip')],
    endpointSlices: [aSlice(health.map((_, index) => anEndpoint(index)))],
    pods: health.map((_, index) => aPod(index)),
    ...overrides,
  });
}

/** A Snapshot of the story, changed where a test says so. */
