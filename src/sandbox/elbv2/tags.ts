import type { Tag } from './api.ts';
import { type ResourceKind, resourceKind } from './arns.ts';
import { Elbv2Error, validationError } from './elbv2-error.ts';
import type { Inventory } from './inventory.ts';

const missing = {
  loadBalancer: ['LoadBalancerNotFound', 'load balancers'],
  targetGroup: ['TargetGroupNotFound', 'target groups'],
  listener: ['ListenerNotFound', 'listeners'],
  rule: ['RuleNotFound', 'rules'],
} as const satisfies Record<ResourceKind, readonly [string, string]>;

function tagsOf(inventory: Inventory, arn: string): Map<string, string> {
  const kind = resourceKind(arn);
  if (kind === undefined) throw validationError(`'${arn}' is not a valid resource ARN`);
  const tags = inventory.tags.get(arn);
  if (tags !== undefined) return tags;
  const [code, plural] = missing[kind];
  throw new Elbv2Error(code, `One or more ${plural} not found`);
}

function assertTags(tags: readonly Tag[]): void {
  const keys = new Set<string>();
  for (const { Key, Value = '' } of tags) {
    if (keys.has(Key)) throw new Elbv2Error('DuplicateTagKeys', `A tag key was specified more than once: '${Key}'`);
    keys.add(Key);
    const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
    if (Key === '' || Key.length > 128 || !allowed.test(Key) || /^aws:/i.test(Key)) {
      throw validationError(`Tag key '${Key}' is not valid`);
    }
    if (Value.length > 256 || !allowed.test(Value)) throw validationError(`Tag value '${Value}' is not valid`);
  }
}

/** The tags of a resource that is about to be created; refused before anything else happens. */
export function newTags(inventory: Inventory, tags: readonly Tag[] = []): Map<string, string> {
  assertTags(tags);
  if (tags.length > inventory.quotas.tagsPerResource) {
    throw new Elbv2Error(
      'TooManyTags',
      `The maximum number of tags per resource '${inventory.quotas.tagsPerResource}' has been reached`,
    );
  }
  return new Map(tags.map(({ Key, Value = '' }) => [Key, Value]));
}

/** AddTags: overwrites keys that are there. The service takes one resource a call (aws-sdk-go-v2#2715). */
export function addTags(inventory: Inventory, input: { ResourceArns: string[]; Tags: Tag[] }): void {
  const [arn, ...more] = input.ResourceArns;
  if (arn === undefined || more.length > 0)
    throw validationError('Tags can be added to exactly one resource at a time');
  const present = tagsOf(inventory, arn);
  const merged = new Map([...present, ...newTags(inventory, input.Tags)]);
  newTags(
    inventory,
    [...merged].map(([Key, Value]) => ({ Key, Value })),
  );
  for (const [key, value] of merged) present.set(key, value);
}

/** RemoveTags: keys that are not there are passed over. */
export function removeTags(inventory: Inventory, input: { ResourceArns: string[]; TagKeys: string[] }): void {
  const all = input.ResourceArns.map((arn) => tagsOf(inventory, arn));
  for (const tags of all) for (const key of input.TagKeys) tags.delete(key);
}

/** DescribeTags: at most 20 resources a call, of any kinds, and every one must exist. */
export function describeTags(inventory: Inventory, input: { ResourceArns: string[] }) {
  if (input.ResourceArns.length > 20) throw validationError('Cannot have more than 20 resources described');
  return input.ResourceArns.map((ResourceArn) => ({
    ResourceArn,
    Tags: [...tagsOf(inventory, ResourceArn)].map(([Key, Value]) => ({ Key, Value })),
  }));
}
