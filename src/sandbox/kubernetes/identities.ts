import { ApiError } from '../store/api-error.ts';

/** Who a request comes from. */
export interface User {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Bearer tokens and whom they name. It may grow and shrink while the server runs. */
export type Identities = Record<string, User>;

/** A user of this group may do everything, whatever RBAC says. */
export const masters = 'system:masters';
export const authenticated = 'system:authenticated';
export const unauthenticated = 'system:unauthenticated';

/** The identity that a server has when it is given none. */
export const defaultIdentities = (): Identities => ({
  'sandbox-admin-token': { user: 'sandbox-admin', groups: [masters] },
});

/** Whom the Authorization header names. Throws 401 where there is none, or an unknown token. */
export function authenticate(authorization: string | undefined, identities: Identities): User {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const found = token !== undefined && Object.hasOwn(identities, token) ? identities[token] : undefined;
  if (found === undefined) throw new ApiError(401, 'Unauthorized', 'Unauthorized');
  return { user: found.user, groups: [...found.groups, authenticated] };
}
