import { createHash } from 'node:crypto';
import type { Topology } from '../cluster/topology.ts';
import type { Attribute, TargetGroup } from '../elbv2/api.ts';
import type { KubeObject } from '../store/object.ts';
import { annotationsOf } from './annotations.ts';
import { preservesClientIp } from './attributes.ts';
import { BuildError } from './build-error.ts';
import { securityGroupName } from './names.ts';
import type { ControllerSettings } from './settings.ts';
import type { TargetType } from './target-type.ts';

/** The security groups of a load balancer, and the one that its bindings let in; none where nobody manages rules. */
export interface FrontendSecurity {
  readonly securityGroups: readonly string[];
  readonly managed: 'security-group' | 'addresses' | 'nothing';
  readonly backendGroup: string;
}

/** A security group's id, always the same for the same name: EC2 is not part of the sandbox. */
const groupId = (name: string): string => `sg-0${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;

/** Source: AWS Load Balancer Controller, pkg/service/model_build_load_balancer.go (buildLoadBalancerSecurityGroups). */
export function frontendSecurity(
  service: KubeObject,
  settings: ControllerSettings,
  existing: { SecurityGroups: string[] } | undefined,
): FrontendSecurity {
  const annotations = annotationsOf(service);
  const { namespace = '', name, uid = '' } = service.metadata;
  const backendGroup = groupId(`k8s-traffic-${settings.clusterName}`);
  const manage = annotations.boolean('aws-load-balancer-manage-backend-security-group-rules');
  const isOff =
    annotations.boolean('aws-load-balancer-disable-nlb-sg') === true || !settings.featureGates.NLBSecurityGroup;
  if (isOff && existing !== undefined && existing.SecurityGroups.length > 0) {
    throw new BuildError('conflicting security groups configuration');
  }
  if (isOff || existing?.SecurityGroups.length === 0) {
    return { securityGroups: [], managed: manage === false ? 'nothing' : 'addresses', backendGroup };
  }
  const given = annotations.list('aws-load-balancer-security-groups') ?? [];
  if (given.length === 0) {
    const managed = groupId(securityGroupName({ clusterName: settings.clusterName, namespace, name, uid }));
    return { securityGroups: [managed, backendGroup], managed: 'security-group', backendGroup };
  }
  const unknown = given.filter((id) => !/^sg-[0-9a-f]{8,17}$/.test(id));
  if (unknown.length > 0) {
    throw new BuildError(`couldn't find all securityGroups, nameOrIDs: [${given.join(' ')}], found: []`);
  }
  return manage === true
    ? { securityGroups: [...given, backendGroup], managed: 'security-group', backendGroup }
    : { securityGroups: given, managed: 'nothing', backendGroup };
}

export interface NetworkingInput {
  readonly service: KubeObject;
  /** Whose pods it is about: the Service itself but for weighted actions. */
  readonly backend: KubeObject;
  readonly security: FrontendSecurity;
  readonly topology: Topology;
  readonly scheme: 'internal' | 'internet-facing';
  readonly subnets: readonly string[];
  readonly protocol: TargetGroup['Protocol'];
  readonly targetType: TargetType;
  /** The node port or the targetPort, which may be a name. */
  readonly port: number | string;
  readonly healthCheckPort: string;
  readonly attributes: readonly Attribute[];
}

interface RulePort {
  protocol: 'TCP' | 'UDP';
  port: number | string;
}

/**
 * `spec.networking` of a binding: who may reach the targets on which ports; undefined where nobody manages rules.
 * Source: AWS Load Balancer Controller, pkg/service/model_build_target_group.go (buildTargetGroupBindingNetworking).
 */
export function networkingOf(input: NetworkingInput): object | undefined {
  const { security, port, protocol, healthCheckPort } = input;
  if (security.managed === 'nothing') return undefined;
  const isUdp = protocol === 'UDP' || protocol === 'QUIC';
  const isBoth = protocol === 'TCP_UDP' || protocol === 'TCP_QUIC';
  const ownHealthPort = /^\d+$/.test(healthCheckPort) && Number(healthCheckPort) !== port;
  const traffic: RulePort[] = [];
  if (isUdp || isBoth) traffic.push({ protocol: 'UDP', port });
  if (!isUdp || !ownHealthPort) traffic.push({ protocol: 'TCP', port });
  const health: RulePort[] = ownHealthPort ? [{ protocol: 'TCP', port: Number(healthCheckPort) }] : [];
  if (security.managed === 'security-group') {
    const from = [{ securityGroup: { groupID: security.backendGroup } }];
    return { ingress: [{ from, ports: [...traffic, ...health] }] };
  }
  return { ingress: addressRules(input, isUdp, isBoth, ownHealthPort) };
}

const peers = (cidrs: readonly string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));

/**
 * Rules for a load balancer without security groups: its clients where they keep their addresses, its subnets otherwise,
 * and the subnets for health checks where the first rule does not let those in. Source ranges are lost where addresses are.
 */
function addressRules(input: NetworkingInput, isUdp: boolean, isBoth: boolean, ownHealthPort: boolean): object[] {
  const { topology, subnets, port, protocol, healthCheckPort } = input;
  const subnetRanges = [...topology.publicSubnets, ...topology.privateSubnets]
    .filter(({ id }) => subnets.includes(id))
    .map(({ cidr }) => cidr);
  const preserved = preservesClientIp(input.attributes, input.targetType);
  const given = sourceRanges(input);
  const clients = given.length > 0 ? given : defaultRanges(input);
  const from = preserved || isUdp || isBoth ? clients : subnetRanges;
  const udp: RulePort = { protocol: 'UDP', port };
  const tcp: RulePort = { protocol: 'TCP', port };
  const rules: object[] = [{ from: peers(from), ports: isBoth ? [tcp, udp] : isUdp ? [udp] : [tcp] }];
  const isCovered = !preserved || given.length === 0 || clients.includes('0.0.0.0/0') || clients.includes('::/0');
  if (protocol !== 'UDP' && !ownHealthPort && isCovered) return rules;
  const healthPort = ownHealthPort ? Number(healthCheckPort) : port;
  return [...rules, { from: peers(subnetRanges), ports: [{ protocol: 'TCP', port: healthPort }] }];
}

/** The ranges of the Service whose pods these are, or else the annotation. */
function sourceRanges({ service, backend }: NetworkingInput): string[] {
  const ranges: string[] = backend['spec'].loadBalancerSourceRanges ?? [];
  return ranges.length > 0 ? ranges : (annotationsOf(service).list('load-balancer-source-ranges') ?? []);
}

const defaultRanges = ({ scheme, topology }: NetworkingInput): readonly string[] =>
  scheme === 'internet-facing' ? ['0.0.0.0/0'] : topology.vpc.cidrs;
