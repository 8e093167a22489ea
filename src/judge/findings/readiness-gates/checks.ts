export const readinessGatesChecks = [] as const;
