import { ApiError, badRequest, invalidValue } from '../../store/api-error.ts';
import type { KubeObject, ObjectStore, ResourceName } from '../../store/object.ts';
import { type Answer, document } from '../answer.ts';
import type { Api } from '../api.ts';
import type { ApiRequest, Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { negotiate } from '../negotiation.ts';
import { objectForms, representList, rowObjectOf } from './representation.ts';
import { selectionOf } from './selection.ts';

/** Where a list that was cut off by its limit goes on. */
interface Position {
  /** The version of the whole list; -1 goes on with whatever is there now. */
  readonly version: number;
  readonly after: string;
}

/** Answers a list, whole or in chunks that all show the same version of the collection. */
export function list(api: Api, collection: Collection, target: Target, request: ApiRequest): Answer {
  const { store, clock } = api;
  const { query } = request;
  const wish = negotiate(request.headers.accept, objectForms);
  const selection = selectionOf(collection, target, query);
  const limit = readCount('limit', query.get('limit'));
  const from = readPosition(query.get('continue'));
  const version = wantedVersion(store, query, from);
  const objects = objectsAt(store, collection.stored, version, from);
  const matching = objects
    .map(collection.fromStored)
    .filter((object) => selection.matches(object) && (from === undefined || keyOf(object) > from.after));
  const page = limit === 0 ? matching : matching.slice(0, limit);
  const last = page.at(-1);
  const rest = matching.length - page.length;
  const metadata = {
    resourceVersion: version === undefined ? store.resourceVersion() : String(version),
    ...(rest > 0 && last !== undefined
      ? {
          continue: position({ version: version ?? Number(store.resourceVersion()), after: keyOf(last) }),
          ...(selection.selective ? {} : { remainingItemCount: rest }),
        }
      : {}),
  };
  const body = representList(page, metadata, {
    collection,
    wish,
    now: clock.now(),
    rowObject: rowObjectOf(query),
  });
  return document(body, { format: wish.format });
}

/** The version to show: of a continued list the one that it began with, of an exact one that which was asked for; else the newest. */
function wantedVersion(store: ObjectStore, query: URLSearchParams, from: Position | undefined): number | undefined {
  const asked = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch');
  if (from !== undefined) {
    if (asked !== '' && asked !== '0')
      throw badRequest('specifying resource version is not allowed when using continue');
    return from.version < 0 ? undefined : from.version;
  }
  const version = readCount('resourceVersion', asked);
  checkNotAhead(store, version);
  return match === 'Exact' && version > 0 ? version : undefined;
}

/** A version that was not given out yet: the API server waits for it for a while, then gives up. */
function checkNotAhead(store: ObjectStore, version: number): void {
  const current = Number(store.resourceVersion());
  if (version <= current) return;
  throw new ApiError(504, 'Timeout', `Too large resource version: ${version}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

/** The collection as it was at a version: what happened since is taken back, the newest first. */
function objectsAt(
  store: ObjectStore,
  resource: ResourceName,
  version: number | undefined,
  from: Position | undefined,
): KubeObject[] {
  const now = store.list(resource);
  if (version === undefined || String(version) === store.resourceVersion()) return now;
  const objects = new Map(now.map((object) => [keyOf(object), object]));
  try {
    for (const { resource: changed, object, previous } of store.since(String(version)).reverse()) {
      if (changed.group !== resource.group || changed.resource !== resource.resource) continue;
      if (previous === undefined) objects.delete(keyOf(object));
      else objects.set(keyOf(object), previous);
    }
  } catch (error) {
    if (error instanceof ApiError && error.code === 410 && from !== undefined) throw continueExpired(from);
    throw error;
  }
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

const continueExpired = (from: Position) =>
  new ApiError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    undefined,
    { continue: position({ version: -1, after: from.after }) },
  );

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`;

const position = ({ version, after }: Position): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: after })).toString('base64url');

function readPosition(token: string | null): Position | undefined {
  if (!token) return undefined;
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (v === 'meta.k8s.io/v1' && typeof rv === 'number' && typeof start === 'string')
      return { version: rv, after: start };
  } catch {
    // Falls through to the error below, as a token of another shape does.
  }
  throw badRequest('continue key is not valid: encoded continue key is not in the expected format');
}

/** A number of the query that is not negative; 0 where it is absent. Throws 400. */
export function readCount(name: string, text: string | null): number {
  if (!text) return 0;
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`${name}: ${invalidValue(name, text, 'must be a non-negative integer').message}`);
}
