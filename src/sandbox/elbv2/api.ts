/**
 * ELBv2 as the sandbox's own controller calls it and as the HTTP endpoint publishes it: one method an action of the API,
 * members spelled as the API spells them. Failures are Elbv2Error with the wire's code. Written from the service's model, not from an SDK.
 */
export interface Elbv2Api {
  createLoadBalancer(input: CreateLoadBalancerInput): LoadBalancer;
  deleteLoadBalancer(input: { LoadBalancerArn: string }): void;
  describeLoadBalancers(input: { LoadBalancerArns?: string[]; Names?: string[] }): LoadBalancer[];
  describeLoadBalancerAttributes(input: { LoadBalancerArn: string }): Attribute[];
  modifyLoadBalancerAttributes(input: { LoadBalancerArn: string; Attributes: Attribute[] }): Attribute[];
  setSecurityGroups(input: { LoadBalancerArn: string; SecurityGroups: string[] }): string[];
  setSubnets(input: { LoadBalancerArn: string; Subnets: string[] }): LoadBalancer['AvailabilityZones'];

  createTargetGroup(input: CreateTargetGroupInput): TargetGroup;
  deleteTargetGroup(input: { TargetGroupArn: string }): void;
  modifyTargetGroup(input: { TargetGroupArn: string } & Partial<HealthCheck>): TargetGroup;
  describeTargetGroups(input: {
    LoadBalancerArn?: string;
    TargetGroupArns?: string[];
    Names?: string[];
  }): TargetGroup[];
  describeTargetGroupAttributes(input: { TargetGroupArn: string }): Attribute[];
  modifyTargetGroupAttributes(input: { TargetGroupArn: string; Attributes: Attribute[] }): Attribute[];

  createListener(input: CreateListenerInput): Listener;
  modifyListener(
    input: { ListenerArn: string } & Partial<Omit<CreateListenerInput, 'LoadBalancerArn' | 'Tags'>>,
  ): Listener;
  deleteListener(input: { ListenerArn: string }): void;
  describeListeners(input: { LoadBalancerArn?: string; ListenerArns?: string[] }): Listener[];
  describeListenerAttributes(input: { ListenerArn: string }): Attribute[];
  modifyListenerAttributes(input: { ListenerArn: string; Attributes: Attribute[] }): Attribute[];
  describeRules(input: { ListenerArn?: string; RuleArns?: string[] }): Rule[];

  registerTargets(input: { TargetGroupArn: string; Targets: TargetDescription[] }): void;
  deregisterTargets(input: { TargetGroupArn: string; Targets: TargetDescription[] }): void;
  describeTargetHealth(input: { TargetGroupArn: string; Targets?: TargetDescription[] }): TargetHealthDescription[];

  addTags(input: { ResourceArns: string[]; Tags: Tag[] }): void;
  removeTags(input: { ResourceArns: string[]; TagKeys: string[] }): void;
  describeTags(input: { ResourceArns: string[] }): { ResourceArn: string; Tags: Tag[] }[];

  describeAccountLimits(): { Name: string; Max: string }[];
}

export interface Tag {
  Key: string;
  Value: string;
}

export interface Attribute {
  Key: string;
  Value: string;
}

export interface LoadBalancer {
  LoadBalancerArn: string;
  DNSName: string;
  CanonicalHostedZoneId: string;
  CreatedTime: string;
  LoadBalancerName: string;
  Scheme: 'internal' | 'internet-facing';
  VpcId: string;
  State: { Code: 'provisioning' | 'active' | 'active_impaired' | 'failed'; Reason?: string };
  Type: 'application' | 'network' | 'gateway';
  AvailabilityZones: { ZoneName: string; SubnetId: string }[];
  SecurityGroups: string[];
  IpAddressType: 'ipv4' | 'dualstack';
}

export interface CreateLoadBalancerInput {
  Name: string;
  Type?: LoadBalancer['Type'];
  Scheme?: LoadBalancer['Scheme'];
  Subnets: string[];
  SecurityGroups?: string[];
  IpAddressType?: LoadBalancer['IpAddressType'];
  Tags?: Tag[];
}

/** The members of a target group that say how its targets are checked; seconds and counts. */
export interface HealthCheck {
  HealthCheckProtocol: 'TCP' | 'HTTP' | 'HTTPS';
  HealthCheckPort: string;
  HealthCheckEnabled: boolean;
  HealthCheckIntervalSeconds: number;
  HealthCheckTimeoutSeconds: number;
  HealthyThresholdCount: number;
  UnhealthyThresholdCount: number;
  HealthCheckPath?: string;
  Matcher?: { HttpCode?: string };
}

export interface TargetGroup extends HealthCheck {
  TargetGroupArn: string;
  TargetGroupName: string;
  Protocol: 'TCP' | 'UDP' | 'TLS' | 'TCP_UDP' | 'QUIC' | 'TCP_QUIC' | 'HTTP' | 'HTTPS';
  Port: number;
  VpcId: string;
  TargetType: 'instance' | 'ip' | 'lambda' | 'alb';
  IpAddressType: 'ipv4' | 'ipv6';
  /** The load balancers whose listeners or rules forward to it: none or one. */
  LoadBalancerArns: string[];
}

export type CreateTargetGroupInput = {
  Name: string;
  Protocol: TargetGroup['Protocol'];
  Port: number;
  VpcId: string;
  TargetType?: TargetGroup['TargetType'];
  IpAddressType?: TargetGroup['IpAddressType'];
  Tags?: Tag[];
} & Partial<HealthCheck>;

export interface ForwardAction {
  Type: 'forward';
  Order?: number;
  TargetGroupArn?: string;
  ForwardConfig?: {
    TargetGroups: { TargetGroupArn: string; Weight?: number }[];
    TargetGroupStickinessConfig?: { Enabled: boolean; DurationSeconds?: number };
  };
}

export interface Listener {
  ListenerArn: string;
  LoadBalancerArn: string;
  Port: number;
  Protocol: 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP' | 'QUIC' | 'TCP_QUIC';
  DefaultActions: ForwardAction[];
  SslPolicy?: string;
  Certificates?: { CertificateArn: string }[];
  AlpnPolicy?: string[];
}

export interface CreateListenerInput {
  LoadBalancerArn: string;
  Port: number;
  Protocol: Listener['Protocol'];
  DefaultActions: ForwardAction[];
  SslPolicy?: string;
  Certificates?: { CertificateArn: string }[];
  AlpnPolicy?: string[];
  Tags?: Tag[];
}

export interface Rule {
  RuleArn: string;
  Priority: string;
  IsDefault: boolean;
  Conditions: { Field: string; Values: string[] }[];
  Actions: ForwardAction[];
}

export interface TargetDescription {
  Id: string;
  Port?: number;
  AvailabilityZone?: string;
}

export interface TargetHealthDescription {
  Target: TargetDescription;
  HealthCheckPort?: string;
  TargetHealth: { State: TargetState; Reason?: TargetReason; Description?: string };
  AdministrativeOverride?: { State: string; Reason: string; Description: string };
}

export type TargetState =
  | 'initial'
  | 'healthy'
  | 'unhealthy'
  | 'unhealthy.draining'
  | 'unused'
  | 'draining'
  | 'unavailable';

export type TargetReason =
  | 'Elb.RegistrationInProgress'
  | 'Elb.InitialHealthChecking'
  | 'Elb.InternalError'
  | 'Target.DeregistrationInProgress'
  | 'Target.FailedHealthChecks'
  | 'Target.HealthCheckDisabled'
  | 'Target.InvalidState'
  | 'Target.IpUnusable'
  | 'Target.NotInUse'
  | 'Target.NotRegistered'
  | 'Target.ResponseCodeMismatch'
  | 'Target.Timeout';

/** What the load balancer's health checkers find on the network: the cluster answers for its nodes and pods. */
export interface Network {
  /** Where a target is: `absent` is an instance id or an address that nobody has. */
  locate(target: { type: 'instance' | 'ip'; id: string }): {
    zone: string | undefined;
    state: 'running' | 'stopped' | 'terminated' | 'absent';
    /** The address is one of a load balancer's own: it can be registered, but it never gets traffic. */
    usedByLoadBalancer?: boolean;
  };
  /** One health check: whether anything at that place answers well, and if not, how it fails. */
  check(target: {
    type: 'instance' | 'ip';
    id: string;
    port: number;
    protocol: 'TCP' | 'HTTP' | 'HTTPS';
    path: string;
    /** Proxy protocol v2 is on: the connection begins with its header. */
    proxyHeader?: boolean;
  }):
    | { ok: true }
    | { ok: false; reason: 'Target.FailedHealthChecks' | 'Target.Timeout' | 'Target.ResponseCodeMismatch' };
  /** The VPC with its subnets, a zone each. */
  readonly vpc: { id: string; cidrs: string[]; subnets: { id: string; zone: string }[] };
}

/** How long AWS takes, in milliseconds of the sandbox's time. */
export interface Elbv2Delays {
  /** A new load balancer is `provisioning`. */
  provisioning: number;
  /** A new target is `initial` with Elb.RegistrationInProgress before the first health check. */
  registration: number;
  /** At the least, a target is `draining`, even with a shorter deregistration delay. */
  deregistration: number;
  /** At the most; the group's deregistration_delay.timeout_seconds rules up to here. */
  deregistrationLimit: number;
}
