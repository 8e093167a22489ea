import type { FindingInfo } from '../finding.ts';

export const targetsCodes = {} as const satisfies Record<string, FindingInfo>;
