import type { TargetHealth } from './target-health.ts';

/** A target group as ELBv2 describes it, with the targets registered in it. */
export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  /** `instance`, `ip`, `alb` or `lambda`. Never changes in the life of a group. */
  readonly targetType: string;
  readonly protocol: string;
  readonly port: number | null;
  readonly ipAddressType: string | null;
  readonly loadBalancerArns: readonly string[];
  readonly healthCheck: HealthCheck;
  /** null where attributes could not be read. */
  readonly attributes: Readonly<Record<string, string>> | null;
  /** null where tags could not be read. */
  readonly tags: Readonly<Record<string, string>> | null;
  /** null where target health could not be read: what is registered is then unknown too. */
  readonly targets: readonly RegisteredTarget[] | null;
}

export interface HealthCheck {
  readonly protocol: string;
  /** A number as text, or `traffic-port`. */
  readonly port: string;
  readonly path: string | null;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly matcher: string | null;
}

export interface RegisteredTarget {
  /** An instance id, an IP address, or the ARN of an ALB. */
  readonly id: string;
  readonly port: number;
  /** As registered: a zone's name, or `all` for an address outside of the VPC. */
  readonly zone: string | null;
  readonly healthCheckPort: string | null;
  readonly health: TargetHealth;
  /** Set while a zonal shift overrules the target's own health; the state's name, verbatim. */
  readonly administrativeOverride: string | null;
}
