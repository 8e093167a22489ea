import type { LoadBalancer } from '../../elbv2/api.ts';
import type { KubeObject } from '../../store/object.ts';
import type { ControllerContext } from '../context.ts';
import type { Model } from '../model.ts';
import { stackOf } from '../tags.ts';
import { deleteBindings, deployBindings } from './bindings.ts';
import { deployListeners } from './listeners.ts';
import { deployLoadBalancer } from './load-balancer.ts';
import { deleteTargetGroups, deployTargetGroups } from './target-groups.ts';

export interface Deployed {
  readonly loadBalancer: LoadBalancer | undefined;
  /** Not everything could be done yet: the load balancer is still being provisioned. */
  readonly isIncomplete: boolean;
}

/**
 * Brings what is in AWS to the model; without one, to nothing. The order is the real one, and it matters:
 * the listener is pointed at a new group before a binding for it exists, and what is left over goes last, in reverse.
 * Source: AWS Load Balancer Controller, pkg/deploy/stack_deployer.go.
 */
export async function deploy(
  context: ControllerContext,
  service: KubeObject,
  model: Model | undefined,
): Promise<Deployed> {
  const stack = stackOf(service);
  const groups = await deployTargetGroups(context, stack, model?.targetGroups ?? []);
  const deployed = await deployLoadBalancer(context, stack, model?.loadBalancer);
  if (model !== undefined && deployed !== undefined) {
    await deployListeners(context, deployed.loadBalancer.LoadBalancerArn, model.listeners, groups.arns);
  }
  const leftOverBindings = await deployBindings(context, service, model?.targetGroups ?? [], groups.arns);

  await deleteBindings(context, leftOverBindings);
  const { loadBalancer, isNew = false } = deployed ?? {};
  if (loadBalancer !== undefined && !isNew && (await isProvisioning(context, loadBalancer))) {
    return { loadBalancer, isIncomplete: true };
  }
  await deleteTargetGroups(context, groups.leftOver);
  return { loadBalancer, isIncomplete: false };
}

async function isProvisioning({ aws, elbv2 }: ControllerContext, { LoadBalancerArn }: LoadBalancer): Promise<boolean> {
  const [found] = await aws(() => elbv2.describeLoadBalancers({ LoadBalancerArns: [LoadBalancerArn] }));
  return found?.State.Code === 'provisioning';
}
