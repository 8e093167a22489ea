import type { LoadBalancer } from '../../elbv2/api.ts';
import type { ControllerContext } from '../context.ts';
import type { LoadBalancerModel } from '../model.ts';
import { type Owned, ownedBy, reconcileTags } from '../tags.ts';

export const ownedLoadBalancers = async (context: ControllerContext, stack: string): Promise<Owned<LoadBalancer>[]> => {
  const all = await context.aws(() => context.elbv2.describeLoadBalancers({}));
  const here = all.filter(({ VpcId, Type }) => VpcId === context.topology.vpc.id && Type === 'network');
  return ownedBy(context, stack, here, ({ LoadBalancerArn }) => LoadBalancerArn);
};

export interface DeployedLoadBalancer {
  readonly loadBalancer: LoadBalancer;
  readonly isNew: boolean;
}

/**
 * Creates, updates or replaces the load balancer of a stack; without a model deletes it. What goes, goes first.
 * Source: AWS Load Balancer Controller, pkg/deploy/elbv2/load_balancer_synthesizer.go.
 */
export async function deployLoadBalancer(
  context: ControllerContext,
  stack: string,
  model: LoadBalancerModel | undefined,
): Promise<DeployedLoadBalancer | undefined> {
  const owned = await ownedLoadBalancers(context, stack);
  const kept = model === undefined ? undefined : owned.find(({ item }) => item.Scheme === model.scheme);
  for (const { item } of owned) if (item !== kept?.item) await deleteLoadBalancer(context, item.LoadBalancerArn);
  if (model === undefined) return undefined;
  if (kept === undefined) {
    return {
      loadBalancer: await context.step('create-load-balancer', () => createLoadBalancer(context, model)),
      isNew: true,
    };
  }
  await updateLoadBalancer(context, model, kept);
  return { loadBalancer: kept.item, isNew: false };
}

/** Protection that was set beside the annotations does not hold the controller off. */
async function deleteLoadBalancer({ aws, elbv2 }: ControllerContext, arn: string): Promise<void> {
  const attributes = await aws(() => elbv2.describeLoadBalancerAttributes({ LoadBalancerArn: arn }));
  if (attributes.some(({ Key, Value }) => Key === 'deletion_protection.enabled' && Value === 'true')) {
    await aws(() =>
      elbv2.modifyLoadBalancerAttributes({
        LoadBalancerArn: arn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value: 'false' }],
      }),
    );
  }
  await aws(() => elbv2.deleteLoadBalancer({ LoadBalancerArn: arn }));
}

async function createLoadBalancer(context: ControllerContext, model: LoadBalancerModel): Promise<LoadBalancer> {
  const loadBalancer = await context.aws(() =>
    context.elbv2.createLoadBalancer({
      Name: model.name,
      Type: 'network',
      Scheme: model.scheme,
      Subnets: [...model.subnets],
      SecurityGroups: [...model.securityGroups],
      IpAddressType: model.ipAddressType,
      Tags: [...model.tags],
    }),
  );
  await reconcileAttributes(context, loadBalancer.LoadBalancerArn, model);
  return loadBalancer;
}

async function updateLoadBalancer(
  context: ControllerContext,
  model: LoadBalancerModel,
  { item, tags }: Owned<LoadBalancer>,
): Promise<void> {
  const { aws, elbv2 } = context;
  const { LoadBalancerArn } = item;
  await reconcileTags(context, LoadBalancerArn, tags, model.tags);
  if (differs(item.SecurityGroups, model.securityGroups)) {
    await aws(() => elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: [...model.securityGroups] }));
  }
  const subnets = item.AvailabilityZones.map(({ SubnetId }) => SubnetId);
  if (differs(subnets, model.subnets)) {
    await aws(() => elbv2.setSubnets({ LoadBalancerArn, Subnets: [...model.subnets] }));
  }
  await reconcileAttributes(context, LoadBalancerArn, model);
}

const differs = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join() !== [...b].sort().join();

async function reconcileAttributes(
  { aws, elbv2 }: ControllerContext,
  arn: string,
  model: LoadBalancerModel,
): Promise<void> {
  const present = await aws(() => elbv2.describeLoadBalancerAttributes({ LoadBalancerArn: arn }));
  const Attributes = model.attributes.filter(
    ({ Key, Value }) => present.find((attribute) => attribute.Key === Key)?.Value !== Value,
  );
  if (Attributes.length > 0) {
    await aws(() => elbv2.modifyLoadBalancerAttributes({ LoadBalancerArn: arn, Attributes }));
  }
}
