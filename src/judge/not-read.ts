import type { NotRead, Snapshot } from '../model/snapshot.ts';

/** The parts of a Snapshot that a permission may hide, and how an entry of `notRead` about each is told. */
const parts = {
  nodes: { about: /^nodes\b/, permission: 'list nodes' },
  pods: { about: /^pods\b/, permission: 'list pods' },
  'endpoint slices': { about: /^endpoint ?slices\b/i, permission: 'list endpointslices' },
  bindings: { about: /^target ?group ?bindings\b/i, permission: 'list targetgroupbindings' },
  'load balancers': { about: /^load balancers?$/, permission: 'elasticloadbalancing:DescribeLoadBalancers' },
  'load balancer attributes': {
    about: /^load balancer attributes\b/,
    permission: 'elasticloadbalancing:DescribeLoadBalancerAttributes',
  },
  listeners: { about: /^listeners\b/, permission: 'elasticloadbalancing:DescribeListeners' },
  rules: { about: /^rules\b/, permission: 'elasticloadbalancing:DescribeRules' },
  'target groups': { about: /^target groups\b/, permission: 'elasticloadbalancing:DescribeTargetGroups' },
  'target group attributes': {
    about: /^target group attributes\b/,
    permission: 'elasticloadbalancing:DescribeTargetGroupAttributes',
  },
  'target health': { about: /^target health\b/, permission: 'elasticloadbalancing:DescribeTargetHealth' },
} as const satisfies Record<string, { readonly about: RegExp; readonly permission: string }>;

export type Part = keyof typeof parts;

/** Whether an entry of `notRead` is about a part. */
export function isAbout(entry: NotRead, part: Part): boolean {
  return parts[part].about.test(entry.what);
}

/** Why a part of a Snapshot is absent: the entry that says so, or, in a Snapshot that does not say, the permission that it takes. */
export function whyNotRead({ notRead }: Pick<Snapshot, 'notRead'>, part: Part): NotRead {
  const said = notRead.find((entry) => isAbout(entry, part));
  return said ?? { what: part, permission: parts[part].permission, reason: `${part} were not read` };
}

/** One clause for people: what could not be read, and the permission or the reason. */
export function clauseOf({ what, permission, reason }: NotRead): string {
  return permission === null ? `${what}: ${reason}` : `${what} could not be read: ${permission} is not allowed`;
}
