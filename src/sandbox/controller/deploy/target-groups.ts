import type { TargetGroup } from '../../elbv2/api.ts';
import { Elbv2Error } from '../../elbv2/elbv2-error.ts';
import type { ControllerContext } from '../context.ts';
import type { TargetGroupModel } from '../model.ts';
import { type Owned, ownedBy, reconcileTags } from '../tags.ts';

export interface DeployedGroups {
  /** The ARN behind each resource id of the model. */
  readonly arns: ReadonlyMap<string, string>;
  /** Groups of the stack that the model has no place for; deleted when nothing uses them any more. */
  readonly leftOver: readonly TargetGroup[];
}

/**
 * Creates and updates the target groups of a stack, creates first. New groups are empty.
 * Source: AWS Load Balancer Controller, pkg/deploy/elbv2/target_group_synthesizer.go.
 */
export async function deployTargetGroups(
  context: ControllerContext,
  stack: string,
  models: readonly TargetGroupModel[],
): Promise<DeployedGroups> {
  const owned = await ownedGroups(context, stack);
  const arns = new Map<string, string>();
  const matched = new Set<string>();
  const updates: { model: TargetGroupModel; group: Owned<TargetGroup> }[] = [];
  const creations: TargetGroupModel[] = [];
  for (const model of models) {
    const group = owned.find(
      ({ item, resource }) =>
        resource === model.resource && !isReplaced(context, item, model) && !matched.has(item.TargetGroupArn),
    );
    if (group === undefined) creations.push(model);
    else {
      matched.add(group.item.TargetGroupArn);
      arns.set(model.resource, group.item.TargetGroupArn);
      updates.push({ model, group });
    }
  }
  for (const model of creations) {
    arns.set(model.resource, await context.step('create-group', () => createGroup(context, model)));
  }
  for (const { model, group } of updates) await updateGroup(context, model, group);
  return { arns, leftOver: owned.map(({ item }) => item).filter((item) => !matched.has(item.TargetGroupArn)) };
}

async function ownedGroups(context: ControllerContext, stack: string): Promise<Owned<TargetGroup>[]> {
  const all = await context.aws(() => context.elbv2.describeTargetGroups({}));
  const here = all.filter(({ VpcId }) => VpcId === context.topology.vpc.id);
  const owned = await ownedBy(context, stack, here, ({ TargetGroupArn }) => TargetGroupArn);
  const nameless = owned.find(({ resource }) => resource === undefined);
  if (nameless !== undefined) {
    throw new Error(`unexpected targetGroup with no resourceID: ${nameless.item.TargetGroupArn}`);
  }
  return owned;
}

/** A group's type and protocol never change, so that another one takes its place. */
function isReplaced({ settings }: ControllerContext, group: TargetGroup, model: TargetGroupModel): boolean {
  if (group.TargetType !== model.targetType || group.Protocol !== model.protocol) return true;
  if (settings.featureGates.NLBHealthCheckAdvancedConfig) return false;
  const { HealthCheckProtocol, HealthCheckIntervalSeconds, HealthCheckTimeoutSeconds } = model.healthCheck;
  return (
    group.HealthCheckProtocol !== HealthCheckProtocol ||
    group.HealthCheckIntervalSeconds !== HealthCheckIntervalSeconds ||
    group.HealthCheckTimeoutSeconds !== HealthCheckTimeoutSeconds
  );
}

async function createGroup(context: ControllerContext, model: TargetGroupModel): Promise<string> {
  const group = await context.aws(() =>
    context.elbv2.createTargetGroup({
      Name: model.name,
      Protocol: model.protocol,
      Port: model.port,
      VpcId: context.topology.vpc.id,
      TargetType: model.targetType,
      IpAddressType: model.ipAddressType,
      ...model.healthCheck,
      Tags: [...model.tags],
    }),
  );
  await reconcileAttributes(context, group.TargetGroupArn, model);
  return group.TargetGroupArn;
}

async function updateGroup(
  context: ControllerContext,
  model: TargetGroupModel,
  { item, tags }: Owned<TargetGroup>,
): Promise<void> {
  await reconcileTags(context, item.TargetGroupArn, tags, model.tags);
  const drifted = Object.entries(model.healthCheck).some(
    ([key, value]) => JSON.stringify(item[key as keyof TargetGroup]) !== JSON.stringify(value),
  );
  if (drifted) {
    await context.aws(() =>
      context.elbv2.modifyTargetGroup({ TargetGroupArn: item.TargetGroupArn, ...model.healthCheck }),
    );
  }
  await reconcileAttributes(context, item.TargetGroupArn, model);
}

/** Only the attributes that the model lists; others keep what they are. */
async function reconcileAttributes(context: ControllerContext, arn: string, model: TargetGroupModel): Promise<void> {
  const { elbv2 } = context;
  const present = await context.aws(() => elbv2.describeTargetGroupAttributes({ TargetGroupArn: arn }));
  const Attributes = model.attributes.filter(
    ({ Key, Value }) => present.find((attribute) => attribute.Key === Key)?.Value !== Value,
  );
  if (Attributes.length === 0) return;
  await context.aws(() => elbv2.modifyTargetGroupAttributes({ TargetGroupArn: arn, Attributes }));
}

/** Deletes groups; one that a listener still uses is tried again for a while. */
export async function deleteTargetGroups(context: ControllerContext, groups: readonly TargetGroup[]): Promise<void> {
  for (const { TargetGroupArn } of groups) {
    await context.step('delete-group', () => deleteGroup(context, TargetGroupArn));
  }
}

async function deleteGroup(context: ControllerContext, arn: string): Promise<void> {
  const { groupDeletionPoll, groupDeletionWait } = context.delays;
  for (let waited = 0; ; waited += groupDeletionPoll) {
    try {
      await context.aws(() => context.elbv2.deleteTargetGroup({ TargetGroupArn: arn }));
      return;
    } catch (error) {
      if (!(error instanceof Elbv2Error)) throw error;
      if (error.code !== 'ResourceInUse' || waited >= groupDeletionWait) {
        throw new Error(`failed to delete targetGroup: ${arn}: ${error.message}`);
      }
      await context.pause(groupDeletionPoll);
    }
  }
}
