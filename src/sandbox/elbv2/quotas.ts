/** The quotas that the sandbox keeps, per region, load balancer or target group. */
export interface Quotas {
  networkLoadBalancers: number;
  targetGroups: number;
  listenersPerLoadBalancer: number;
  targetGroupsPerAction: number;
  targetsPerTargetGroup: number;
  targetsPerZone: number;
  targetsPerLoadBalancer: number;
  /** With cross-zone load balancing, over all zones together. */
  targetsAcrossZones: number;
  tagsPerResource: number;
}

/** The defaults of the NLB guide's quotas page, but for the number of load balancers (50 there, adjustable): room for a fleet. */
export const defaultQuotas: Quotas = {
  networkLoadBalancers: 1000,
  targetGroups: 3000,
  listenersPerLoadBalancer: 50,
  targetGroupsPerAction: 5,
  targetsPerTargetGroup: 1000,
  targetsPerZone: 500,
  targetsPerLoadBalancer: 3000,
  targetsAcrossZones: 500,
  tagsPerResource: 50,
};

/** The quotas under the names that DescribeAccountLimits gives them. */
export const accountLimits = (quotas: Quotas): { Name: string; Max: string }[] =>
  Object.entries({
    'target-groups': quotas.targetGroups,
    'targets-per-target-group': quotas.targetsPerTargetGroup,
    'network-load-balancers': quotas.networkLoadBalancers,
    'listeners-per-network-load-balancer': quotas.listenersPerLoadBalancer,
    'targets-per-network-load-balancer': quotas.targetsPerLoadBalancer,
    'targets-per-availability-zone-per-network-load-balancer': quotas.targetsPerZone,
    'target-groups-per-action-on-network-load-balancer': quotas.targetGroupsPerAction,
  }).map(([Name, max]) => ({ Name, Max: String(max) }));
