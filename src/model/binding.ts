/** A TargetGroupBinding: what tells the controller to fill a target group. */
export interface TargetGroupBinding {
  /** `elbv2.k8s.aws` of the AWS Load Balancer Controller, `eks.amazonaws.com` of EKS Auto Mode. */
  readonly apiGroup: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly generation: number;
  /** null before the controller's first success. */
  readonly observedGeneration: number | null;
  readonly creationTimestamp: string | null;
  readonly deletionTimestamp: string | null;
  readonly targetGroupArn: string | null;
  readonly targetType: string | null;
  readonly serviceName: string;
  /** A port's number or its name. */
  readonly servicePort: number | string;
  /** `ipv4` or `ipv6`. */
  readonly ipAddressType: string | null;
  readonly nodeSelector: LabelSelector | null;
  readonly multiCluster: boolean;
  /** Whether it says whom to admit (`spec.networking`); without it the controller keeps no security group rules for the targets. */
  readonly managesRules: boolean;
  /**
   * Since when the controller holds its targets for registered: when it saved its checkpoint, RFC 3339. null: it has none, or
   * has taken it back because something is to be done.
   */
  readonly checkpointAt: string | null;
  readonly conditions: readonly Condition[];
}

/** A label selector as the API spells it. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** A condition of any object's status. */
export interface Condition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly lastTransitionTime: string | null;
}
