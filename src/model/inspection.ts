import type { Lookup, NotRead, Origin } from './snapshot.ts';
import type { HealthCheck } from './target-group.ts';
import type { TargetHealth } from './target-health.ts';
import type { TargetType } from './target-type.ts';

/** Who looks after a Service's load balancer. */
export type Owner =
  /** The AWS Load Balancer Controller: by the Service's class, or by its annotations. */
  | { readonly kind: 'controller'; readonly by: 'class' | 'annotations' }
  | { readonly kind: 'auto-mode' }
  /** The cloud provider's own controller (in-tree, or cloud-provider-aws). */
  | { readonly kind: 'in-tree' }
  | { readonly kind: 'other-class'; readonly loadBalancerClass: string }
  /** `external` without a valid target type: every controller leaves it to another one. */
  | { readonly kind: 'nobody'; readonly reason: string }
  | { readonly kind: 'not-a-load-balancer'; readonly type: string };

/** What becomes of a target. */
export type Verdict =
  | 'ok'
  /** Unhealthy or unused, and that is right: no traffic is meant for it. */
  | 'by-design'
  | 'starting'
  | 'failing'
  | 'missing'
  | 'extra'
  /** Registered, while its node or pod is gone. */
  | 'stale'
  | 'draining'
  | 'unknown';

/** One target of a group, held against what should be there. */
export interface JudgedTarget {
  readonly id: string;
  readonly port: number;
  readonly zone: string | null;
  readonly node: string | null;
  readonly pod: string | null;
  /** For an instance: how many ready pods of the Service run on it. null for an address, and where it could not be known. */
  readonly readyPods: number | null;
  /** null: the set that the controller should register could not be computed. */
  readonly expected: boolean | null;
  /** Whether the target's health counts: expected, and not unhealthy by design. */
  readonly required: boolean;
  /** null: what is registered could not be read. */
  readonly registered: boolean | null;
  readonly health: TargetHealth | null;
  readonly administrativeOverride: string | null;
  readonly verdict: Verdict;
  /** One sentence for people. */
  readonly why: string;
}

/** Counts over the targets of one group; each adds up from the rows. */
export interface Summary {
  readonly expected: number;
  readonly registered: number;
  readonly healthy: number;
  readonly required: number;
  readonly requiredHealthy: number;
  readonly byDesign: number;
  readonly missing: number;
  readonly extra: number;
  readonly stale: number;
  readonly draining: number;
  readonly unknown: number;
}

/** A node or pod that is no target, and the controller's rule that leaves it out. */
export interface Skipped {
  readonly name: string;
  readonly why: string;
}

/** What could be said about the set of targets that the controller should register in a group. */
export interface Expectation {
  /** false: the set could not be computed, `missing` says for want of what. */
  readonly known: boolean;
  readonly missing: readonly NotRead[];
  /** What keeps the controller from registering the set, each a sentence. */
  readonly problems: readonly string[];
  readonly skipped: readonly Skipped[];
}

export interface JudgedGroup {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly port: number | null;
  readonly protocol: string;
  /** null: left over, the listener does not forward to it. */
  readonly weight: number | null;
  readonly healthCheck: HealthCheck;
  readonly binding: {
    readonly name: string;
    readonly generation: number;
    readonly observedGeneration: number | null;
    readonly terminating: boolean;
  } | null;
  readonly expectation: Expectation;
  /** false: what is registered in the group could not be read. */
  readonly targetsRead: boolean;
  readonly summary: Summary;
  readonly targets: readonly JudgedTarget[];
}

export interface JudgedPort {
  readonly port: number;
  /** The listener's, or the Service port's while there is no listener. */
  readonly protocol: string;
  readonly name: string | null;
  readonly listenerArn: string | null;
  readonly targetGroups: readonly JudgedGroup[];
}

/** A Snapshot, judged: what `inspect` and `diff` show. */
export interface Inspection {
  readonly at: string;
  readonly origin: Origin;
  readonly notRead: readonly NotRead[];
  readonly lookup: Lookup;
  readonly service: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly owner: Owner;
    /** The tag of the controller's image; null: not read, not found, or several that differ. */
    readonly controllerVersion: string | null;
    /** `annotation` verbatim (null: absent); `effective`: what the controller makes of it (null: not its Service). */
    readonly targetType: { readonly annotation: string | null; readonly effective: TargetType | null };
    readonly externalTrafficPolicy: string | null;
  };
  readonly loadBalancer: {
    readonly arn: string;
    readonly name: string;
    readonly dnsName: string;
    readonly scheme: string;
    readonly state: string;
    readonly zones: readonly string[];
    readonly securityGroups: readonly string[];
  } | null;
  readonly ports: readonly JudgedPort[];
}
