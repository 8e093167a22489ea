import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { PodPlace } from './reach.ts';
import { type DataPlaneView, type Member, placeOf, type TargetView } from './view.ts';

/** A connection that has found its pod. */
export interface Flow {
  readonly socket: Socket;
  readonly dnsName: string;
  readonly listener: string;
  readonly group: string;
  readonly target: Pick<Member, 'id' | 'port'>;
  readonly pod: PodPlace;
  /** The address at the other end, as the pod sees it. */
  readonly client: string;
}

/** Why an open connection is cut. */
export type Cut = 'listener-gone' | 'group-deleted' | 'target-deregistered' | 'target-unhealthy' | 'pod-ended';

/** What becomes of a flow whose target group is deleted; AWS's documents do not say. */
export type OpenFlows = 'cut' | 'keep';

/** The connections that are open. */
export interface Flows {
  /** `cut` is told when the sandbox ends the flow, `closed` when it is over, however that came. */
  add(flow: Flow, told: { cut(reason: Cut): void; closed(): void }): void;
  of(socket: Socket): Flow | undefined;
  /** Ends those that do not outlive the step from one view to the next. */
  review(before: DataPlaneView, after: DataPlaneView): void;
  /** Ends those of a pod that has ended. */
  endPod(uid: string): void;
}

export function createFlows(openFlows: OpenFlows): Flows {
  const open = new Map<Socket, { flow: Flow; cut(reason: Cut): void }>();
  const end = (reasonOf: (flow: Flow) => Cut | undefined) => {
    for (const { flow, cut } of [...open.values()]) {
      const reason = reasonOf(flow);
      if (reason === undefined) continue;
      // The socket closes in its own time; it is cut once.
      open.delete(flow.socket);
      cut(reason);
      reset(flow.socket);
    }
  };
  return {
    add(flow, { cut, closed }) {
      open.set(flow.socket, { flow, cut });
      flow.socket.once('close', () => {
        open.delete(flow.socket);
        closed();
      });
    },
    of: (socket) => open.get(socket)?.flow,
    review: (before, after) => end((flow) => cutOf(flow, before, after, openFlows)),
    endPod: (uid) => end(({ pod }) => (pod.uid === uid ? 'pod-ended' : undefined)),
  };
}

/** A connection over TLS has no handle of its own to reset: it is closed without a word. */
export function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/**
 * A flow goes with its load balancer and its listener, but not with the listener's choice of a group (NLB guide, "Update a
 * listener"). Within its group it is cut where an attribute says so: when its target turns unhealthy, or has drained.
 */
export function cutOf(
  { dnsName, listener, group, target }: Pick<Flow, 'dnsName' | 'listener' | 'group' | 'target'>,
  before: DataPlaneView,
  after: DataPlaneView,
  openFlows: OpenFlows,
): Cut | undefined {
  const balancer = after.balancers.find((one) => one.dnsName === dnsName);
  if (!balancer?.listeners.some(({ arn }) => arn === listener)) return 'listener-gone';
  const groupAfter = after.groups[group];
  const groupBefore = before.groups[group];
  if (groupAfter === undefined) {
    return groupBefore === undefined || openFlows === 'keep' ? undefined : 'group-deleted';
  }
  const stateIn = (targets: readonly TargetView[] | undefined) =>
    targets?.find((one) => placeOf(one) === placeOf(target))?.health;
  const [was, is] = [stateIn(groupBefore?.targets), stateIn(groupAfter.targets)];
  if (is === undefined) return was !== undefined && groupAfter.cutsDrained ? 'target-deregistered' : undefined;
  if (is !== 'unhealthy') return undefined;
  // Kept for an interval and no longer (target_health_state.unhealthy.draining_interval_seconds).
  return was === 'kept' || (was === 'healthy' && groupAfter.cutsUnhealthy) ? 'target-unhealthy' : undefined;
}
