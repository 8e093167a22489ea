import { ApiError } from '../../store/api-error.ts';
import type { KubeObject, ObjectStore } from '../../store/object.ts';
import type { Target } from '../api-request.ts';
import { masters, type User } from '../identities.ts';

const group = 'rbac.authorization.k8s.io';
const roles = { group, resource: 'roles' };
const roleBindings = { group, resource: 'rolebindings' };
const clusterRoles = { group, resource: 'clusterroles' };
const clusterRoleBindings = { group, resource: 'clusterrolebindings' };

/** One rule of a Role or ClusterRole. */
export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

/** Something that a user would like to do. */
type Attempt =
  | {
      readonly kind: 'resource';
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string | undefined;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
    }
  | { readonly kind: 'path'; readonly verb: string; readonly path: string };

export interface Authorizer {
  /** While it is off, everybody may do everything. */
  enabled: boolean;
  allows(user: User, attempt: Attempt): boolean;
  /** What the bindings give a user in a namespace, cluster-wide rules included. */
  rulesFor(user: User, namespace: string | undefined): PolicyRule[];
}

/** RBAC over the roles and bindings in the store: rules only ever add up; what no rule allows is forbidden. */
export function createAuthorizer(store: ObjectStore, enabled: boolean): Authorizer {
  const rulesOf = (binding: KubeObject): PolicyRule[] => {
    const { kind, name } = binding['roleRef'] ?? {};
    const role =
      kind === 'Role' ? store.find(roles, binding.metadata.namespace, name) : store.find(clusterRoles, undefined, name);
    return role?.['rules'] ?? [];
  };
  const authorizer: Authorizer = {
    enabled,
    allows(user, attempt) {
      if (!authorizer.enabled || user.groups.includes(masters)) return true;
      const namespace = attempt.kind === 'resource' ? attempt.namespace : undefined;
      return authorizer.rulesFor(user, namespace).some((rule) => allowsAttempt(rule, attempt));
    },
    rulesFor(user, namespace) {
      if (!authorizer.enabled || user.groups.includes(masters)) return [everything, everywhere];
      const bindings = [
        ...store.list(clusterRoleBindings),
        ...(namespace === undefined ? [] : store.list(roleBindings, namespace)),
      ];
      return bindings.filter((binding) => concerns(binding, user)).flatMap(rulesOf);
    },
  };
  return authorizer;
}

const everything: PolicyRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const everywhere: PolicyRule = { verbs: ['*'], nonResourceURLs: ['*'] };

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

function concerns(binding: KubeObject, { user, groups }: User): boolean {
  return ((binding['subjects'] ?? []) as Subject[]).some(({ kind, name, namespace }) => {
    if (kind === 'User') return name === user;
    if (kind === 'Group') return groups.includes(name);
    return user === `system:serviceaccount:${namespace ?? binding.metadata.namespace ?? ''}:${name}`;
  });
}

function allowsAttempt(rule: PolicyRule, attempt: Attempt): boolean {
  if (!includes(rule.verbs, attempt.verb)) return false;
  if (attempt.kind === 'path') {
    return (rule.nonResourceURLs ?? []).some((url) =>
      url.endsWith('*') ? attempt.path.startsWith(url.slice(0, -1)) : attempt.path === url,
    );
  }
  const { resource, subresource, name } = attempt;
  const wanted = subresource === undefined ? resource : `${resource}/${subresource}`;
  const resources = rule.resources ?? [];
  return (
    includes(rule.apiGroups, attempt.group) &&
    (includes(resources, wanted) || (subresource !== undefined && resources.includes(`*/${subresource}`))) &&
    ((rule.resourceNames ?? []).length === 0 || (name !== undefined && (rule.resourceNames ?? []).includes(name)))
  );
}

const includes = (values: readonly string[] | undefined, value: string) =>
  values?.includes('*') || values?.includes(value) || false;

/** The 403 for a request to a resource, worded as the API server's. */
export function forbidden({ user }: User, target: Omit<Target, 'version'>): ApiError {
  const { verb, group, resource, subresource, namespace, name } = target;
  const shown = name === undefined || verb === 'create' ? '' : ` "${name}"`;
  const label = group === '' ? resource : `${resource}.${group}`;
  const wanted = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return new ApiError(
    403,
    'Forbidden',
    `${label}${shown} is forbidden: User "${user}" cannot ${verb} resource "${wanted}" in API group "${group}" ${where}`,
    { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  );
}

export const forbiddenPath = ({ user }: User, verb: string, path: string) =>
  new ApiError(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {});
