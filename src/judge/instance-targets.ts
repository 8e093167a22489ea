import { annotation } from '../model/annotations.ts';
import type { LabelSelector, TargetGroupBinding } from '../model/binding.ts';
import type { ServicePort } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Node } from '../model/workload.ts';
import { type ExpectedSet, type ExpectedTarget, emptySet, targetKey } from './expected-set.ts';
import { selectorOfAnnotation } from './label-selector.ts';
import { instanceIdOf, type NodeSelection, selectNodes } from './nodes.ts';
import { whyNotRead } from './not-read.ts';
import { firstOfEach, orderedBy } from './order.ts';
import { type ReadyPods, readyPods } from './ready-pods.ts';
import { type Attributed, zoneEffect, zoneOf } from './zones.ts';

/**
 * The nodes that the controller should register, by the port's node port (AWS Load Balancer Controller,
 * pkg/backend/endpoint_resolver.go): every eligible node, whatever externalTrafficPolicy says and wherever pods run.
 */
export function instanceTargets(
  snapshot: Snapshot,
  port: ServicePort,
  binding: TargetGroupBinding | null,
  group: Attributed | null,
): ExpectedSet {
  const { service, nodes } = snapshot;
  if (service.type !== 'LoadBalancer' && service.type !== 'NodePort')
    return emptySet([`A Service of type ${service.type} has no node ports, so that no node can be a target.`]);
  if (port.nodePort === null)
    return emptySet([`Port ${port.port} of the Service has no node port, so that no node can be a target.`]);
  if (nodes === null) return { known: false, missing: [whyNotRead(snapshot, 'nodes')] };
  const selection = nodesOf(snapshot, nodes, binding);
  if (selection === 'malformed') return emptySet([malformedSelector(snapshot)]);
  const { chosen, skipped } = selection;
  const pods = readyPods(snapshot);
  const targets = chosen.flatMap((node) => {
    const id = instanceIdOf(node);
    return id === null ? [] : [nodeTarget(id, port.nodePort ?? 0, node, pods, snapshot, group)];
  });
  const problems = chosen.filter((node) => instanceIdOf(node) === null).map(withoutInstance);
  return { known: true, targets: firstOfEach(targets, targetKey), problems, skipped };
}

function nodeTarget(
  id: string,
  port: number,
  node: Node,
  pods: ReadyPods | null,
  snapshot: Snapshot,
  group: Attributed | null,
): ExpectedTarget {
  const zone = zoneOf(node);
  const local = localEffect(node, pods, snapshot);
  const zonal = zoneEffect(zone, snapshot.loadBalancer, group);
  const byDesign = local.byDesign ?? zonal.byDesign;
  return {
    id,
    port,
    zone,
    node: node.name,
    pod: null,
    readyPods: pods === null ? null : pods.on(node.name),
    required: byDesign === null,
    byDesign,
    doubt: byDesign === null ? (local.doubt ?? zonal.doubt) : null,
    why: wayIn(node, pods, snapshot),
  };
}

/** With externalTrafficPolicy: Local a node without a ready pod fails its health check, and should. */
function localEffect(node: Node, pods: ReadyPods | null, snapshot: Snapshot) {
  const { service } = snapshot;
  if (service.externalTrafficPolicy !== 'Local' || service.type !== 'LoadBalancer')
    return { byDesign: null, doubt: null };
  if (pods === null) {
    const { permission } = whyNotRead(snapshot, 'endpoint slices');
    const want = permission === null ? '' : ` (${permission} is not allowed)`;
    return {
      byDesign: null,
      doubt: `with externalTrafficPolicy: Local it should be healthy only where a pod is ready, and the endpoint slices could not be read${want}`,
    };
  }
  if (pods.on(node.name) > 0) return { byDesign: null, doubt: null };
  return { byDesign: `no ready pod of ${pods.name} on this node, and externalTrafficPolicy is Local`, doubt: null };
}

/** How traffic gets from a node to a pod. */
function wayIn(node: Node, pods: ReadyPods | null, { service }: Snapshot): string {
  if (pods === null) return 'node is eligible';
  const count = pods.on(node.name);
  if (count > 0) return `${count} ${count === 1 ? 'pod' : 'pods'} of ${pods.name}`;
  if (service.externalTrafficPolicy === 'Local') return `no ready pod of ${pods.name} here`;
  return pods.total > 0 ? 'by way of kube-proxy' : `no ready pod of ${pods.name} on any node`;
}

/** The nodes that the controller takes as targets; null: nodes could not be read, or the selector is malformed. */
export function chosenNodes(snapshot: Snapshot, binding: TargetGroupBinding | null): readonly Node[] | null {
  const selection = snapshot.nodes === null ? null : nodesOf(snapshot, snapshot.nodes, binding);
  return selection === null || selection === 'malformed' ? null : selection.chosen;
}

function nodesOf(
  snapshot: Snapshot,
  nodes: readonly Node[],
  binding: TargetGroupBinding | null,
): NodeSelection | 'malformed' {
  const selector = nodeSelectorOf(snapshot, binding);
  if (selector === 'malformed') return selector;
  return selectNodes(
    orderedBy(nodes, ({ name }) => name),
    selector,
  );
}

/** The selector of the binding, or, before there is one, that of the annotation from which the controller makes it. */
function nodeSelectorOf({ service }: Snapshot, binding: TargetGroupBinding | null): LabelSelector | null | 'malformed' {
  if (binding?.nodeSelector) return binding.nodeSelector;
  const text = service.annotations[annotation.targetNodeLabels];
  return text === undefined ? null : (selectorOfAnnotation(text) ?? 'malformed');
}

function malformedSelector({ service }: Snapshot): string {
  return `Annotation ${annotation.targetNodeLabels} is "${service.annotations[annotation.targetNodeLabels]}": it must be KEY=VALUE[,KEY=VALUE...], and the controller registers nothing until it is.`;
}

function withoutInstance(node: Node): string {
  const id = node.providerId === null ? 'no provider id' : `provider id "${node.providerId}"`;
  return `Node ${node.name} has ${id}, which names no EC2 instance: the controller registers no target at all until this node is excluded (label node.kubernetes.io/exclude-from-external-load-balancers=true) or mended.`;
}
