import type { IncomingHttpHeaders } from 'node:http';
import type { User } from './identities.ts';

/** A request after authentication, its body read. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as text; of one that is protobuf only `bytes` make sense. */
  readonly body: string;
  readonly bytes: Buffer;
  readonly user: User;
}

/** What a request is aimed at, in the words of RBAC. */
export interface Target {
  readonly verb: Verb;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

const writes: Readonly<Record<string, Verb>> = { POST: 'create', PUT: 'update', PATCH: 'patch' };

/** Reads `/api/v1/namespaces/ui/services/web/status` and its like; undefined where a path names no collection. */
export function targetOf(method: string, path: string, query: URLSearchParams): Target | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  let group = '';
  if (parts[0] === 'apis') group = parts[1] ?? '';
  else if (parts[0] !== 'api') return undefined;
  const [version, ...rest] = parts.slice(group === '' ? 1 : 2);
  if (version === undefined || rest.length === 0) return undefined;
  // `namespaces/ui/services` is a collection in a namespace, `namespaces/ui` and `namespaces/ui/status` are the namespace.
  const inside = rest[0] === 'namespaces' && rest.length > 2 && !['status', 'finalize'].includes(rest[2] ?? '');
  const [resource = '', name, subresource, ...more] = inside ? rest.slice(2) : rest;
  if (more.length > 0) return undefined;
  return {
    verb: verbOf(method, name, query),
    group,
    version,
    resource,
    subresource,
    namespace: inside ? rest[1] : undefined,
    name: name ?? selectedName(query),
  };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): Verb {
  if (method === 'DELETE') return name === undefined ? 'deletecollection' : 'delete';
  const write = writes[method];
  if (write !== undefined) return write;
  if (isTrue(query.get('watch'))) return 'watch';
  return name === undefined ? 'list' : 'get';
}

/** A list or watch of one object by its name is judged as a request for that object. */
function selectedName(query: URLSearchParams): string | undefined {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1];
}

const decode = (part: string) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** A boolean of the query, as Go reads one. */
export const isTrue = (value: string | null): boolean =>
  value === '' || value === '1' || value?.toLowerCase() === 'true';
