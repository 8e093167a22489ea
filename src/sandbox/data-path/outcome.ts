import type { PodPlace, Reach, Source } from './reach.ts';
import { anyOf, byWeight, type GroupRoute } from './route.ts';
import type { DataPlaneView, Member } from './view.ts';

/** Why a new connection finds no pod. */
export type Loss =
  /** The load balancer has no listener on the port any more, or has left the zone. */
  | 'no-listener'
  /** No group has a share of the listener's connections, or the group has no target that may get one. */
  | 'no-target'
  /** The group has targets, but none in the zone, and cross-zone load balancing is off. */
  | 'no-target-in-zone'
  /** The pod, or kube-proxy on the node, refuses it. */
  | 'target-refuses'
  /** Nobody answers: the pod or the node is gone, or a security group is in the way. */
  | 'target-silent'
  /** The client and a TLS listener do not come to terms. */
  | 'handshake-failed';

/** Whether the client is told at once, or left waiting. */
export const isReset = {
  'no-listener': true,
  'no-target': true,
  'no-target-in-zone': false,
  'target-refuses': true,
  'target-silent': false,
  'handshake-failed': true,
} as const satisfies Record<Loss, boolean>;

/** What becomes of one new connection. */
export type Outcome =
  | {
      readonly kind: 'pod';
      readonly group: string;
      readonly target: Member;
      readonly pod: PodPlace;
      readonly source: Source;
    }
  | { readonly kind: 'lost'; readonly loss: Loss };

const lost = (loss: Loss): Outcome => ({ kind: 'lost', loss });

/**
 * Gives one connection away: a group by weight, a target of it, a pod behind the target. There is no second choice where the first
 * comes to nothing. `random` gives numbers in [0, 1).
 */
export function outcomeOf(
  view: DataPlaneView,
  routes: readonly GroupRoute[],
  reach: Pick<Reach, 'to'>,
  random: () => number,
): Outcome {
  const route = byWeight(routes, random());
  if (route === undefined) return lost('no-target');
  const target = anyOf(route.targets, random());
  const group = view.groups[route.group];
  if (target === undefined || group === undefined) return lost(route.elsewhere ? 'no-target-in-zone' : 'no-target');
  const reached = reach.to(group, target);
  if (reached.kind !== 'pods') return lost(reached.kind === 'refused' ? 'target-refuses' : 'target-silent');
  const pod = anyOf(reached.pods, random());
  return pod === undefined
    ? lost('target-refuses')
    : { kind: 'pod', group: route.group, target, pod, source: reached.source };
}
