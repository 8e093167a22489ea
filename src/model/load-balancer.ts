/** A load balancer as ELBv2 describes it; values verbatim. */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  /** `network`, `application` or `gateway`. It alone tells the kind: an ARN may not (emulators write others). */
  readonly type: string;
  readonly scheme: string;
  readonly vpcId: string | null;
  /** `provisioning`, `active`, `active_impaired` or `failed`. */
  readonly state: string;
  readonly stateReason: string | null;
  readonly ipAddressType: string | null;
  readonly zones: readonly string[];
  readonly securityGroups: readonly string[];
  /** RFC 3339. */
  readonly createdTime: string | null;
  /** null where tags could not be read. */
  readonly tags: Readonly<Record<string, string>> | null;
  /** null where attributes could not be read. */
  readonly attributes: Readonly<Record<string, string>> | null;
}

export interface Listener {
  readonly arn: string;
  readonly port: number;
  /** `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC` or `TCP_QUIC`. */
  readonly protocol: string;
  /** Every group that the default action forwards to. */
  readonly forwards: readonly Forward[];
  /** Groups that rules of the listener forward to (dual-stack NLBs can have such rules). */
  readonly ruleForwards: readonly Forward[];
}

export interface Forward {
  readonly targetGroupArn: string;
  /** 0 to 999. A group that is named without a weight has weight 1. */
  readonly weight: number;
}
