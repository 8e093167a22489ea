import type { ApiRequest } from './api.ts';
import type { Asked } from './failure.ts';

interface Where {
  /** null: a resource of the whole cluster, or a list over all namespaces. */
  readonly namespace: string | null;
  readonly name?: string;
  /** API group and version: `discovery.k8s.io/v1`; left out: the core API. */
  readonly group?: string;
}

/** The request for a resource, with what it is called in RBAC. */
export function requestFor(
  verb: Asked['verb'],
  resource: string,
  { namespace, name, group }: Where,
): Pick<ApiRequest, 'asked' | 'path'> {
  const root = group === undefined ? '/api/v1' : `/apis/${group}`;
  const parts = [
    ...(namespace === null ? [] : ['namespaces', namespace]),
    resource,
    ...(name === undefined ? [] : [name]),
  ];
  const qualified = group === undefined ? resource : `${resource}.${group.split('/')[0]}`;
  return {
    asked: { verb, resource: qualified, namespace, name: name ?? null },
    path: `${root}/${parts.map(encodeURIComponent).join('/')}`,
  };
}
