import type { FindingInfo } from '../finding.ts';

export const addressesCodes = {} as const satisfies Record<string, FindingInfo>;
