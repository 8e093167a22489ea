import type { ServerResponse } from 'node:http';
import { ApiError, forbiddenValue, invalid } from '../../store/api-error.ts';
import type { KubeObject, StoreEvent } from '../../store/object.ts';
import { apiVersionOf } from '../../store/resources.ts';
import type { Stream } from '../answer.ts';
import type { Api } from '../api.ts';
import { type ApiRequest, isTrue, type Target } from '../api-request.ts';
import type { Collection } from '../collections.ts';
import { negotiate, type Wish } from '../negotiation.ts';
import { partialMetadata, type RowObject, tableOf } from '../table/table.ts';
import { readCount } from './list.ts';
import { objectForms, rowObjectOf } from './representation.ts';
import { type Selection, selectionOf } from './selection.ts';

type EventType = StoreEvent['type'] | 'BOOKMARK' | 'ERROR';

const bookmarkInterval = 60_000;
/** The longest that a watch without `timeoutSeconds` lasts; the API server takes 30 to 60 minutes. */
const longest = 30 * 60;

interface Watch {
  readonly collection: Collection;
  readonly selection: Selection;
  readonly wish: Wish;
  readonly rowObject: RowObject;
  readonly resourceVersion: string;
  /** The present state comes first, as ADDED. */
  readonly withInitialState: boolean;
  /** After the present state a bookmark says that it is complete. */
  readonly markInitialEnd: boolean;
  readonly bookmarks: boolean;
  readonly timeoutSeconds: number;
}

/** Streams what happens to a collection, one JSON document a line. Throws 4xx before the stream begins. */
export function watch(api: Api, collection: Collection, target: Target, request: ApiRequest): Stream {
  const { query, headers } = request;
  const resourceVersion = query.get('resourceVersion') ?? '';
  readCount('resourceVersion', resourceVersion);
  const initial = query.get('sendInitialEvents');
  if (initial !== null && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      forbiddenValue('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    ]);
  }
  const options: Watch = {
    collection,
    selection: selectionOf(collection, target, query),
    wish: negotiate(headers.accept, objectForms),
    rowObject: rowObjectOf(query),
    resourceVersion,
    withInitialState: initial === null ? resourceVersion === '' || resourceVersion === '0' : isTrue(initial),
    markInitialEnd: initial !== null && isTrue(initial),
    bookmarks: query.has('allowWatchBookmarks') && isTrue(query.get('allowWatchBookmarks')),
    timeoutSeconds: readCount('timeoutSeconds', query.get('timeoutSeconds')) || longest,
  };
  return { kind: 'stream', start: (response) => stream(api, options, response) };
}

function stream({ store, clock }: Api, options: Watch, response: ServerResponse): void {
  const { collection, selection, wish, rowObject } = options;
  const { definition, stored, fromStored } = collection;
  let first = true;

  const represent = (object: KubeObject, isBookmark: boolean): unknown => {
    if (wish.as === 'Table') {
      const table = tableOf(isBookmark ? [] : [object], {
        resource: definition,
        now: clock.now(),
        rowObject,
        withColumns: first,
        metadata: { resourceVersion: object.metadata.resourceVersion },
      });
      first = false;
      return table;
    }
    return wish.as === undefined ? object : partialMetadata(object);
  };
  const send = (type: EventType, object: unknown) => {
    response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const bookmark = (annotations?: Record<string, string>) => {
    const metadata = {
      resourceVersion: store.resourceVersion(),
      creationTimestamp: null,
      ...(annotations === undefined ? {} : { annotations }),
    };
    const object = { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata };
    send('BOOKMARK', represent(object as unknown as KubeObject, true));
  };
  const deliver = (event: StoreEvent) => {
    if (event.resource.group !== stored.group || event.resource.resource !== stored.resource) return;
    const object = fromStored(event.object);
    const previous = event.previous && fromStored(event.previous);
    const was = previous !== undefined && selection.matches(previous);
    const is = event.type !== 'DELETED' && selection.matches(object);
    if (is) send(was ? 'MODIFIED' : 'ADDED', represent(object, false));
    else if (was) {
      // What leaves the selection is shown as it was when it belonged to it, at the version at which it left.
      const { resourceVersion } = object.metadata;
      const left =
        event.type === 'DELETED'
          ? object
          : { ...previous, metadata: { ...previous.metadata, ...(resourceVersion && { resourceVersion }) } };
      send('DELETED', represent(left, false));
    }
  };

  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  try {
    if (options.withInitialState) {
      for (const object of store.list(stored, selection.namespace).map(fromStored))
        if (selection.matches(object)) send('ADDED', represent(object, false));
      if (options.markInitialEnd) bookmark({ 'k8s.io/initial-events-end': 'true' });
    } else if (options.resourceVersion !== '') {
      for (const event of store.since(options.resourceVersion)) deliver(event);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send('ERROR', error.status());
    response.end();
    return;
  }
  const unsubscribe = store.subscribe(deliver);
  const heartbeat = options.bookmarks ? setInterval(() => bookmark(), bookmarkInterval) : undefined;
  const timeout = setTimeout(() => {
    if (options.bookmarks) bookmark();
    response.end();
  }, options.timeoutSeconds * 1000);
  response.on('close', () => {
    unsubscribe();
    clearInterval(heartbeat);
    clearTimeout(timeout);
  });
}
