import {
  awsPermissions,
  type ClusterPermission,
  clusterPermissions,
  iamAction,
  type Need,
  weightedActions,
} from '../model/permissions.ts';

/** The least ClusterRoles, by what they are for. */
const roleNames = {
  reading: 'nlbctl-read',
  findings: 'nlbctl-findings',
  migrating: 'nlbctl-migrate',
  weighted: 'nlbctl-weighted',
} as const satisfies Record<Need, string>;

/** `nlbctl help permissions`: what nlbctl must be allowed to do, as documents that can be applied. */
export function permissionsText(): string {
  return [
    'The least that nlbctl must be allowed to do. nlbctl doctor tests it.',
    '',
    `In the cluster: ${roleNames.reading} is for list, inspect, diff, wait-healthy and plan; ${roleNames.findings} lets inspect and plan find`,
    `more, and may be left out; ${roleNames.migrating} is for migrate, beside the first, and ${roleNames.weighted} for migrate --strategy`,
    'weighted, beside both.',
    '',
    clusterRolesYaml(),
    '',
    'In AWS, for reading and for migrating in place nlbctl itself only describes. The second statement is for findings about',
    'quotas, and may be left out; the third is for migrate --strategy weighted alone.',
    '',
    iamPolicyJson(),
  ].join('\n');
}

/** ClusterRoles as a stream of YAML documents. */
function clusterRolesYaml(): string {
  return (Object.keys(roleNames) as Need[]).map(roleYaml).join('\n---\n');
}

/** The IAM policy. ELBv2's Describe actions cannot be limited to single resources. */
function iamPolicyJson(): string {
  const statement = (Sid: string, Action: readonly string[]) => ({ Sid, Effect: 'Allow', Action, Resource: '*' });
  const actions = (need: Need) =>
    awsPermissions.filter((each) => each.need === need).map(({ action }) => iamAction(action));
  const Statement = [
    statement('NlbctlRead', actions('reading')),
    statement('NlbctlFindings', actions('findings')),
    statement('NlbctlWeighted', weightedActions.map(iamAction)),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}

function roleYaml(need: Need): string {
  const rules = rulesOf(clusterPermissions.filter((each) => each.need === need));
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    `  name: ${roleNames[need]}`,
    'rules:',
    ...rules.flatMap(({ groups, resources, verbs }) => [
      `  - apiGroups: [${groups.map((group) => group || '""').join(', ')}]`,
      `    resources: [${resources.join(', ')}]`,
      `    verbs: [${verbs.join(', ')}]`,
    ]),
  ].join('\n');
}

interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** One rule for what differs in verbs alone, then in resources alone, then in groups alone: none allows more than was asked for. */
function rulesOf(permissions: readonly ClusterPermission[]): Rule[] {
  const single = permissions.map(({ group, resource, verb }) => ({
    groups: [group],
    resources: [resource],
    verbs: [verb] as readonly string[],
  }));
  return joined(joined(joined(single, 'verbs'), 'resources'), 'groups');
}

function joined(rules: readonly Rule[], part: keyof Rule): Rule[] {
  const merged = new Map<string, Rule>();
  for (const rule of rules) {
    const key = JSON.stringify({ ...rule, [part]: null });
    const values = new Set([...(merged.get(key)?.[part] ?? []), ...rule[part]]);
    merged.set(key, { ...rule, [part]: [...values] });
  }
  return [...merged.values()];
}
