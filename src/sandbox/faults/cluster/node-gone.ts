import { kinds } from '../../cluster/kinds.ts';
import { instanceIdOf } from '../../cluster/nodes.ts';
import { SandboxError } from '../../sandbox-error.ts';
import type { FaultOf } from '../fault.ts';
import type { ClusterStage } from './effects.ts';

/**
 * A node's instance (`node` is its id, or the Node's name) is terminated: its Node goes, and its pods with it, as the node lifecycle controller and the garbage
 * collector of pods have it. When the fault ends the node comes back under its name, as a new object.
 */
export function loseNode({ store }: ClusterStage, { node: wanted }: FaultOf<'node-gone'>): () => void {
  const nodes = store.list(kinds.nodes);
  const node = nodes.find((one) => one.metadata.name === wanted || instanceIdOf(one) === wanted);
  if (node === undefined) {
    const names = nodes.map(({ metadata }) => metadata.name).join(', ');
    throw new SandboxError('usage', `there is no node ${wanted} that could vanish`, `there are: ${names || 'none'}`);
  }
  const { name } = node.metadata;
  store.remove(kinds.nodes, undefined, name);
  for (const { metadata, spec } of store.list(kinds.pods)) {
    if (spec.nodeName === name) store.remove(kinds.pods, metadata.namespace, metadata.name);
  }
  return () => {
    if (store.find(kinds.nodes, undefined, name) !== undefined) return;
    const { labels, annotations } = node.metadata;
    const { apiVersion, kind, spec, status } = node;
    const metadata = { name, ...(labels && { labels }), ...(annotations && { annotations }) };
    store.create(kinds.nodes, { apiVersion, kind, metadata, spec });
    store.modify(
      kinds.nodes,
      undefined,
      name,
      (object) => {
        object['status'] = status;
      },
      { subresource: 'status' },
    );
  };
}
