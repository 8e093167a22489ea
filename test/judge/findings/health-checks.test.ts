import { describe, expect, test } from 'vitest';
import type { FindingCode } from '../../../src/judge/findings/registry.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { HealthCheck, TargetGroup } from '../../../src/model/target-group.ts';
import type { TargetHealth } from '../../../src/model/target-health.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aBinding,
  aGroup,
  aLoadBalancer,
  aNode,
  anEndpoint,
  anEvent,
  aPod,
  aService,
  aSlice,
  aTarget,
  condition,
  healthy,
  instanceSnapshot,
  ipSnapshot,
  nodeTargets,
  podTargetsOf,
  serviceOfType,
  threeNodes,
  unhealthy,
} from '../snapshot-builder.ts';
import { foundOf, quietSurroundings } from './subject.ts';

const check = (what: string) => `${annotation.healthCheck}${what}`;
const surroundings = quietSurroundings();

/** The story's Service of a type, with annotations of health checks beside those that it has. */
const service = (type: TargetType, given: Readonly<Record<string, string>>, overrides: Partial<Service> = {}) => {
  const base = serviceOfType(type, overrides);
  const named = Object.entries(given).map(([key, value]) => [key.includes('/') ? key : check(key), value]);
  return { ...base, annotations: { ...base.annotations, ...Object.fromEntries(named) } };
};
const nodes = (
  given: Readonly<Record<string, string>> = {},
  overrides: Partial<Service> = {},
  group: Partial<TargetGroup> = {},
  health?: readonly TargetHealth[],
): Snapshot =>
  instanceSnapshot({
    surroundings,
    service: service('instance', given, overrides),
    targetGroups: [aGroup('instance', nodeTargets(health), group)],
  });
const pods = (
  given: Readonly<Record<string, string>> = {},
  overrides: Partial<Service> = {},
  group: Partial<TargetGroup> = {},
  health: readonly TargetHealth[] = [healthy],
): Snapshot =>
  ipSnapshot(health, {
    surroundings,
    service: service('ip', given, overrides),
    targetGroups: [aGroup('ip', podTargetsOf(health), group)],
  });
const healthCheck = (change: Partial<HealthCheck>): Partial<TargetGroup> => ({
  healthCheck: { ...aGroup('ip', []).healthCheck, ...change },
});

interface Case {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly to?: TargetType | null;
}
interface Firing extends Case {
  readonly severity: string;
  readonly message: string | RegExp;
  readonly remedy?: string;
}

function fires(code: FindingCode, cases: readonly Firing[]) {
  test.each(cases)(`${code}: $name`, ({ snapshot, to = null, severity, message, remedy }) => {
    const [first, ...rest] = foundOf(code, snapshot, to);
    expect(rest).toEqual([]);
    expect(first?.severity).toBe(severity);
    expect(first?.message).toMatch(message);
    if (remedy !== undefined) expect(first?.remedy).toContain(remedy);
  });
}
function isSilent(code: FindingCode, cases: readonly Case[]) {
  test.each(cases)(`${code} is silent: $name`, ({ snapshot, to = null }) => {
    expect(foundOf(code, snapshot, to)).toEqual([]);
  });
}

const trafficPort = `kubectl annotate service/ui-nlb -n ui --overwrite ${check('port')}=traffic-port`;
const hostNetworked = { pods: [aPod(0, { hostNetwork: true })] };
const twoOnOtherPorts = aService().ports.map((port) => ({ ...port, nodePort: 8080 }));

describe('a literal number as the health check port', () => {
  fires('NLB0401', [
    {
      name: 'a node’s port, looked at',
      snapshot: nodes({ port: '31234' }),
      severity: 'info',
      message:
        'Health checks ask port 31234 of the node (annotation healthcheck-port); with target type ip the same number is a port of the pod.',
      remedy: trafficPort,
    },
    { name: 'a pod’s port, looked at', snapshot: pods({ port: '8080' }), severity: 'info', message: /of the pod/ },
    {
      name: 'a number of which nothing is known',
      snapshot: nodes({ port: '9102' }),
      to: 'ip',
      severity: 'warning',
      message: /port 9102 of the node/,
    },
    {
      name: 'a node port, while pods share the node’s network',
      snapshot: { ...nodes({ port: '31234' }), ...hostNetworked },
      to: 'ip',
      severity: 'warning',
      message: /31234/,
    },
  ]);
  isSilent('NLB0401', [
    { name: 'the traffic port', snapshot: nodes({ port: 'traffic-port' }) },
    { name: 'the name of a port', snapshot: nodes({ port: 'http' }), to: 'ip' },
    { name: 'a number that both have', snapshot: nodes({ port: '8080' }, { ports: twoOnOtherPorts }), to: 'ip' },
    { name: 'no change of the target type', snapshot: pods({ port: '8080' }), to: 'ip' },
    { name: 'NLB0402 says more', snapshot: nodes({ port: '31234' }), to: 'ip' },
    { name: 'nobody reads the annotation', snapshot: nodes({ port: '9102', [annotation.type]: 'nlb' }) },
  ]);

  fires('NLB0402', [
    {
      name: 'the Service’s own node port, to ip',
      snapshot: nodes({ port: '31234' }),
      to: 'ip',
      severity: 'block',
      message:
        'Health checks ask port 31234 of the node (annotation healthcheck-port), and would ask it of the pod after the migration: it is a node port, and no pod has it, so that the new targets cannot become healthy.',
      remedy: trafficPort,
    },
    {
      name: 'the Service’s health check node port, to ip',
      snapshot: nodes({ port: '32000' }, { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 }),
      to: 'ip',
      severity: 'block',
      message: /cannot/,
    },
    {
      name: 'a number of the range of node ports, to ip',
      snapshot: nodes({ port: '30007' }),
      to: 'ip',
      severity: 'warning',
      message: /hardly become healthy/,
    },
    {
      name: 'the Service’s own node port, while endpoints could not be read',
      snapshot: { ...nodes({ port: '31234' }), endpointSlices: null },
      to: 'ip',
      severity: 'warning',
      message: /hardly/,
    },
    {
      name: 'a pod’s port, to instance: a host port may have it',
      snapshot: pods({ port: '8080' }),
      to: 'instance',
      severity: 'warning',
      message: /a port of the pods, and no node port of the Service.*hardly/,
    },
  ]);
  isSilent('NLB0402', [
    { name: 'nothing is planned', snapshot: nodes({ port: '31234' }) },
    { name: 'pods could not be read', snapshot: { ...nodes({ port: '31234' }), pods: null }, to: 'ip' },
    { name: 'the number fits the new targets', snapshot: nodes({ port: '8080' }), to: 'ip' },
  ]);

  fires('NLB0406', [
    {
      name: 'a node port, while pods are the targets',
      snapshot: pods({ port: '31234' }, {}, {}, [unhealthy]),
      severity: 'warning',
      message: /port 31234 .*a node port, and the targets are pods.*left over from target type instance/,
      remedy: `kubectl annotate service/ui-nlb -n ui ${check('port')}-`,
    },
    {
      name: 'a pod’s port, while nodes are the targets',
      snapshot: nodes({ port: '8080' }, {}, {}, [unhealthy, unhealthy, unhealthy]),
      severity: 'warning',
      message: /left over from target type ip/,
    },
    {
      name: 'a migration back makes it right',
      snapshot: pods({ port: '31234' }, {}, {}, [unhealthy]),
      to: 'instance',
      severity: 'info',
      message: /The migration to instance makes it right again\.$/,
    },
  ]);
  isSilent('NLB0406', [
    { name: 'the targets pass all the same', snapshot: pods({ port: '31234' }) },
    { name: 'the pods have that port', snapshot: pods({ port: '8080' }, {}, {}, [unhealthy]) },
    { name: 'no number', snapshot: pods({ port: 'traffic-port' }, {}, {}, [unhealthy]) },
  ]);
});

describe('a health check port by name', () => {
  const byName = aService().ports.map((port) => ({ ...port, targetPort: 'web' }));
  fires('NLB0403', [
    {
      name: 'whose target port is a name too, to ip',
      snapshot: nodes({ port: 'http' }, { ports: byName }),
      to: 'ip',
      severity: 'block',
      message: /would refuse .*target port "web" of port "http" is a name too/,
      remedy: trafficPort,
    },
    {
      name: 'that the Service does not have',
      snapshot: nodes({ port: 'admin' }),
      severity: 'warning',
      message: /refuses .*no port of the name "admin"/,
    },
  ]);
  isSilent('NLB0403', [
    { name: 'with instance targets it is the node port', snapshot: nodes({ port: 'http' }, { ports: byName }) },
    { name: 'a target port that is a number', snapshot: nodes({ port: 'http' }), to: 'ip' },
  ]);
});

describe('required targets that fail', () => {
  const closed = 'kubectl run nlb-check -n ui --rm -i --restart=Never --image=busybox -- nc -zv -w 5';
  fires('NLB0404', [
    {
      name: 'every node',
      snapshot: nodes({}, {}, {}, [unhealthy, unhealthy, unhealthy]),
      severity: 'warning',
      message:
        /^3 of 3 required targets of port 80 fail \(Target\.FailedHealthChecks\): .*\. Most likely the security group of the nodes does not admit TCP port 31234 from sg-0123456789abcdef0; or kube-proxy does not serve the nodes\.$/,
      remedy: `${closed} ip-10-42-101-7 31234`,
    },
    {
      name: 'nodes without a pod alone',
      snapshot: nodes({}, {}, {}, [healthy, unhealthy, unhealthy]),
      to: 'ip',
      severity: 'warning',
      message: /^2 of 3 .* Most likely only nodes without a pod of their own fail/,
    },
    {
      name: 'no pod is ready',
      snapshot: {
        ...nodes({}, {}, {}, [unhealthy, unhealthy, unhealthy]),
        endpointSlices: [aSlice([anEndpoint(0, { ready: false })])],
      },
      severity: 'warning',
      message: /Most likely nothing answers, since no pod of ui-nlb is ready\.$/,
    },
    {
      name: 'nodes that do not report',
      snapshot: {
        ...nodes({}, {}, {}, [unhealthy]),
        nodes: [aNode({ ready: 'Unknown' })],
      },
      severity: 'warning',
      message: /the cluster does not call ip-10-42-101-7 Ready/,
    },
    {
      name: 'a pod, on an NLB without security groups of which nobody keeps rules',
      snapshot: {
        ...pods({}, {}, {}, [unhealthy]),
        loadBalancer: aLoadBalancer({ securityGroups: [] }),
        bindings: [aBinding('ip', { managesRules: false })],
      },
      severity: 'warning',
      message:
        /pods’ network interfaces does not admit TCP port 8080 from the addresses of the NLB’s subnets, and the controller keeps no rules for this Service; or the pod listens/,
      remedy: 'Values=10.42.180.181',
    },
    {
      name: 'a pod of which the containers are not ready',
      snapshot: {
        ...pods({}, {}, {}, [unhealthy]),
        pods: [aPod(0, { conditions: [condition('Ready', 'False'), condition('ContainersReady', 'False')] })],
      },
      severity: 'warning',
      message: /the application does not run/,
    },
    {
      name: 'an HTTP check',
      snapshot: pods({}, {}, healthCheck({ protocol: 'HTTP', path: '/ready', matcher: '200' }), [
        { ...unhealthy, reason: 'Target.ResponseCodeMismatch' },
      ]),
      severity: 'warning',
      message: /the answer to \/ready is not one of 200;/,
      remedy: 'http://10.42.180.181:8080/ready',
    },
    {
      name: 'the controller could not open the security group',
      snapshot: {
        ...pods({}, {}, {}, [unhealthy]),
        events: [
          anEvent({
            reason: 'FailedNetworkReconcile',
            message: 'expected exactly one securityGroup tagged',
            object: { kind: 'TargetGroupBinding', name: aBinding('ip').name },
          }),
        ],
      },
      severity: 'warning',
      message: /FailedNetworkReconcile: expected exactly one/,
    },
    {
      name: 'a left-over port, told by NLB0406',
      snapshot: pods({ port: '31234' }, {}, healthCheck({ port: '31234' }), [unhealthy]),
      severity: 'warning',
      message: /Most likely the health check asks a port that these targets do not have \(NLB0406\)\.$/,
    },
    {
      name: 'an instance that is stopped',
      snapshot: nodes({}, {}, {}, [
        { state: 'unused', reason: 'Target.InvalidState', description: 'Target is in the stopped state' },
        healthy,
        healthy,
      ]),
      severity: 'warning',
      message: /^1 of 3 required targets of port 80 fails \(Target\.InvalidState\): .* The EC2 instance is stopped/,
      remedy: 'aws ec2 describe-instances --region us-west-2 --instance-ids i-0a1b2c3d4e5f60001',
    },
  ]);
  const four = [0, 1, 2, 3].map((index) =>
    aNode({ name: `node-${index}`, providerId: `aws:///us-west-2a/i-000000000000000${index}` }),
  );
  fires('NLB0404', [
    {
      name: 'many targets, by a reason that is not known',
      snapshot: {
        ...nodes(),
        nodes: four,
        targetGroups: [
          aGroup(
            'instance',
            four.map((_, index) =>
              aTarget(`i-000000000000000${index}`, 31234, { ...unhealthy, reason: null, description: null }),
            ),
          ),
        ],
      },
      severity: 'warning',
      message:
        /^4 of 4 required targets of port 80 fail \(ELBv2 gives no reason\): .* and 1 more\. ELBv2 says no more\.$/,
    },
    {
      name: 'an address that is a load balancer’s',
      snapshot: pods({}, {}, {}, [{ state: 'unused', reason: 'Target.IpUnusable', description: 'IP in use' }]),
      severity: 'warning',
      message: /\(Target\.IpUnusable\).*in use by a load balancer/,
      remedy: 'what the reason code means: nlbctl explain Target.IpUnusable',
    },
    {
      name: 'a Service without a selector, a group without a binding, in a region that is not known',
      snapshot: {
        ...pods({}, { selector: null }, healthCheck({ protocol: 'HTTPS', port: '9443' }), [unhealthy]),
        bindings: [],
        loadBalancer: null,
        lookup: { by: 'none', reason: 'no-hostname' },
        origin: { context: null, cluster: null, region: null, account: null },
      },
      severity: 'warning',
      message: /TCP port 9443 from the addresses of the NLB’s subnets; or the answer to \/ is not one of 200-399;/,
      remedy: 'https://10.42.180.181:9443/',
    },
    {
      name: 'some of the pods are not ready: that is not all',
      snapshot: {
        ...pods({}, {}, {}, [unhealthy, unhealthy]),
        pods: [aPod(0, { conditions: [condition('ContainersReady', 'False')] }), aPod(1)],
      },
      severity: 'warning',
      message: /security group .* or the pods listen on another port/,
    },
    {
      name: 'nodes and events could not be read of a time-out',
      snapshot: {
        ...pods({}, {}, healthCheck({ protocol: 'HTTP', path: '/' }), [{ ...unhealthy, reason: 'Target.Timeout' }]),
        nodes: null,
        events: null,
      },
      severity: 'warning',
      message: /8080 from sg-0123456789abcdef0; or the pod listens/,
    },
  ]);
  isSilent('NLB0404', [
    { name: 'all pass', snapshot: nodes() },
    {
      name: 'nodes without a pod fail by design',
      snapshot: nodes({}, { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 }, {}, [
        healthy,
        unhealthy,
        unhealthy,
      ]),
    },
    { name: 'health could not be read', snapshot: instanceSnapshot({ targetGroups: [aGroup('instance', null)] }) },
  ]);
  test('NLB0404 comes once for each reason code', () => {
    const mixed = nodes({}, {}, {}, [unhealthy, { ...unhealthy, reason: 'Target.Timeout' }, unhealthy]);
    expect(foundOf('NLB0404', mixed).map(({ message }) => message.slice(0, 6))).toEqual(['2 of 3', '1 of 3']);
  });
});

describe('proxy protocol v2 before health checks', () => {
  const header = { attributes: { 'proxy_protocol_v2.enabled': 'true' } };
  const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 };
  const localCheck = healthCheck({ protocol: 'HTTP', port: '32000', path: '/healthz', matcher: '200-399' });
  const http = healthCheck({ protocol: 'HTTP', path: '/ready', matcher: '200-399' });
  const on = { [annotation.proxyProtocol]: '*' };
  fires('NLB0405', [
    {
      name: 'kube-proxy answers',
      snapshot: nodes(on, local, { ...header, ...localCheck }, [unhealthy, unhealthy, unhealthy]),
      severity: 'warning',
      message: /on for port 80, .* kube-proxy, which answers them on port 32000, does not read it/,
      remedy: 'use ip targets',
    },
    {
      name: 'the application answers',
      snapshot: pods(on, {}, { ...header, ...http }, [unhealthy]),
      severity: 'warning',
      message: /what answers HTTP on the traffic port must read it/,
      remedy: `${check('protocol')}=tcp`,
    },
    {
      name: 'kube-proxy will answer',
      snapshot: pods(on, local, header),
      to: 'instance',
      severity: 'warning',
      message: /kube-proxy/,
    },
  ]);
  isSilent('NLB0405', [
    { name: 'a TCP check', snapshot: nodes(on, {}, header, [unhealthy, unhealthy, unhealthy]) },
    { name: 'targets pass with it', snapshot: pods(on, {}, { ...header, ...http }) },
    { name: 'a TCP check after the migration', snapshot: nodes(on, local, { ...header, ...localCheck }), to: 'ip' },
    {
      name: 'the same check passes today',
      snapshot: nodes({ ...on, protocol: 'http' }, {}, { ...header, ...http }),
      to: 'ip',
    },
    { name: 'attributes could not be read', snapshot: pods(on, {}, { attributes: null, ...http }, [unhealthy]) },
  ]);
});

describe('the health check of the new groups', () => {
  const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 };
  const localCheck = healthCheck({
    protocol: 'HTTP',
    port: '32000',
    path: '/healthz',
    healthyThreshold: 2,
    unhealthyThreshold: 2,
  });
  fires('NLB0407', [
    {
      name: 'Local, to ip',
      snapshot: nodes({}, local, localCheck),
      to: 'ip',
      severity: 'info',
      message:
        'The health check changes: today HTTP /healthz on port 32000, every 10s, 2 to be healthy and 2 to be unhealthy; with ip targets TCP on the traffic port, every 10s, 3 to be healthy and 3 to be unhealthy.',
    },
    {
      name: 'Local, to instance',
      snapshot: pods({}, local),
      to: 'instance',
      severity: 'info',
      message: /with instance targets HTTP \/healthz on port 32000/,
    },
  ]);
  isSilent('NLB0407', [
    { name: 'Cluster', snapshot: nodes(), to: 'ip' },
    { name: 'nothing is planned', snapshot: nodes({}, local, localCheck) },
    {
      name: 'annotations say all of it',
      snapshot: nodes(
        { protocol: 'TCP', port: 'traffic-port', 'healthy-threshold': '3', 'unhealthy-threshold': '3' },
        local,
      ),
      to: 'ip',
    },
    {
      name: 'a port by its name',
      snapshot: { ...nodes({ port: 'http' }, {}, healthCheck({ port: '31234' })), nodes: threeNodes() },
      to: 'ip',
    },
  ]);
});
