import { describe, expect, test } from 'vitest';
import type { FindingCode } from '../../../src/judge/findings/registry.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { LoadBalancer } from '../../../src/model/load-balancer.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TargetGroup } from '../../../src/model/target-group.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aBinding,
  aGroup,
  aListener,
  aLoadBalancer,
  aService,
  instanceGroupArn,
  instanceSnapshot,
  ipSnapshot,
  nodeTargets,
  podTargetsOf,
  serviceOfType,
} from '../snapshot-builder.ts';
import { found, foundOf, quietSurroundings } from './subject.ts';

interface Story {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly service?: Partial<Service>;
  readonly group?: Partial<TargetGroup>;
  readonly loadBalancer?: Partial<LoadBalancer>;
  readonly managesRules?: boolean;
}

const surroundings = quietSurroundings();
const told = (type: TargetType, story: Story): Partial<Snapshot> => {
  const service = serviceOfType(type, story.service);
  return {
    surroundings,
    service: { ...service, annotations: { ...service.annotations, ...story.annotations } },
    loadBalancer: aLoadBalancer(story.loadBalancer),
    targetGroups: [aGroup(type, type === 'ip' ? podTargetsOf() : nodeTargets(), story.group)],
    bindings: [aBinding(type, { managesRules: story.managesRules ?? true })],
  };
};
const nodes = (story: Story = {}): Snapshot => instanceSnapshot(told('instance', story));
const pods = (story: Story = {}): Snapshot => ipSnapshot(undefined, told('ip', story));

const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 };
const preserved = { 'preserve_client_ip.enabled': 'true' };
const preserveAnnotation = { [annotation.targetGroupAttributes]: 'preserve_client_ip.enabled=true' };
const udp = { protocol: 'UDP' };
const bare = { securityGroups: [] };

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
    if (remedy !== undefined) expect(first?.remedy).toBe(remedy);
  });
}
function isSilent(code: FindingCode, cases: readonly Case[]) {
  test.each(cases)(`${code} is silent: $name`, ({ snapshot, to = null }) => {
    expect(foundOf(code, snapshot, to)).toEqual([]);
  });
}

describe('the source address', () => {
  const annotate = `kubectl annotate service/ui-nlb -n ui --overwrite ${annotation.targetGroupAttributes}=`;
  fires('NLB0501', [
    {
      name: 'the client is lost',
      snapshot: nodes({ service: local }),
      to: 'ip',
      severity: 'warning',
      message:
        'Pods see the client’s own address on port 80 today, and will see an address of the NLB: client addresses are not preserved by default with ip targets of protocol TCP.',
      remedy: `${annotate}preserve_client_ip.enabled=true`,
    },
    {
      name: 'the client is lost, and the annotation lists other attributes',
      snapshot: nodes({
        service: local,
        annotations: {
          [annotation.targetGroupAttributes]:
            'preserve_client_ip.enabled=false, deregistration_delay.timeout_seconds=5',
        },
      }),
      to: 'ip',
      severity: 'warning',
      message: /preserve_client_ip\.enabled is false/,
      remedy: `${annotate}deregistration_delay.timeout_seconds=5,preserve_client_ip.enabled=true`,
    },
    {
      name: 'neither shows the client',
      snapshot: nodes(),
      to: 'ip',
      severity: 'info',
      message: /^Pods see the address of a node on port 80 today, and will see an address of the NLB/,
    },
    {
      name: 'the client is gained',
      snapshot: nodes({ group: udp }),
      to: 'ip',
      severity: 'warning',
      message: /will see the client’s own address: the NLB always keeps the client’s address with UDP/,
    },
    { name: 'back', snapshot: pods(), to: 'instance', severity: 'info', message: /see the address of a node: with/ },
    {
      name: 'proxy protocol v2 comes with an annotation',
      snapshot: nodes({ service: local, annotations: { [annotation.proxyProtocol]: '*' } }),
      to: 'ip',
      severity: 'warning',
      message: /an address of the NLB, with the client’s in the header of proxy protocol v2/,
    },
  ]);
  isSilent('NLB0501', [
    { name: 'nothing is planned', snapshot: nodes({ service: local }) },
    { name: 'the client is kept', snapshot: nodes({ service: local, annotations: preserveAnnotation }), to: 'ip' },
    { name: 'the target type stays', snapshot: pods(), to: 'ip' },
    { name: 'attributes could not be read', snapshot: nodes({ group: { attributes: null } }), to: 'ip' },
    {
      name: 'the header tells the client before and after',
      snapshot: nodes({
        group: { attributes: { 'proxy_protocol_v2.enabled': 'true' } },
        annotations: { [annotation.proxyProtocol]: '*' },
      }),
      to: 'ip',
    },
  ]);

  fires('NLB0505', [
    {
      name: 'to ip',
      snapshot: nodes(),
      to: 'ip',
      severity: 'info',
      message: /about 55,000 connections to a pod at a time.* With 1 pod that is about 55,000 for a port\.$/,
    },
  ]);
  isSilent('NLB0505', [
    { name: 'client addresses stay preserved', snapshot: nodes({ annotations: preserveAnnotation }), to: 'ip' },
    {
      name: 'they were not preserved before',
      snapshot: nodes({ group: { attributes: { 'preserve_client_ip.enabled': 'false' } } }),
      to: 'ip',
    },
    { name: 'to instance', snapshot: pods(), to: 'instance' },
  ]);

  fires('NLB0504', [
    {
      name: 'to instance',
      snapshot: pods(),
      to: 'instance',
      severity: 'warning',
      message: /^A pod that calls k8s-ui-uinlb-\S+ on port 80 would time out/,
      remedy: 'let pods of the cluster call ui-nlb.ui.svc instead',
    },
  ]);
  isSilent('NLB0504', [
    { name: 'to ip', snapshot: nodes(), to: 'ip' },
    { name: 'client addresses were preserved', snapshot: pods({ group: { attributes: preserved } }), to: 'instance' },
    {
      name: 'client addresses will not be preserved',
      snapshot: pods({ annotations: { [annotation.targetGroupAttributes]: 'preserve_client_ip.enabled=false' } }),
      to: 'instance',
    },
  ]);
});

describe('source ranges on an NLB without security groups', () => {
  const ranged = { loadBalancerSourceRanges: ['203.0.113.0/24'] };
  fires('NLB0502', [
    {
      name: 'to ip',
      snapshot: nodes({ service: ranged, loadBalancer: bare }),
      to: 'ip',
      severity: 'warning',
      message: /^Source ranges \(203\.0\.113\.0\/24\) would stop to filter on port 80/,
    },
    {
      name: 'ip now, by the annotation',
      snapshot: pods({
        annotations: { [annotation.sourceRanges]: '203.0.113.0/24, 198.51.100.0/24,192.0.2.0/24,10.0.0.0/8' },
        loadBalancer: bare,
      }),
      severity: 'warning',
      message: /\(203\.0\.113\.0\/24, 198\.51\.100\.0\/24, 192\.0\.2\.0\/24 and 1 more\) do not filter/,
    },
  ]);
  isSilent('NLB0502', [
    { name: 'the NLB has security groups', snapshot: nodes({ service: ranged }), to: 'ip' },
    { name: 'instance now', snapshot: nodes({ service: ranged, loadBalancer: bare }) },
    { name: 'to instance', snapshot: pods({ service: ranged, loadBalancer: bare }), to: 'instance' },
    {
      name: 'client addresses are preserved',
      snapshot: nodes({ service: ranged, loadBalancer: bare, annotations: preserveAnnotation }),
      to: 'ip',
    },
    { name: 'UDP', snapshot: nodes({ service: ranged, loadBalancer: bare, group: udp }), to: 'ip' },
    {
      name: 'the range of everybody',
      snapshot: nodes({ service: { loadBalancerSourceRanges: ['0.0.0.0/0'] }, loadBalancer: bare }),
      to: 'ip',
    },
    {
      name: 'nobody enforces them today either',
      snapshot: nodes({ service: ranged, loadBalancer: bare, managesRules: false }),
      to: 'ip',
    },
  ]);

  fires('NLB0506', [
    {
      name: 'looked at',
      snapshot: nodes({ loadBalancer: bare }),
      severity: 'info',
      message: /has no security groups, and none can be added to it: only the security group of the targets decides/,
    },
    {
      name: 'to ip',
      snapshot: nodes({ loadBalancer: bare }),
      to: 'ip',
      severity: 'info',
      message: /must admit the addresses of the NLB’s subnets on port 80\. The controller makes that rule\.$/,
    },
    {
      name: 'to instance',
      snapshot: pods({ loadBalancer: bare }),
      to: 'instance',
      severity: 'info',
      message: /must admit the clients themselves on port 80/,
    },
  ]);
  isSilent('NLB0506', [
    { name: 'the NLB has security groups', snapshot: nodes() },
    { name: 'NLB0502 says so', snapshot: nodes({ service: ranged, loadBalancer: bare }), to: 'ip' },
    { name: 'NLB0503 says so', snapshot: nodes({ loadBalancer: bare, managesRules: false }), to: 'ip' },
    {
      name: 'the targets go on to admit the same',
      snapshot: nodes({ loadBalancer: bare, annotations: preserveAnnotation }),
      to: 'ip',
    },
  ]);
});

describe('security groups of which nobody keeps rules', () => {
  const open = 'aws ec2 authorize-security-group-ingress --region us-west-2 --group-id <security-group-of-the-';
  const named = { ports: aService().ports.map((port) => ({ ...port, targetPort: 'http' })) };
  fires('NLB0503', [
    {
      name: 'to ip',
      snapshot: nodes({ managesRules: false }),
      to: 'ip',
      severity: 'warning',
      message:
        /the security group of the pods’ network interfaces must admit TCP 8080 from security group sg-0123456789abcdef0 of the NLB\.$/,
      remedy: `${open}pods> --protocol tcp --port 8080 --source-group sg-0123456789abcdef0`,
    },
    {
      name: 'a target port by its name is the port of the endpoints',
      snapshot: nodes({ managesRules: false, service: named }),
      to: 'ip',
      severity: 'warning',
      message: /must admit TCP 8080 from/,
    },
    {
      name: 'to instance, with a health check port of its own',
      snapshot: pods({ managesRules: false, service: local }),
      to: 'instance',
      severity: 'warning',
      message: /the security group of the nodes must admit TCP 31234 and TCP 32000 from/,
      remedy: [31234, 32000]
        .map((port) => `${open}nodes> --protocol tcp --port ${port} --source-group sg-0123456789abcdef0`)
        .join('\n'),
    },
    {
      name: 'nothing is known of the region and of the NLB',
      snapshot: {
        ...nodes({ managesRules: false }),
        loadBalancer: null,
        lookup: { by: 'none', reason: 'no-hostname' },
        origin: { context: null, cluster: null, region: null, account: null },
      },
      to: 'ip',
      severity: 'warning',
      message: /must admit TCP 8080 from the addresses/,
      remedy:
        'aws ec2 authorize-security-group-ingress --group-id <security-group-of-the-pods> --protocol tcp --port 8080 --cidr <cidr>',
    },
    {
      name: 'UDP, of which the check is by TCP',
      snapshot: nodes({ managesRules: false, group: udp, loadBalancer: bare }),
      to: 'ip',
      severity: 'warning',
      message:
        /must admit UDP 8080 and TCP 8080 from the clients, and from the addresses of the NLB’s subnets for health/,
      remedy: `${open}pods> --protocol udp --port 8080 --cidr <cidr>\n${open}pods> --protocol tcp --port 8080 --cidr <cidr>`,
    },
    {
      name: 'an NLB without security groups',
      snapshot: nodes({ managesRules: false, loadBalancer: bare }),
      to: 'ip',
      severity: 'warning',
      message: /from the addresses of the NLB’s subnets \(the NLB has no security groups and cannot get any\)\.$/,
    },
  ]);
  isSilent('NLB0503', [
    { name: 'the controller keeps rules', snapshot: nodes(), to: 'ip' },
    { name: 'nothing is planned', snapshot: nodes({ managesRules: false }) },
    { name: 'bindings could not be read', snapshot: { ...nodes({ managesRules: false }), bindings: null }, to: 'ip' },
    {
      name: 'nobody knows the number behind a name',
      snapshot: { ...nodes({ managesRules: false, service: named }), endpointSlices: null },
      to: 'ip',
    },
  ]);
});

test('ports with the same change are told together', () => {
  const second = `${instanceGroupArn}-2`;
  const snapshot: Snapshot = {
    ...nodes({
      service: {
        ports: [80, 443].map((port) => ({
          name: `p${port}`,
          protocol: 'TCP',
          port,
          targetPort: 8080,
          nodePort: 31000 + port,
        })),
      },
    }),
    listeners: [aListener({ [instanceGroupArn]: 1 }), aListener({ [second]: 1 }, { arn: 'second', port: 443 })],
    targetGroups: [
      aGroup('instance', nodeTargets()),
      aGroup('instance', nodeTargets(), { arn: second, name: 'second' }),
    ],
  };
  expect(foundOf('NLB0501', snapshot, 'ip')).toMatchObject([
    { message: expect.stringContaining('on ports 80 and 443 today') },
  ]);
});

test('a plan for the workshop has infos of addresses, and no warning', () => {
  const ofAddresses = (to: TargetType) =>
    found(to === 'ip' ? nodes() : pods(), to).filter(({ code }) => /NLB0[45]/.test(code));
  expect(ofAddresses('ip').map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    'NLB0501 info',
    'NLB0505 info',
  ]);
});
