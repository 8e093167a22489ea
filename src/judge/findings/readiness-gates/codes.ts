import type { FindingInfo } from '../finding.ts';

export const readinessGatesCodes = {} as const satisfies Record<string, FindingInfo>;
