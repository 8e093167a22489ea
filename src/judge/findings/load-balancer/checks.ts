export const loadBalancerChecks = [] as const;
