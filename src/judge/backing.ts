import type { NotRead, Snapshot } from '../model/snapshot.ts';
import type { Node, Pod } from '../model/workload.ts';
import { instanceIdOf } from './nodes.ts';
import { whyNotRead } from './not-read.ts';
import { orderedBy } from './order.ts';
import { zoneOf } from './zones.ts';

/** What stands behind a registered target in the cluster. */
export type Backing =
  | {
      readonly kind: 'there';
      readonly node: string | null;
      readonly pod: string | null;
      readonly zone: string | null;
      readonly deleting: boolean;
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-read'; readonly missing: NotRead };

/** Looks up targets of one type by their id: an instance's node, an address's pod. */
export function backingsOf(snapshot: Snapshot, targetType: string): (id: string) => Backing {
  const nodes = orderedBy(snapshot.nodes ?? [], ({ name }) => name);
  if (targetType === 'instance') {
    if (snapshot.nodes === null) return () => ({ kind: 'not-read', missing: whyNotRead(snapshot, 'nodes') });
    const byId = new Map(nodes.map((node) => [instanceIdOf(node), node]));
    return (id) => ofNode(byId.get(id));
  }
  if (snapshot.pods === null) return () => ({ kind: 'not-read', missing: whyNotRead(snapshot, 'pods') });
  const byName = new Map(nodes.map((node) => [node.name, node]));
  // The last one stands: of two pods with one address the one that still runs, not one that is over and left it.
  const byAddress = new Map(
    orderedBy(snapshot.pods, (pod) => `${isOver(pod) ? 0 : 1} ${pod.namespace}/${pod.name}`).flatMap((pod) =>
      pod.podIPs.map((address) => [address, pod] as const),
    ),
  );
  return (id) => ofPod(byAddress.get(id), byName);
}

/** Whether a pod has ended for good. */
export function isOver({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function ofNode(node: Node | undefined): Backing {
  if (node === undefined) return { kind: 'gone' };
  return { kind: 'there', node: node.name, pod: null, zone: zoneOf(node), deleting: false };
}

function ofPod(pod: Pod | undefined, nodes: ReadonlyMap<string, Node>): Backing {
  if (pod === undefined) return { kind: 'gone' };
  const node = nodes.get(pod.nodeName ?? '');
  return {
    kind: 'there',
    node: pod.nodeName,
    pod: pod.name,
    zone: node === undefined ? null : zoneOf(node),
    deleting: pod.deletionTimestamp !== null,
  };
}
