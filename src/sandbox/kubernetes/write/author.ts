import { badRequest } from '../../store/api-error.ts';
import type { Api } from '../api.ts';
import type { ApiRequest } from '../api-request.ts';
import type { Author } from '../ownership/managed-fields.ts';

/** Whose fields a write becomes: the `fieldManager` of the query, or what the client calls itself. */
export function authorOf({ clock }: Api, request: ApiRequest, subresource?: string): Author {
  const manager = request.query.get('fieldManager') || (request.headers['user-agent'] ?? '').split('/')[0] || 'unknown';
  if (manager.length > 128) throw badRequest('fieldManager: Too long: may not be more than 128 bytes');
  return { manager, subresource, time: `${new Date(clock.now()).toISOString().slice(0, 19)}Z` };
}
