/** What the data plane knows at one instant: plain data, so that two views can be held together. */
export interface DataPlaneView {
  /** Network Load Balancers that are active, in the order of their creation. */
  readonly balancers: readonly BalancerView[];
  /** By ARN: every target group that the data plane knows, forwarded to or not. */
  readonly groups: Readonly<Record<string, GroupView>>;
}

export interface BalancerView {
  readonly dnsName: string;
  readonly zones: readonly { readonly name: string; readonly subnet: string }[];
  /** Zones that a zonal shift leads traffic away from. */
  readonly shifted: readonly string[];
  readonly listeners: readonly ListenerView[];
}

export interface ListenerView {
  readonly arn: string;
  readonly port: number;
  /** The load balancer ends TLS itself, and goes on without it. */
  readonly tls: boolean;
  readonly forwards: readonly { readonly arn: string; readonly weight: number }[];
}

/** How a target group is set. */
export interface GroupSettings {
  readonly type: 'instance' | 'ip';
  readonly crossZone: boolean;
  readonly preservesClient: boolean;
  /** The least number of healthy targets with which traffic keeps to them. */
  readonly routing: HealthFloor;
  /** The least number of healthy targets with which a zone stays in DNS. */
  readonly dns: HealthFloor;
  /** Connections of a target that turns unhealthy are cut. */
  readonly cutsUnhealthy: boolean;
  /** Connections of a target that has drained are cut. */
  readonly cutsDrained: boolean;
}

export interface GroupView extends GroupSettings {
  readonly targets: readonly TargetView[];
}

/** `off` in an attribute is 0. */
export interface HealthFloor {
  readonly count: number;
  readonly percentage: number;
}

/** A target that is registered, or drains. */
export interface Member {
  readonly id: string;
  readonly port: number;
  /** `all` for an address that belongs to no zone. */
  readonly zone: string;
  readonly draining: boolean;
}

/**
 * What is known of a target's health. `registering`: no check has reached it yet; `kept`: it is unhealthy, and its connections are
 * kept for a while; `unusable`: its zone is not enabled, its instance does not run, or its address is a load balancer's.
 */
export type TargetHealth = 'registering' | 'checking' | 'healthy' | 'unhealthy' | 'kept' | 'unusable';

export interface TargetView extends Member {
  readonly health: TargetHealth;
  /** A zonal shift leads traffic away from it. */
  readonly shifted: boolean;
}

/** A target is its id and port. */
export const placeOf = ({ id, port }: Pick<Member, 'id' | 'port'>): string => `${id}:${port}`;
