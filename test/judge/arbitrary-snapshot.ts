import fc from 'fast-check';
import { annotation, bindingLabel, controllerFinalizer, tag } from '../../src/model/annotations.ts';
import type { LabelSelector, TargetGroupBinding } from '../../src/model/binding.ts';
import type { EndpointSlice } from '../../src/model/endpoints.ts';
import type { Listener, LoadBalancer } from '../../src/model/load-balancer.ts';
import type { Service } from '../../src/model/service.ts';
import type { Lookup, NotRead, Snapshot } from '../../src/model/snapshot.ts';
import type { RegisteredTarget, TargetGroup } from '../../src/model/target-group.ts';
import { targetReasons, targetStates } from '../../src/model/target-health.ts';
import type { Node, Pod } from '../../src/model/workload.ts';
import { anySurroundings } from './arbitrary-surroundings.ts';
import {
  addresses,
  aGroup,
  aLoadBalancer,
  anEvent,
  aService,
  checking,
  condition,
  denied,
  draining,
  healthy,
  instanceGroupArn,
  instanceSnapshot,
  instances,
  ipGroupArn,
  ipSnapshot,
  later,
  loadBalancerArn,
  nodeNames,
  podNames,
  registering,
  unhealthy,
} from './snapshot-builder.ts';

/*
 * Snapshots of every shape, sane or not, over a small vocabulary: few names, so that things often refer to one another.
 */

const pick = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const listOf = <Item>(item: fc.Arbitrary<Item>, key: (item: Item) => unknown, maxLength = 4) =>
  fc.uniqueArray(item, { selector: key, maxLength });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 6 });

const rarely = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

const zone = pick('us-west-2a', 'us-west-2b', 'us-west-2c');
const nodeName = pick(...nodeNames, 'n4');
const podName = pick(...podNames, 'p4');
const instanceId = pick(...instances, 'i-4');
const address = pick(...addresses, 'fd00::1');
const groupArn = pick(instanceGroupArn, ipGroupArn, 'arn:g3');
const portNumber = pick(80, 443, 8080);
const status = pick('True', 'True', 'True', 'False', 'Unknown');
const instant = fc.integer({ min: -3600, max: 3600 }).map(later);

const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: fc.dictionary(pick('role'), pick('web', 'api'), { maxKeys: 1 }),
  matchExpressions: fc.array(
    fc.record({
      key: pick('role'),
      operator: pick('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt'),
      values: fc.array(pick('web'), { maxLength: 1 }),
    }),
    { maxLength: 1 },
  ),
});

const node: fc.Arbitrary<Node> = fc.record({
  name: nodeName,
  labels: fc.tuple(maybe(zone), maybe(pick('web', 'api')), fc.boolean()).map(([where, role, excluded]) => ({
    ...(where === null ? {} : { 'topology.kubernetes.io/zone': where }),
    ...(role === null ? {} : { role }),
    ...(excluded && role === 'api' ? { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {}),
  })),
  taints: fc.array(
    fc.record({
      key: pick('dedicated', 'karpenter.sh/disrupted', 'ToBeDeletedByClusterAutoscaler'),
      value: fc.constant(null),
      effect: pick('NoSchedule', 'NoExecute'),
    }),
    { maxLength: 1 },
  ),
  providerId: fc.oneof(
    { weight: 6, arbitrary: instanceId.map((id) => `aws:///us-west-2a/${id}`) },
    pick(null, '', 'eks-hybrid:///x/mi-1'),
  ),
  unschedulable: fc.boolean(),
  podCIDRs: fc.constant([]),
  conditions: fc.array(
    status.map((value) => condition('Ready', value)),
    { maxLength: 1 },
  ),
  creationTimestamp: maybe(instant),
});

const pod: fc.Arbitrary<Pod> = fc.record({
  namespace: pick('ui', 'ui', 'other'),
  name: podName,
  uid: fc.uuid(),
  phase: pick('Running', 'Pending', 'Failed'),
  nodeName: maybe(nodeName),
  podIPs: fc.array(address, { maxLength: 2 }),
  hostNetwork: fc.boolean(),
  deletionTimestamp: maybe(instant),
  creationTimestamp: maybe(instant),
  conditions: fc.array(
    status.map((value) => condition('ContainersReady', value)),
    { maxLength: 1 },
  ),
  readinessGates: fc.constant([]),
  workload: maybe(pick('ui', 'ui-v2')),
});

const slice: fc.Arbitrary<EndpointSlice> = fc.record({
  name: pick('s1', 's2'),
  addressType: pick('IPv4', 'IPv4', 'IPv6', 'FQDN'),
  ports: fc.array(
    fc.record({ name: pick('http', 'https', '', null), port: maybe(pick(8080, 8443)), protocol: pick('TCP', 'UDP') }),
    { maxLength: 2 },
  ),
  endpoints: fc.array(
    fc.record({
      addresses: fc.array(address, { maxLength: 2 }),
      ready: pick(true, true, false, null),
      serving: pick(true, false, null),
      terminating: pick(false, true, null),
      nodeName: maybe(nodeName),
      zone: maybe(zone),
      targetRef: maybe(fc.record({ kind: pick('Pod', 'Pod', 'Node'), namespace: pick('ui', null), name: podName })),
    }),
    { maxLength: 3 },
  ),
});

const target: fc.Arbitrary<RegisteredTarget> = fc.record({
  id: fc.oneof(instanceId, address),
  port: pick(31234, 32443, 8080, 8443),
  zone: maybe(fc.oneof(zone, fc.constant('all'))),
  healthCheckPort: maybe(pick('8080', '31234')),
  health: fc.record({
    state: pick('healthy', 'healthy', 'healthy', ...targetStates, 'resting', ''),
    reason: maybe(pick(...targetReasons, 'Target.New')),
    description: maybe(pick('Target is in an Availability Zone that is not enabled', 'Health checks failed')),
  }),
  administrativeOverride: pick(null, 'no_override', 'zonal_shift_active'),
});

const attributes = maybe(
  fc.dictionary(pick('load_balancing.cross_zone.enabled'), pick('true', 'false', 'use_load_balancer_configuration')),
);
const tags = maybe(
  fc.record(
    {
      [tag.cluster]: pick('eks-workshop', 'other'),
      [tag.stack]: pick('ui/ui-nlb', 'ui/other'),
      [tag.resource]: pick('ui/ui-nlb:80', 'ui/ui-nlb:443', 'ui/ui-v2:80', 'LoadBalancer', 'x'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, string>>,
);

const group: fc.Arbitrary<TargetGroup> = fc
  .record({
    arn: groupArn,
    targetType: pick('instance', 'instance', 'ip', 'ip', 'alb'),
    loadBalancerArns: pick<string[]>([], [loadBalancerArn], ['arn:other']),
    attributes,
    tags,
    targets: maybe(listOf(target, ({ id, port }) => `${id}:${port}`, 5)),
  })
  .map((drawn) => ({ ...aGroup('ip', []), ...drawn, name: `k8s-${drawn.arn}` }));

const binding: fc.Arbitrary<TargetGroupBinding> = fc.record({
  apiGroup: pick('elbv2.k8s.aws', 'eks.amazonaws.com'),
  namespace: fc.constant('ui'),
  name: pick('b1', 'b2', 'b3'),
  uid: fc.uuid(),
  labels: pick<Record<string, string>>({}, { [bindingLabel.namespace]: 'ui', [bindingLabel.name]: 'ui-nlb' }),
  generation: pick(1, 2),
  observedGeneration: pick(1, 2, null),
  creationTimestamp: maybe(instant),
  deletionTimestamp: rarely(instant),
  targetGroupArn: maybe(groupArn),
  targetType: pick('instance', 'ip', null),
  serviceName: pick('ui-nlb', 'ui-nlb', 'ui-nlb', 'ui-v2'),
  servicePort: pick<number | string>(80, 443, 'http', 'nowhere', 9999),
  ipAddressType: pick('ipv4', 'ipv6', null),
  nodeSelector: rarely(selector),
  multiCluster: pick(false, false, true),
  managesRules: pick(true, true, false),
  checkpointAt: maybe(instant),
  conditions: fc.constant([]),
});

const forwards = listOf(
  fc.record({ targetGroupArn: groupArn, weight: pick(0, 1, 1, 10) }),
  ({ targetGroupArn }) => targetGroupArn,
  2,
);
const listener: fc.Arbitrary<Listener> = fc.record({
  arn: pick('arn:l1', 'arn:l2', 'arn:l3'),
  port: portNumber,
  protocol: pick('TCP', 'TLS', 'UDP', 'QUIC'),
  forwards,
  ruleForwards: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, forwards),
});

const service: fc.Arbitrary<Service> = fc
  .record({
    annotations: fc.record(
      {
        [annotation.type]: pick('external', 'external', 'nlb-ip', 'nlb'),
        [annotation.targetType]: pick('ip', 'instance', 'ip', 'instance', 'IP', ''),
        [annotation.targetNodeLabels]: pick('role=web', 'role', ''),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Record<string, string>>,
    finalizers: pick<string[]>([], [controllerFinalizer]),
    type: pick('LoadBalancer', 'LoadBalancer', 'LoadBalancer', 'NodePort', 'ClusterIP'),
    loadBalancerClass: pick(null, null, 'service.k8s.aws/nlb', 'service.k8s.aws/nlb', 'eks.amazonaws.com/nlb', 'x/y'),
    deletionTimestamp: rarely(instant),
    externalTrafficPolicy: pick('Cluster', 'Local', null),
    allocateLoadBalancerNodePorts: fc.boolean(),
    ipFamilies: pick<string[]>(['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], []),
    selector: pick<Record<string, string> | null>({ app: 'ui' }, null),
    ports: listOf(
      fc.record({
        name: pick('http', 'https', null, ''),
        protocol: pick('TCP', 'UDP'),
        port: portNumber,
        targetPort: pick<number | string>(8080, 'http'),
        nodePort: pick(31234, 32443, null),
      }),
      ({ port }) => port,
      2,
    ),
  })
  .map((drawn) => aService(drawn));

const loadBalancer: fc.Arbitrary<LoadBalancer> = fc
  .record({
    state: pick('active', 'active', 'active', 'provisioning', 'failed', 'active_impaired'),
    stateReason: pick(null, 'No addresses'),
    zones: fc.uniqueArray(zone, { maxLength: 3 }),
    tags,
    attributes,
  })
  .map((drawn) => aLoadBalancer(drawn));

const lookup: fc.Arbitrary<Lookup> = pick<Lookup>(
  { by: 'hostname' },
  { by: 'tags' },
  { by: 'none', reason: 'no-hostname' },
  { by: 'none', reason: 'gone', hostname: 'a.example' },
  { by: 'none', reason: 'not-read' },
);

const notRead: fc.Arbitrary<NotRead> = pick(
  denied('nodes', 'list nodes'),
  denied('pods', 'list pods'),
  denied('endpoint slices', 'list endpointslices'),
  denied('targetgroupbindings.elbv2.k8s.aws', null),
  denied('target health', 'elasticloadbalancing:DescribeTargetHealth'),
);

const event = fc
  .record({
    type: pick('Warning', 'Normal'),
    reason: pick('FailedBuildModel', 'SuccessfullyReconciled'),
    message: pick('a', 'b'),
    count: pick(1, 3),
    firstTimestamp: maybe(instant),
    lastTimestamp: maybe(instant),
  })
  .map((drawn) => anEvent(drawn));

const story: fc.Arbitrary<Snapshot> = fc.oneof(
  fc.constant(instanceSnapshot()),
  fc
    .array(pick(healthy, registering, checking, unhealthy, draining), { maxLength: 3 })
    .map((health) => ipSnapshot(health)),
);

/** One of the two, the story's more often: so much may be strange, and the rest still holds together. */
const mostly = <Value>(told: Value, drawn: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(told) }, { weight: 1, arbitrary: drawn });

/** Any Snapshot. */
export const anySnapshot: fc.Arbitrary<Snapshot> = story.chain((told) =>
  fc
    .record({
      service: mostly(told.service, service),
      loadBalancer: mostly(told.loadBalancer, maybe(loadBalancer)),
      lookup: mostly(told.lookup, lookup),
      listeners: mostly(told.listeners, maybe(listOf(listener, ({ port, arn }) => [port, arn].join(), 3))),
      targetGroups: mostly(told.targetGroups, maybe(listOf(group, ({ arn }) => arn, 3))),
      bindings: mostly(told.bindings, maybe(listOf(binding, ({ name }) => name, 3))),
      endpointSlices: mostly(told.endpointSlices, maybe(fc.array(slice, { maxLength: 3 }))),
      pods: mostly(told.pods, maybe(listOf(pod, ({ namespace, name }) => `${namespace}/${name}`))),
      nodes: mostly(told.nodes, maybe(listOf(node, ({ name }) => name))),
      events: maybe(fc.array(event, { maxLength: 3 })),
      surroundings: mostly(told.surroundings, maybe(anySurroundings)),
      notRead: fc.uniqueArray(notRead, { selector: ({ what }) => what, maxLength: 3 }),
      at: instant,
    })
    .map((drawn) => ({ ...told, ...drawn })),
);

/** The same Snapshot with every list whose order means nothing in another order. */
export function shuffled(snapshot: Snapshot, seed: number): Snapshot {
  const mix = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item, index) => ({ item, rank: Math.imul(index + 1, seed | 1) >>> 8 }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  const mixed = <Item>(items: readonly Item[] | null): Item[] | null => (items === null ? null : mix(items));
  return {
    ...snapshot,
    listeners:
      mixed(snapshot.listeners)?.map((each) => ({
        ...each,
        forwards: mix(each.forwards),
        ruleForwards: mix(each.ruleForwards),
      })) ?? null,
    targetGroups: mixed(snapshot.targetGroups)?.map((each) => ({ ...each, targets: mixed(each.targets) })) ?? null,
    bindings: mixed(snapshot.bindings),
    endpointSlices:
      mixed(snapshot.endpointSlices)?.map((each) => ({
        ...each,
        ports: mix(each.ports),
        endpoints: mix(each.endpoints),
      })) ?? null,
    pods: mixed(snapshot.pods),
    nodes: mixed(snapshot.nodes),
    events: mixed(snapshot.events),
  };
}
