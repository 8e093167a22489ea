import { isResource, kinds } from '../../cluster/kinds.ts';
import { notReadyAnnotation } from '../../cluster/pod-status.ts';
import type { KubeObject } from '../../store/object.ts';
import type { FaultOf } from '../fault.ts';
import type { ClusterStage } from './effects.ts';

/** The readiness probe of pods fails: of those that are there, and of those that come. */
export function holdPodsBack({ store }: ClusterStage, fault: FaultOf<'pods-not-ready'>): () => void {
  const held = new Set<string>();
  const hold = (pod: KubeObject) => {
    const { namespace, name, uid = '', annotations } = pod.metadata;
    if (held.has(uid) || annotations?.[notReadyAnnotation] === 'true' || !concerns(fault, pod)) return;
    held.add(uid);
    store.modify(kinds.pods, namespace, name, ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [notReadyAnnotation]: 'true' };
    });
  };
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (type === 'ADDED' && isResource(resource, kinds.pods)) hold(object);
  });
  if (fault.which !== 'new') for (const pod of store.list(kinds.pods)) hold(pod);
  return () => {
    unsubscribe();
    for (const { metadata } of store.list(kinds.pods)) {
      if (!held.has(metadata.uid ?? '')) continue;
      store.modify(kinds.pods, metadata.namespace, metadata.name, (pod) => {
        delete pod.metadata.annotations?.[notReadyAnnotation];
      });
    }
  };
}

function concerns({ namespace, labels = {} }: FaultOf<'pods-not-ready'>, { metadata }: KubeObject): boolean {
  return (
    (namespace === undefined || namespace === metadata.namespace) &&
    Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value)
  );
}
