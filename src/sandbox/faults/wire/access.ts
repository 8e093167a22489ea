import { Elbv2Error } from '../../elbv2/elbv2-error.ts';
import { accessDenied } from '../../elbv2/wire/identity.ts';
import { targetOf } from '../../kubernetes/api-request.ts';
import { forbidden, forbiddenPath } from '../../kubernetes/rbac/authorizer.ts';
import { ApiError } from '../../store/api-error.ts';
import type { KubernetesCall } from './call.ts';
import type { WireFaultKind } from './effect.ts';

/** 401 of the API server; of ELBv2, ExpiredToken with status 403. */
export const expiredToken: WireFaultKind<'expired-token'> = {
  effect: (_fault, call) => ({
    kind: 'refuse',
    error:
      call.side === 'elbv2'
        ? new Elbv2Error('ExpiredToken', 'The security token included in the request is expired', 403)
        : new ApiError(401, 'Unauthorized', 'Unauthorized'),
  }),
};

/** What RBAC and IAM answer to those whom they do not allow a call. */
export const denied: WireFaultKind<'denied'> = {
  effect: (_fault, call) => ({
    kind: 'refuse',
    error: call.side === 'elbv2' ? accessDenied(call.arn, call.action, call.resource) : forbiddenCall(call),
  }),
};

function forbiddenCall({ method, path, query, verb, user }: KubernetesCall): ApiError {
  const target = targetOf(method, path, query);
  const who = { user, groups: [] };
  return target === undefined ? forbiddenPath(who, verb, path) : forbidden(who, target);
}
