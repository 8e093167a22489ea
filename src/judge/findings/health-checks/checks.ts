export const healthChecksChecks = [] as const;
