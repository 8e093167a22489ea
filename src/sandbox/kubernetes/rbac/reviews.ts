import { badRequest } from '../../store/api-error.ts';
import { isRecord } from '../../store/json.ts';
import type { User } from '../identities.ts';
import type { Authorizer } from './authorizer.ts';

type Body = Record<string, unknown>;
type Spec = {
  resourceAttributes?: Record<string, string>;
  nonResourceAttributes?: Record<string, string>;
  namespace?: string;
};

/** A question about rights or identity: it is created like an object, answered, and never stored. */
export interface Review {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly answer: (body: Body, user: User, authorizer: Authorizer) => Body;
}

const specOf = (body: Body): Spec => (isRecord(body['spec']) ? (body['spec'] as Spec) : {});

function accessReview(body: Body, user: User, authorizer: Authorizer): Body {
  const { resourceAttributes: asked, nonResourceAttributes: path } = specOf(body);
  if ((asked === undefined) === (path === undefined))
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
  const allowed = authorizer.allows(
    user,
    asked === undefined
      ? { kind: 'path', verb: path?.['verb'] ?? '', path: path?.['path'] ?? '' }
      : {
          kind: 'resource',
          verb: asked['verb'] ?? '*',
          group: asked['group'] ?? '',
          resource: asked['resource'] ?? '',
          subresource: asked['subresource'] || undefined,
          namespace: asked['namespace'] || undefined,
          name: asked['name'] || undefined,
        },
  );
  return { ...body, status: allowed ? { allowed, reason: '' } : { allowed } };
}

function rulesReview(body: Body, user: User, authorizer: Authorizer): Body {
  const { namespace } = specOf(body);
  if (!namespace) throw badRequest('no namespace on request');
  const rules = authorizer.rulesFor(user, namespace);
  return {
    ...body,
    status: {
      resourceRules: rules
        .filter(({ resources }) => resources !== undefined)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, resourceNames })),
      nonResourceRules: rules
        .filter(({ nonResourceURLs }) => nonResourceURLs !== undefined)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
    },
  };
}

const authorization = { group: 'authorization.k8s.io', version: 'v1' };

export const reviews: readonly Review[] = [
  { ...authorization, resource: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', answer: accessReview },
  { ...authorization, resource: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', answer: rulesReview },
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    resource: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    answer: (body, { user, groups }) => ({ ...body, status: { userInfo: { username: user, groups } } }),
  },
];
