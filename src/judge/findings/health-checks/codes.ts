import type { FindingInfo } from '../finding.ts';

export const healthChecksCodes = {} as const satisfies Record<string, FindingInfo>;
