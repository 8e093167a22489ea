import type { Api, ApiRequest } from './api.ts';
import { listOf, type Raw, recordOf, textOf } from './raw.ts';

/** How many objects a page of a list holds at most. */
const limit = 500;

/**
 * All objects of a list, page by page. A list whose continue token has become too old (410 Gone) is begun anew, in one go.
 * null: the server answered with a status that the request expects.
 */
export async function listAll(api: Api, request: ApiRequest, signal: AbortSignal): Promise<Raw[] | null> {
  const items: Raw[] = [];
  let token: string | null = null;
  do {
    const query = { ...request.query, limit: String(limit), continue: token };
    const expected = [...(request.expected ?? []), ...(token === null ? [] : [410])];
    const { body, status } = await api({ ...request, query, expected }, signal);
    if (status === 410 && token !== null) return inOneGo(api, request, signal);
    if (body === null) return null;
    items.push(...listOf(body['items']));
    token = textOf(recordOf(body['metadata'])['continue']);
  } while (token !== null);
  return items;
}

async function inOneGo(api: Api, request: ApiRequest, signal: AbortSignal): Promise<Raw[] | null> {
  const { body } = await api(request, signal);
  return body === null ? null : listOf(body['items']);
}
