import { timestamp } from './identifiers.ts';
import { copy } from './json.ts';
import type { KubeObject, RemoveOptions } from './object.ts';
import type { ResourceDefinition } from './resource-definition.ts';

/** Seconds that a deletion gives an object to end. A period that runs already is only ever shortened. */
export function gracePeriod(definition: ResourceDefinition, current: KubeObject, options: RemoveOptions): number {
  const own = definition.gracePeriodSeconds?.(current) ?? 0;
  if (own === 0) return 0;
  const { gracePeriodSeconds: asked = 0 } = options;
  return Math.min(asked === 'default' ? own : asked, current.metadata.deletionGracePeriodSeconds ?? own);
}

/**
 * An object on its way out: it stays until its finalizers and its grace period have ended.
 *
 * @param now milliseconds since the epoch
 * @param grace seconds
 * @param finalizer one more that holds it
 */
export function markedForDeletion(
  current: KubeObject,
  now: number,
  grace: number,
  finalizer: string | undefined,
): KubeObject {
  const object = copy(current);
  const { metadata } = object;
  const finalizers = metadata.finalizers ?? [];
  if (finalizer !== undefined && !finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
  const isFirst = metadata.deletionTimestamp === undefined;
  if (isFirst || grace < (metadata.deletionGracePeriodSeconds ?? 0)) {
    metadata.deletionTimestamp = timestamp(now + grace * 1000);
    metadata.deletionGracePeriodSeconds = grace;
  }
  if (isFirst && metadata.generation !== undefined) metadata.generation += 1;
  return object;
}

/** Whether nothing holds an object back any more that was marked before. */
export const isDone = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.finalizers ?? []).length === 0 &&
  (metadata.deletionGracePeriodSeconds ?? 0) === 0;
