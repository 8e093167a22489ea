import type { FindingInfo } from '../finding.ts';

export const accessCodes = {
  NLB0001: {
    title: 'something could not be read',
    today: 'info',
    migrating: 'warning',
    cause: 'The one who asks lacks an RBAC verb or an IAM action, or the cluster lacks a kind.',
    consequence: 'What depends on it is not checked: it may be as it should be, or not.',
    remedy: 'Grant the permission that is named. `nlbctl help permissions` lists all that nlbctl uses.',
  },
  NLB0002: {
    title: 'the Service may not be patched',
    today: null,
    migrating: 'block',
    cause: 'RBAC does not allow the one who asks to patch the Service.',
    consequence: 'The migration cannot be made by this person.',
    remedy:
      'Grant `patch` on `services` in <namespace>, or let somebody make the change who may: `kubectl auth can-i patch service/<service> -n <namespace>` tells.',
  },
} as const satisfies Record<string, FindingInfo>;
