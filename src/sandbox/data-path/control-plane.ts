import type { Attribute, Elbv2Api, LoadBalancer, Network, TargetHealthDescription } from '../elbv2/api.ts';
import { weightedGroups } from '../elbv2/forward-action.ts';
import {
  type BalancerView,
  type DataPlaneView,
  type GroupSettings,
  type Member,
  placeOf,
  type TargetHealth,
} from './view.ts';

/** The control plane in three parts, each of which reaches the data plane in a time of its own. */
export interface ControlPlane {
  readonly configuration: {
    readonly balancers: readonly BalancerView[];
    readonly groups: Readonly<Record<string, GroupSettings>>;
  };
  /** By ARN of the group. */
  readonly members: Readonly<Record<string, readonly Member[]>>;
  /** By ARN of the group, then by `id:port`. */
  readonly health: Readonly<Record<string, Readonly<Record<string, Health>>>>;
}

export interface Health {
  /** Undefined where it is not asked: nothing forwards to the group. */
  readonly state: TargetHealth | undefined;
  readonly shifted: boolean;
}

/** The protocols of listeners to which a TCP connection can come. */
const overTcp = ['TCP', 'TCP_UDP', 'TLS'];

/** Says in which zone a target is; undefined where it belongs to none. */
export type ZoneOf = (type: GroupSettings['type'], id: string) => string | undefined;

/** Asks once for each target: none ever moves to another zone. */
export function zonesOnce(network: Pick<Network, 'locate'>): ZoneOf {
  const known = new Map<string, string>();
  return (type, id) => {
    const zone = known.get(id) ?? network.locate({ type, id }).zone;
    if (zone !== undefined) known.set(id, zone);
    return zone;
  };
}

/** Reads the whole of the control plane as it is now. */
export function readControlPlane(
  elbv2: Elbv2Api & { readonly shiftedZones: ReadonlySet<string> },
  zoneOf: ZoneOf,
): ControlPlane {
  const crossZone = new Map<string, boolean>();
  const balancers = elbv2
    .describeLoadBalancers({})
    .filter(({ Type, State }) => Type === 'network' && State.Code === 'active')
    .map((balancer): BalancerView => {
      const attributes = valuesOf(elbv2.describeLoadBalancerAttributes(balancer));
      crossZone.set(balancer.LoadBalancerArn, attributes('load_balancing.cross_zone.enabled') === 'true');
      const shifts = attributes('zonal_shift.config.enabled') === 'true';
      return {
        dnsName: balancer.DNSName,
        zones: zonesOf(balancer),
        shifted: shifts ? [...elbv2.shiftedZones] : [],
        listeners: elbv2
          .describeListeners({ LoadBalancerArn: balancer.LoadBalancerArn })
          .filter(({ Protocol }) => overTcp.includes(Protocol))
          .map(({ ListenerArn, Port, Protocol, DefaultActions }) => ({
            arn: ListenerArn,
            port: Port,
            tls: Protocol === 'TLS',
            forwards: weightedGroups(DefaultActions[0]),
          })),
      };
    });
  const groups: Record<string, GroupSettings> = {};
  const members: Record<string, Member[]> = {};
  const health: Record<string, Record<string, Health>> = {};
  for (const group of elbv2.describeTargetGroups({})) {
    const arn = group.TargetGroupArn;
    const type = group.TargetType === 'instance' ? 'instance' : 'ip';
    const crosses = group.LoadBalancerArns.some((of) => crossZone.get(of) === true);
    groups[arn] = settingsOf(type, valuesOf(elbv2.describeTargetGroupAttributes(group)), crosses);
    const targets = elbv2.describeTargetHealth({ TargetGroupArn: arn });
    members[arn] = targets.map((target) => memberOf(target, type, zoneOf));
    health[arn] = Object.fromEntries(
      targets.map((target) => [placeOf({ id: target.Target.Id, port: target.Target.Port ?? 0 }), healthOf(target)]),
    );
  }
  return { configuration: { balancers, groups }, members, health };
}

/** A member without a known health has just been registered; a health without a member is of one that is not known yet, or no more. */
export function viewOf({ configuration, members, health }: ControlPlane): DataPlaneView {
  const groups = Object.entries(configuration.groups).map(([arn, settings]) => {
    const targets = (members[arn] ?? []).map((member) => {
      const { state = 'registering' as const, shifted = false } = health[arn]?.[placeOf(member)] ?? {};
      return { ...member, health: state, shifted };
    });
    return [arn, { ...settings, targets }];
  });
  return { balancers: configuration.balancers, groups: Object.fromEntries(groups) };
}

/**
 * What the data plane takes over of a newer health: a target of a group that nothing forwards to any more keeps the one that it had,
 * for as long as old listeners lead there (containers-roadmap#470: `unused` targets went on getting connections).
 */
export function succeeding(before: ControlPlane['health'], after: ControlPlane['health']): ControlPlane['health'] {
  const groups = Object.entries(after).map(([arn, targets]) => {
    const kept = Object.entries(targets).map(([place, health]) => [
      place,
      { ...health, state: health.state ?? before[arn]?.[place]?.state },
    ]);
    return [arn, Object.fromEntries(kept)];
  });
  return Object.fromEntries(groups);
}

type Values = (key: string) => string | undefined;

const valuesOf =
  (attributes: readonly Attribute[]): Values =>
  (key) =>
    attributes.find(({ Key }) => Key === key)?.Value;

const zonesOf = ({ AvailabilityZones }: LoadBalancer) =>
  AvailabilityZones.map(({ ZoneName, SubnetId }) => ({ name: ZoneName, subnet: SubnetId }));

function settingsOf(type: GroupSettings['type'], attributes: Values, balancerCrosses: boolean): GroupSettings {
  const own = attributes('load_balancing.cross_zone.enabled');
  const floor = (kind: string) => {
    const number = (unit: string) =>
      Number(attributes(`target_group_health.${kind}.minimum_healthy_targets.${unit}`)) || 0;
    return { count: number('count'), percentage: number('percentage') };
  };
  return {
    type,
    crossZone: own === 'true' || (own !== 'false' && balancerCrosses),
    preservesClient: attributes('preserve_client_ip.enabled') === 'true',
    routing: floor('unhealthy_state_routing'),
    dns: floor('dns_failover'),
    cutsUnhealthy: attributes('target_health_state.unhealthy.connection_termination.enabled') === 'true',
    cutsDrained: attributes('deregistration_delay.connection_termination.enabled') === 'true',
  };
}

function memberOf(
  { Target, TargetHealth }: TargetHealthDescription,
  type: GroupSettings['type'],
  zoneOf: ZoneOf,
): Member {
  return {
    id: Target.Id,
    port: Target.Port ?? 0,
    zone: Target.AvailabilityZone ?? zoneOf(type, Target.Id) ?? 'all',
    draining: TargetHealth.State === 'draining',
  };
}

function healthOf({ TargetHealth, AdministrativeOverride }: TargetHealthDescription): Health {
  return { state: stateOf(TargetHealth), shifted: AdministrativeOverride?.State === 'zonal_shift_active' };
}

function stateOf({ State, Reason, Description }: TargetHealthDescription['TargetHealth']): Health['state'] {
  switch (State) {
    case 'initial':
      return Reason === 'Elb.RegistrationInProgress' ? 'registering' : 'checking';
    case 'unhealthy.draining':
      return 'kept';
    case 'unused':
      // Only the description tells a group that nothing forwards to from a zone that is not enabled.
      return Reason === 'Target.NotInUse' && !Description?.includes('Availability Zone') ? undefined : 'unusable';
    case 'healthy':
    case 'unhealthy':
      return State;
    case 'draining':
    case 'unavailable':
      return undefined;
  }
}
