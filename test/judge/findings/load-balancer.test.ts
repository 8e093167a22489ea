import { describe, expect, test } from 'vitest';
import type { FindingCode } from '../../../src/judge/findings/registry.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { ServicePort } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aGroup,
  aListener,
  aLoadBalancer,
  anEndpoint,
  aPod,
  aService,
  aSlice,
  healthy,
  instanceGroupArn,
  instanceSnapshot,
  ipSnapshot,
  nodeTargets,
  podTargetsOf,
  serviceOfType,
  threeNodes,
} from '../snapshot-builder.ts';
import { foundOf, quietSurroundings } from './subject.ts';

const crossZone = 'load_balancing.cross_zone.enabled';
const across = aLoadBalancer({ attributes: { [crossZone]: 'true' } });
const twoZones = aLoadBalancer({ zones: ['us-west-2a', 'us-west-2b'] });
const everywhere = {
  endpointSlices: [aSlice([anEndpoint(0), anEndpoint(1), anEndpoint(2)])],
  pods: [aPod(0), aPod(1), aPod(2)],
};
const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 };

function shifted(state: string | null): Snapshot {
  const targets = nodeTargets().map((target, index) => ({
    ...target,
    administrativeOverride: index === 0 ? state : null,
  }));
  return instanceSnapshot({ targetGroups: [aGroup('instance', targets)] });
}

function families(ipFamilies: string[], addressType?: string): Snapshot {
  const { annotations } = aService();
  const more = addressType === undefined ? {} : { [annotation.ipAddressType]: addressType };
  return instanceSnapshot({ service: aService({ ipFamilies, annotations: { ...annotations, ...more } }) });
}

function limited(limits: Record<string, number>, overrides: Partial<Snapshot> = {}): Snapshot {
  return instanceSnapshot({ ...everywhere, surroundings: quietSurroundings({ limits }), ...overrides });
}

const perZone = 'targets-per-availability-zone-per-network-load-balancer';

const [http] = aService().ports as [ServicePort];
const dns: ServicePort = { name: 'dns', protocol: 'UDP', port: 53, targetPort: 5353, nodePort: 30053 };
const dnsTcp: ServicePort = { ...dns, name: 'dns-tcp', protocol: 'TCP', nodePort: 30054 };

function withPorts(ports: readonly ServicePort[], annotations: Record<string, string> = {}, from = instanceSnapshot()) {
  const service = { ...from.service, ports, annotations: { ...from.service.annotations, ...annotations } };
  return { ...from, service, surroundings: quietSurroundings() };
}

const fires: [FindingCode, string, Snapshot, TargetType | null, string, RegExp][] = [
  [
    'NLB0201',
    'ip is live in one zone of three',
    ipSnapshot(),
    null,
    'warning',
    /^No ready pod runs in us-west-2b and us-west-2c, .*: port 80 has no target there/,
  ],
  [
    'NLB0201',
    'ip would be in one zone of three',
    instanceSnapshot(),
    'ip',
    'warning',
    /after the migration port 80 has no target there/,
  ],
  [
    'NLB0201',
    'no eligible node in a zone',
    instanceSnapshot({ nodes: threeNodes().slice(0, 2) }),
    null,
    'warning',
    /^No eligible node is in us-west-2c/,
  ],
  [
    'NLB0201',
    'no ready pod in a zone, with policy Local',
    instanceSnapshot({ service: aService(local) }),
    null,
    'warning',
    /^No node with a ready pod is in us-west-2b and us-west-2c/,
  ],
  [
    'NLB0202',
    'a node in a third zone',
    instanceSnapshot({ loadBalancer: twoZones }),
    null,
    'info',
    /^1 node in us-west-2c gets no traffic \(ip-10-42-171-4\)/,
  ],
  [
    'NLB0202',
    'a pod in a third zone',
    instanceSnapshot({ ...everywhere, loadBalancer: twoZones }),
    'ip',
    'warning',
    /^1 pod in us-west-2c will get no traffic \(ui-6c9d8f5b7-pod3\)/,
  ],
  [
    'NLB0203',
    'a shift of one zone',
    shifted('zonal_shift_active'),
    null,
    'warning',
    /zone us-west-2a \(zonal_shift_active on 1 target, 1 of them healthy\)/,
  ],
  [
    'NLB0203',
    'a shift of one zone, in a plan',
    shifted('zonal_shift_delegated_to_dns'),
    'ip',
    'warning',
    /zonal_shift_delegated_to_dns/,
  ],
  [
    'NLB0204',
    'two families',
    families(['IPv4', 'IPv6']),
    null,
    'warning',
    /ipFamilies are IPv4 and IPv6, .* absent, which means ipv4 \(the NLB is ipv4 now\)/,
  ],
  ['NLB0204', 'IPv6 alone', families(['IPv6'], 'ipv4'), 'ip', 'block', /is "ipv4"/],
  [
    'NLB0205',
    'a zone would be over its quota for a while',
    limited({ [perZone]: 1 }),
    'ip',
    'warning',
    /^1 registered now and 1 more for ip on port 80 make 2 in us-west-2a, and the quota of targets of an NLB in one zone is 1: if AWS counts both, ELBv2 refuses what does not fit .* until those of before are gone/,
  ],
  [
    'NLB0205',
    'the NLB would be over its quota for a while',
    limited({ 'targets-per-network-load-balancer': 3 }),
    'ip',
    'warning',
    /^3 registered now and 3 more for ip on port 80 make 6, and the quota of targets of an NLB is 3: if AWS counts both/,
  ],
  [
    'NLB0205',
    'the NLB would be over its quota for good',
    limited({ 'targets-per-network-load-balancer': 2 }),
    'ip',
    'block',
    /^3 registered now and 3 more for ip on port 80 make 6, and the quota of targets of an NLB is 2: ELBv2 refuses what does not fit/,
  ],
  [
    'NLB0205',
    'the group would be over its quota',
    limited({ 'targets-per-target-group': 2 }),
    'ip',
    'block',
    /^3 more for ip on port 80 make 3 for port 80, and the quota of targets of a target group is 2/,
  ],
  [
    'NLB0206',
    'a zone would be near its quota',
    limited({ [perZone]: 2 }),
    'ip',
    'warning',
    /make 2 in us-west-2a, and the quota .* is 2: little is left/,
  ],
  [
    'NLB0207',
    'the NLB is being set up',
    instanceSnapshot({ loadBalancer: aLoadBalancer({ state: 'provisioning' }) }),
    null,
    'warning',
    /is provisioning: it is being set up/,
  ],
  [
    'NLB0207',
    'the NLB has failed, and AWS says why',
    instanceSnapshot({ loadBalancer: aLoadBalancer({ state: 'failed', stateReason: 'no addresses' }) }),
    'ip',
    'warning',
    /is failed: it could not be set up\. AWS says: no addresses\.$/,
  ],
  [
    'NLB0207',
    'the NLB is in a state that nlbctl does not know',
    instanceSnapshot({ loadBalancer: aLoadBalancer({ state: 'asleep' }) }),
    null,
    'warning',
    /is asleep\.$/,
  ],
  [
    'NLB0208',
    'a QUIC listener',
    ipSnapshot([healthy], { listeners: [aListener({}, { protocol: 'QUIC', port: 443 })] }),
    'instance',
    'block',
    /^The Service serves QUIC on port 443/,
  ],
  [
    'NLB0208',
    'a port that is to be QUIC',
    withPorts([{ ...dns, name: 'q' }], { [annotation.quicEnabledPorts]: ' q' }, ipSnapshot()),
    'instance',
    'block',
    /QUIC on port 53/,
  ],
  [
    'NLB0209',
    'a UDP port',
    withPorts([dns]),
    null,
    'info',
    /^Port 53 is UDP\. Its targets are checked over TCP or HTTP, never over UDP\. The client/,
  ],
  [
    'NLB0209',
    'a UDP port that moves to pods',
    withPorts([dns]),
    'ip',
    'warning',
    /the pods themselves must accept connections on TCP port 5353/,
  ],
  [
    'NLB0209',
    'a UDP port that moves to nodes',
    withPorts([dns], {}, ipSnapshot()),
    'instance',
    'warning',
    /kube-proxy accepts TCP on node port 30053 only for a port of protocol TCP/,
  ],
  ['NLB0209', 'a UDP port that is where it should be', withPorts([dns]), 'instance', 'info', /^Port 53 is UDP/],
  [
    'NLB0209',
    'a UDP port with a health check port',
    withPorts([dns], { [`${annotation.healthCheck}port`]: '8080' }),
    'ip',
    'warning',
    /on port 8080 of the pods, as an annotation says/,
  ],
  [
    'NLB0209',
    'two protocols on one port',
    withPorts([dnsTcp, dns]),
    null,
    'info',
    /TCP and UDP share port 53, and the controller serves only the first of them, TCP\./,
  ],
  [
    'NLB0209',
    'two protocols on one port, and unequal node ports',
    withPorts([dnsTcp, dns], { [annotation.enableTcpUdpListener]: 'true' }, ipSnapshot()),
    'instance',
    'warning',
    /sends both to node port 30054, but UDP has node port 30053/,
  ],
];

const silent: [FindingCode, string, Snapshot, TargetType | null][] = [
  ['NLB0201', 'a pod in every zone', instanceSnapshot(everywhere), 'ip'],
  ['NLB0201', 'cross-zone load balancing is on', instanceSnapshot({ loadBalancer: across }), 'ip'],
  [
    'NLB0201',
    'whether traffic crosses zones could not be read',
    instanceSnapshot({ loadBalancer: aLoadBalancer({ attributes: null }) }),
    'ip',
  ],
  ['NLB0201', 'no pod at all', instanceSnapshot({ endpointSlices: [], pods: [] }), 'ip'],
  ['NLB0201', 'a node in every zone', instanceSnapshot(), null],
  ['NLB0202', 'every zone is the NLB’s', instanceSnapshot(everywhere), 'ip'],
  [
    'NLB0202',
    'cross-zone load balancing is on',
    instanceSnapshot({ loadBalancer: { ...twoZones, attributes: across.attributes } }),
    null,
  ],
  ['NLB0203', 'no override', shifted(null), null],
  ['NLB0203', 'another override', shifted('something_else'), 'ip'],
  ['NLB0204', 'one family', families(['IPv4']), 'ip'],
  ['NLB0204', 'a dual-stack NLB', families(['IPv4', 'IPv6'], 'dualstack'), 'ip'],
  ['NLB0205', 'room is left', limited({ [perZone]: 2 }), 'ip'],
  ['NLB0205', 'nothing is asked for', limited({ [perZone]: 1 }), null],
  ['NLB0205', 'nothing is added', limited({ [perZone]: 1 }), 'instance'],
  [
    'NLB0205',
    'limits could not be read',
    instanceSnapshot({ ...everywhere, surroundings: quietSurroundings({ limits: null }) }),
    'ip',
  ],
  [
    'NLB0205',
    'what is registered could not be read',
    limited({ [perZone]: 1 }, { targetGroups: [aGroup('instance', null)] }),
    'ip',
  ],
  ['NLB0206', 'much room is left', limited({ [perZone]: 3 }), 'ip'],
  ['NLB0206', 'more than that: it is exceeded', limited({ [perZone]: 1 }), 'ip'],
  ['NLB0207', 'the NLB is active', instanceSnapshot(), 'ip'],
  ['NLB0208', 'ip is asked for', ipSnapshot([healthy], { listeners: [aListener({}, { protocol: 'QUIC' })] }), 'ip'],
  ['NLB0208', 'no QUIC', ipSnapshot(), 'instance'],
  ['NLB0209', 'TCP alone', withPorts([http]), 'ip'],
];

describe.each(fires)('%s: %s', (code, _what, snapshot, to, severity, message) => {
  test(`is found${to === null ? '' : ` on the way to ${to}`}`, () => {
    const [first] = foundOf(code, snapshot, to);
    expect(first).toMatchObject({ severity, message: expect.stringMatching(message) });
    expect(first?.remedy?.length).toBeGreaterThan(20);
    expect(`${first?.message} ${first?.remedy}`).not.toMatch(/undefined|null|\[object|<service>|<namespace>/);
  });
});

test.each(silent)('%s is not found: %s', (code, _what, snapshot, to) => {
  expect(foundOf(code, snapshot, to)).toEqual([]);
});

describe('the zones without targets', () => {
  test('are told once for ports that lack the same ones', () => {
    const ports = [http, { ...http, name: 'more', port: 81, nodePort: 31235 }];
    const slices = [
      aSlice([anEndpoint(0)], { ports: ports.map(({ name }) => ({ name, port: 8080, protocol: 'TCP' })) }),
    ];
    const found = foundOf('NLB0201', instanceSnapshot({ service: aService({ ports }), endpointSlices: slices }), 'ip');
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(/ports 80 and 81 have no target there/);
  });
  test.each([
    [{}, /aws-load-balancer-attributes=load_balancing\.cross_zone\.enabled=true$/],
    [
      { [annotation.attributes]: `deletion_protection.enabled=true,${crossZone}=false` },
      /aws-load-balancer-attributes=deletion_protection\.enabled=true,load_balancing\.cross_zone\.enabled=true$/,
    ],
    [
      { [annotation.targetGroupAttributes]: `${crossZone}=false` },
      /aws-load-balancer-target-group-attributes=load_balancing\.cross_zone\.enabled=true$/,
    ],
  ])('are mended by an annotation that keeps what is in it: %j', (annotations, remedy) => {
    const service = serviceOfType('instance');
    const given = { ...service, annotations: { ...service.annotations, ...annotations } };
    expect(foundOf('NLB0201', instanceSnapshot({ service: given }), 'ip')[0]?.remedy).toMatch(remedy);
  });
});

test('with cross-zone load balancing the limit is 500 in all zones together, whatever the quotas say', () => {
  const many = Array.from({ length: 250 }, (_, index) => index);
  const target = (index: number) =>
    ({ ...nodeTargets()[0], id: `i-${index}` }) as ReturnType<typeof nodeTargets>[number];
  const endpoint = (index: number) => anEndpoint(0, { addresses: [`10.42.0.${index}`] });
  const snapshot = instanceSnapshot({
    loadBalancer: across,
    listeners: [aListener({ [instanceGroupArn]: 1 })],
    targetGroups: [aGroup('instance', many.map(target))],
    endpointSlices: [aSlice(many.map(endpoint))],
  });
  expect(foundOf('NLB0206', snapshot, 'ip')[0]?.message).toMatch(
    /make 500, and the quota of targets of an NLB with cross-zone/,
  );
  const more = { ...snapshot, targetGroups: [aGroup('instance', [...many, 250].map(target))] };
  expect(foundOf('NLB0205', more, 'ip')).toMatchObject([
    { severity: 'warning', message: expect.stringMatching(/make 501/) },
  ]);
});

test('targets of a group that is filled already are not counted twice', () => {
  const snapshot = limited(
    { [perZone]: 2 },
    { targetGroups: [aGroup('instance', nodeTargets()), aGroup('ip', podTargetsOf([healthy, healthy, healthy]))] },
  );
  expect(foundOf('NLB0205', { ...snapshot, bindings: ipSnapshot().bindings }, 'ip')).toEqual([]);
});

describe('two protocols on one port', () => {
  const [controller] = quietSurroundings().controllers ?? [];
  const gated = (...gates: string[]) =>
    quietSurroundings({
      controllers: gates.flatMap((gate) =>
        controller ? { ...controller, arguments: [`--feature-gates=${gate}`] } : [],
      ),
    });
  const even = { ...dns, nodePort: dnsTcp.nodePort };
  const share = /share port 53/;

  test.each<[string, Snapshot, TargetType | null, string, RegExp | null]>([
    [
      'the gate is on',
      { ...withPorts([dnsTcp, even]), surroundings: gated('EnableTCPUDPListener=true') },
      null,
      'info',
      null,
    ],
    ['the gate is off', { ...withPorts([dnsTcp, dns]), surroundings: gated('A=true') }, 'instance', 'warning', share],
    [
      'one of two controllers has the gate',
      { ...withPorts([dns, dnsTcp]), surroundings: gated('EnableTCPUDPListener=true', 'A=true') },
      null,
      'info',
      /UDP and TCP share port 53, and the controller serves only the first of them, UDP\./,
    ],
    [
      'the controller could not be read',
      { ...withPorts([dnsTcp, dns]), surroundings: quietSurroundings({ controllers: null }) },
      'instance',
      'info',
      /and unless the controller runs with the gate EnableTCPUDPListener, the controller serves only/,
    ],
    [
      'no controller was found',
      { ...withPorts([dnsTcp, dns]), surroundings: quietSurroundings({ controllers: [] }) },
      'instance',
      'info',
      /unless the controller runs/,
    ],
    ['surroundings were not read', { ...withPorts([dnsTcp, dns]), surroundings: null }, null, 'info', /unless/],
    [
      'the node ports are not there yet',
      withPorts([{ ...dnsTcp, nodePort: null }, dns], { [annotation.enableTcpUdpListener]: 'true' }, ipSnapshot()),
      'instance',
      'warning',
      /sends both to node port \(none\)/,
    ],
    [
      'ip targets need no equal node ports',
      withPorts([dnsTcp, dns], { [annotation.enableTcpUdpListener]: 'true' }),
      'ip',
      'warning',
      null,
    ],
  ])('%s', (_what, snapshot, to, severity, words) => {
    const [found] = foundOf('NLB0209', snapshot, to);
    expect(found?.severity).toBe(severity);
    expect(found?.message).toMatch(words ?? /The client’s address is always preserved, with both target types\.$/);
  });
});

describe('a UDP port that moves to nodes is checked', () => {
  test.each<[string, Partial<ServicePort>, Record<string, string>, object, RegExp]>([
    ['on a node port that is still to come', { nodePort: null }, {}, {}, /on node port \(none yet\)/],
    ['on the health check node port', {}, {}, local, /after the migration on the nodes’ health check node port\./],
    [
      'on the port of an annotation',
      {},
      { [`${annotation.healthCheck}port`]: '9000' },
      {},
      /on port 9000 of the nodes/,
    ],
    ['on the traffic port', {}, { [`${annotation.healthCheck}port`]: 'traffic-port' }, {}, /kube-proxy accepts TCP/],
  ])('%s', (_where, port, annotations, spec, words) => {
    const snapshot = withPorts([{ ...dns, ...port }], annotations, ipSnapshot());
    const service = { ...snapshot.service, ...spec };
    expect(foundOf('NLB0209', { ...snapshot, service }, 'instance')[0]?.message).toMatch(words);
  });
});

test('UDP and families are silent about a Service that another controller looks after', () => {
  const service = { ...withPorts([dns]).service, annotations: {}, finalizers: [], ipFamilies: ['IPv6'] };
  const snapshot = instanceSnapshot({ service, loadBalancer: aLoadBalancer({ tags: null }) });
  for (const code of ['NLB0204', 'NLB0209'] as const) expect(foundOf(code, snapshot, 'ip')).toEqual([]);
});

test('figures and places that are not known are left out of what is said', () => {
  const origin = { context: null, cluster: null, region: null, account: null };
  const shift = { ...shifted('zonal_shift_active'), nodes: null, origin };
  const [found] = foundOf('NLB0203', shift);
  expect(found).toMatchObject({ object: 'Service ui/ui-nlb', message: expect.stringContaining('away from a zone') });
  expect(found?.remedy).not.toContain('--region');
  const quota = { ...limited({ [perZone]: 1 }), origin };
  expect(foundOf('NLB0205', quota, 'ip')[0]?.remedy).toMatch(/--desired-value 4; or run fewer pods$/);
  const nodes = ipSnapshot([healthy], { surroundings: quietSurroundings({ limits: { [perZone]: 1 } }) });
  expect(foundOf('NLB0205', nodes, 'instance')[0]?.remedy).toMatch(/or register fewer nodes/);
});

test('several pods in several zones without the NLB are told together', () => {
  const loadBalancer = aLoadBalancer({ zones: ['us-west-2a'] });
  expect(foundOf('NLB0202', instanceSnapshot({ loadBalancer }))[0]?.message).toMatch(
    /^2 nodes in us-west-2b and us-west-2c get no traffic .* ELBv2 keeps them unused\.$/,
  );
});
