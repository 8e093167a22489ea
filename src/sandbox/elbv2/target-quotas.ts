import { Elbv2Error } from './elbv2-error.ts';
import { type Inventory, type LoadBalancerRecord, type TargetRecord, targetGroupsOf } from './inventory.ts';

/** Refuses targets that would not fit beside those that the load balancer has; a target counts once in every group. */
export function assertTargetQuotas(
  inventory: Inventory,
  balancer: LoadBalancerRecord,
  added: readonly TargetRecord[],
  acrossZones: boolean,
): void {
  const arn = balancer.description.LoadBalancerArn;
  const all = [...targetGroupsOf(inventory, arn).flatMap((group) => [...group.targets.values()]), ...added];
  const { targetsPerLoadBalancer, targetsAcrossZones, targetsPerZone } = inventory.quotas;
  const total = acrossZones ? targetsAcrossZones : targetsPerLoadBalancer;
  if (all.length > total) {
    throw new Elbv2Error(
      'TooManyTargets',
      `The maximum number of targets per load balancer '${total}' has been reached on load balancer '${arn}'`,
    );
  }
  for (const zone of new Set(added.map((target) => target.zone))) {
    if (zone === undefined || zone === 'all') continue;
    if (all.filter((target) => target.zone === zone).length > targetsPerZone) {
      throw new Elbv2Error(
        'TooManyTargets',
        `The maximum number of targets per Availability Zone '${targetsPerZone}' has been reached in '${zone}' on load balancer '${arn}'`,
      );
    }
  }
}
