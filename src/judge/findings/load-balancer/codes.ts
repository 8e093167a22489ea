import type { FindingInfo } from '../finding.ts';

export const loadBalancerCodes = {} as const satisfies Record<string, FindingInfo>;
