import type { KubernetesCall } from '../faults/wire/call.ts';
import { type ApiRequest, targetOf } from './api-request.ts';

/** By these the sandbox itself is found: no fault may strike them. */
const healthPaths = /^\/(healthz|livez|readyz)(\/|$)/;

/** A request as faults look at it; undefined for one that none may strike. */
export function callOf(request: ApiRequest): KubernetesCall | undefined {
  const { method, path, query, headers, user } = request;
  if (healthPaths.test(path)) return undefined;
  const target = targetOf(method, path, query);
  const { verb = 'get', group = '', resource = '', subresource, namespace, name } = target ?? {};
  return {
    side: 'kubernetes',
    verb,
    group,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace,
    name,
    user: user.user,
    agent: headers['user-agent'] ?? '',
    method,
    path,
    query,
  };
}
