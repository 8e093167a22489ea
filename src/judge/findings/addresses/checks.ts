export const addressesChecks = [] as const;
