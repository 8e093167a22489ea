import type { TargetGroupBinding } from './binding.ts';
import type { EndpointSlice } from './endpoints.ts';
import type { ControllerEvent } from './event.ts';
import type { Listener, LoadBalancer } from './load-balancer.ts';
import type { Service } from './service.ts';
import type { Surroundings } from './surroundings.ts';
import type { TargetGroup } from './target-group.ts';
import type { Node, Pod } from './workload.ts';

/**
 * Everything that nlbctl knows about one Service at one instant: plain JSON, nothing judged.
 * A part that could not be read is null, and `notRead` says which permission it lacked; an empty list was read and is empty.
 */
export interface Snapshot {
  readonly apiVersion: 'nlbctl/v1';
  readonly kind: 'Snapshot';
  /** When it was read, RFC 3339 UTC. */
  readonly at: string;
  readonly origin: Origin;
  readonly service: Service;
  /** null while the Service has none (see `lookup`). */
  readonly loadBalancer: LoadBalancer | null;
  readonly lookup: Lookup;
  readonly listeners: readonly Listener[] | null;
  /** Those that the listeners forward to, those of the Service's bindings, and those left over that carry its tags. */
  readonly targetGroups: readonly TargetGroup[] | null;
  readonly bindings: readonly TargetGroupBinding[] | null;
  readonly endpointSlices: readonly EndpointSlice[] | null;
  readonly pods: readonly Pod[] | null;
  readonly nodes: readonly Node[] | null;
  readonly events: readonly ControllerEvent[] | null;
  /** null: not asked for. A wait looks again and again, and does without. */
  readonly surroundings: Surroundings | null;
  readonly notRead: readonly NotRead[];
}

/** From where a Snapshot comes. */
export interface Origin {
  readonly context: string | null;
  readonly cluster: string | null;
  readonly region: string | null;
  /** The account of the load balancer's ARN. */
  readonly account: string | null;
}

/** How the load balancer was found, or why there is none yet. */
export type Lookup =
  | { readonly by: 'hostname' }
  | { readonly by: 'tags' }
  | { readonly by: 'name-prefix' }
  /** The Service has no hostname in its status and nothing in AWS belongs to it. */
  | { readonly by: 'none'; readonly reason: 'no-hostname' }
  /** The status names a load balancer that ELBv2 does not have (any more). */
  | { readonly by: 'none'; readonly reason: 'gone'; readonly hostname: string }
  /** Load balancers may not be read; `notRead` names the permission. */
  | { readonly by: 'none'; readonly reason: 'not-read' };

/** One thing that could not be read. */
export interface NotRead {
  /** What it is, in the words of the one who reads: `nodes`, `target health of k8s-ui-uinlb-…`. */
  readonly what: string;
  /** The RBAC verb and resource (`list nodes`) or IAM action (`elasticloadbalancing:DescribeTags`) that is missing, if it is that. */
  readonly permission: string | null;
  /** What the server said. */
  readonly reason: string;
}
