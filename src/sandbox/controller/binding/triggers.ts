import { conditionStatus } from '../../cluster/conditions.ts';
import { isResource, keyOf, kinds } from '../../cluster/kinds.ts';
import type { KubeObject, ObjectStore, StoreEvent } from '../../store/object.ts';
import { targetGroupBindings } from '../../store/resources.ts';
import { isTrafficNode } from './node-targets.ts';
import { gateOf, hasGate } from './readiness-gates.ts';

/**
 * The bindings that a change in the cluster makes the controller look at.
 * Source: AWS Load Balancer Controller, controllers/elbv2/eventhandlers.
 */
export function concernedBindings(store: ObjectStore, event: StoreEvent): string[] {
  const { type, resource, object, previous } = event;
  if (isResource(resource, targetGroupBindings)) return isBindingNews(event) ? [keyOf(object)] : [];
  const bindings = (kind: 'ip' | 'instance', namespace?: string) =>
    store.list(targetGroupBindings, namespace).filter(({ spec }) => (spec.targetType === 'ip') === (kind === 'ip'));
  const { namespace } = object.metadata;
  if (isResource(resource, kinds.endpointSlices)) {
    const service = object.metadata.labels?.['kubernetes.io/service-name'];
    return keys(bindings('ip', namespace).filter((binding) => refersTo(binding, service)));
  }
  if (isResource(resource, kinds.services)) {
    const isNews =
      type !== 'MODIFIED' || JSON.stringify(object['spec'].ports) !== JSON.stringify(previous?.['spec'].ports);
    if (!isNews) return [];
    return keys(bindings('instance', namespace).filter((binding) => refersTo(binding, object.metadata.name)));
  }
  if (isResource(resource, kinds.nodes)) {
    const isNews = type !== 'MODIFIED' || previous === undefined || suitability(object) !== suitability(previous);
    return isNews ? keys(bindings('instance')) : [];
  }
  if (isResource(resource, kinds.pods)) {
    return keys(bindings('ip', namespace).filter((binding) => hasGate(object, gateOf(binding))));
  }
  return [];
}

const keys = (bindings: readonly KubeObject[]): string[] => bindings.map(keyOf);

const refersTo = (binding: KubeObject, service: string | undefined): boolean =>
  binding['spec'].serviceRef?.name === service;

/** What of a node decides whether it is a target. */
const suitability = (node: KubeObject): string =>
  JSON.stringify([isTrafficNode(node), node.metadata.labels, conditionStatus(node, 'Ready'), node['spec']?.providerID]);

/** A binding's own status is no news, nor is the checkpoint that the controller has just written. */
function isBindingNews({ type, object, previous }: StoreEvent): boolean {
  if (type === 'DELETED') return false;
  if (type === 'ADDED' || previous === undefined) return true;
  return (
    object.metadata.generation !== previous.metadata.generation ||
    JSON.stringify(object.metadata.annotations) !== JSON.stringify(previous.metadata.annotations)
  );
}
