export const targetsChecks = [] as const;
