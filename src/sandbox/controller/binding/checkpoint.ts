import { createHash } from 'node:crypto';
import { kinds } from '../../cluster/kinds.ts';
import type { KubeObject } from '../../store/object.ts';
import { targetGroupBindings } from '../../store/resources.ts';
import type { ControllerContext } from '../context.ts';
import { targetKey, type WantedTarget } from './targets.ts';

const checkpointAnnotation = 'elbv2.k8s.aws/checkpoint';
const timestampAnnotation = 'elbv2.k8s.aws/checkpoint-timestamp';

/** Written by the controller itself; every other annotation of a binding of its own is not its, and goes. */
export const isCheckpointAnnotation = (key: string): boolean =>
  key === checkpointAnnotation || key === timestampAnnotation;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** What a binding was reconciled with; the same again means that nothing is to be done. */
export function checkpointOf(binding: KubeObject, targets: readonly WantedTarget[]): string {
  const ids = targets.map((target) => `${targetKey(target)}:${target.pod?.createdAt ?? ''}`).sort();
  return `${digest(ids.join(','))}/${digest(JSON.stringify(binding['spec']))}`;
}

export const savedCheckpoint = (binding: KubeObject): string =>
  binding.metadata.annotations?.[checkpointAnnotation] ?? '';

export async function saveCheckpoint(
  context: ControllerContext,
  { metadata }: KubeObject,
  checkpoint: string,
): Promise<void> {
  const { store, clock } = context;
  await context.kubernetes(() => {
    if (store.find(targetGroupBindings, metadata.namespace, metadata.name) === undefined) return;
    store.modify(targetGroupBindings, metadata.namespace, metadata.name, (object) => {
      if (savedCheckpoint(object) === checkpoint) return;
      object.metadata.annotations = {
        ...object.metadata.annotations,
        [checkpointAnnotation]: checkpoint,
        [timestampAnnotation]: String(Math.floor(clock.now() / 1000)),
      };
    });
  });
}

const trackingName = (binding: KubeObject): string => `aws-lbc-targets-${binding.metadata.name}`;

/** The targets that this cluster has in a group which it shares with others; undefined until they were written down once. */
export function trackedTargets({ store }: ControllerContext, binding: KubeObject): Set<string> | undefined {
  const map = store.find(kinds.configMaps, binding.metadata.namespace, trackingName(binding));
  if (map === undefined) return undefined;
  return new Set((map['data']?.targets ?? '').split(',').filter((key: string) => key !== ''));
}

export function forgetTrackedTargets({ store }: ControllerContext, binding: KubeObject): void {
  const { namespace } = binding.metadata;
  const name = trackingName(binding);
  if (store.find(kinds.configMaps, namespace, name) !== undefined) store.remove(kinds.configMaps, namespace, name);
}

export function saveTrackedTargets({ store }: ControllerContext, binding: KubeObject, keys: readonly string[]): void {
  const { namespace = '' } = binding.metadata;
  const name = trackingName(binding);
  const data = { targets: [...keys].sort().join(',') };
  if (store.find(kinds.configMaps, namespace, name) === undefined) {
    store.create(kinds.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });
  } else {
    store.modify(kinds.configMaps, namespace, name, (object) => {
      object['data'] = data;
    });
  }
}
