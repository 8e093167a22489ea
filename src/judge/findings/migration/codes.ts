import type { FindingInfo } from '../finding.ts';

export const migrationCodes = {
  NLB0701: {
    title: 'an in-place migration leaves a port without a healthy target for a while',
    today: 'info',
    migrating: 'warning',
    cause:
      'The type of a target group never changes. The controller makes a new, empty group, points the listener at it, and only then registers targets, which ELBv2 takes up and checks before they serve.',
    consequence: 'Connections through the NLB may fail in the meantime: commonly for one to five minutes a port.',
    remedy: 'Choose a time at which that can be borne, and tell those who use the Service.',
  },
} as const satisfies Record<string, FindingInfo>;
