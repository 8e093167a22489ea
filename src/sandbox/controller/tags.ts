import type { Elbv2Api, Tag } from '../elbv2/api.ts';
import type { KubeObject } from '../store/object.ts';
import { annotationsOf } from './annotations.ts';
import type { ControllerContext } from './context.ts';

const clusterTag = 'elbv2.k8s.aws/cluster';
const stackTag = 'service.k8s.aws/stack';
const resourceTag = 'service.k8s.aws/resource';

/** A Service's key, as its resources in AWS carry it. */
export const stackOf = (service: KubeObject): string => `${service.metadata.namespace}/${service.metadata.name}`;

/** The tags of a resource: the annotation's, overruled by those by which the controller finds it again. */
export function tagsOf(service: KubeObject, clusterName: string, resource: string): Tag[] {
  const tags: Record<string, string> = {
    ...annotationsOf(service).map('aws-load-balancer-additional-resource-tags'),
    [clusterTag]: clusterName,
    [stackTag]: stackOf(service),
    [resourceTag]: resource,
  };
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** What a Service owns of a kind, each with its resource id. */
export interface Owned<T> {
  readonly item: T;
  readonly tags: readonly Tag[];
  readonly resource: string | undefined;
}

/** Keeps those whose tags name the cluster and the stack; DescribeTags takes 20 at a time. */
export async function ownedBy<T>(
  context: ControllerContext,
  stack: string,
  items: readonly T[],
  arnOf: (item: T) => string,
): Promise<Owned<T>[]> {
  const owned: Owned<T>[] = [];
  for (let start = 0; start < items.length; start += 20) {
    const part = items.slice(start, start + 20);
    const described = await context.aws(() => context.elbv2.describeTags({ ResourceArns: part.map(arnOf) }));
    for (const [index, { Tags }] of described.entries()) {
      const value = (key: string) => Tags.find(({ Key }) => Key === key)?.Value;
      const item = part[index];
      if (item === undefined || value(clusterTag) !== context.settings.clusterName || value(stackTag) !== stack)
        continue;
      owned.push({ item, tags: Tags, resource: value(resourceTag) });
    }
  }
  return owned;
}

/** Adds and changes tags that differ; tags that nobody asked for are taken away. */
export async function reconcileTags(
  context: ControllerContext,
  arn: string,
  present: readonly Tag[],
  wanted: readonly Tag[],
): Promise<void> {
  const { elbv2 }: { elbv2: Elbv2Api } = context;
  const different = wanted.filter(({ Key, Value }) => !present.some((tag) => tag.Key === Key && tag.Value === Value));
  const superfluous = present.filter(({ Key }) => !wanted.some((tag) => tag.Key === Key)).map(({ Key }) => Key);
  if (different.length > 0) await context.aws(() => elbv2.addTags({ ResourceArns: [arn], Tags: different }));
  if (superfluous.length > 0) {
    await context.aws(() => elbv2.removeTags({ ResourceArns: [arn], TagKeys: superfluous }));
  }
}
