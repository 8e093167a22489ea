import { beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve, service, services, type WatchLine } from './serve.ts';

let served: Served;
const resource = { group: '', resource: 'services' };
const shape = (lines: readonly WatchLine[]) =>
  lines.map(({ type, object }) => (object.metadata.name ? `${type} ${object.metadata.name}` : type));
const label = (name: string, app: string) =>
  served.store.modify(resource, 'default', name, ({ metadata }) => {
    metadata.labels = { app };
  });

beforeAll(async () => {
  served = await serve({ logLength: 200 });
  await served.call('POST', services, { body: service('web', { metadata: { labels: { app: 'web' } } }) });
  await served.call('POST', services, { body: service('db', { metadata: { labels: { app: 'db' } } }) });
});

describe('a watch', () => {
  test.each(['', '&resourceVersion=0'])('from nowhere (%s) begins with what is there', async (query) => {
    const lines = await served.watch(`${services}?watch=true${query}`, 3, () => {
      label('web', 'web2');
      label('web', 'web');
    });
    expect(shape(lines).slice(0, 3)).toEqual(['ADDED db', 'ADDED web', 'MODIFIED web']);
    expect(lines[2]?.object).toMatchObject({
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { labels: { app: 'web2' } },
    });
  });

  test('from a version shows what came after it', async () => {
    const version = served.store.resourceVersion();
    label('db', 'x');
    label('db', 'db');
    const lines = await served.watch(`${services}?watch=1&resourceVersion=${version}`, 3, () => label('db', 'db3'));
    expect(lines.map(({ object }) => object.metadata.labels.app)).toEqual(['x', 'db', 'db3']);
    label('db', 'db');
  });

  test('with a selector tells entry from departure', async () => {
    const version = served.store.resourceVersion();
    const lines = await served.watch(
      `${services}?watch=true&resourceVersion=${version}&labelSelector=app%3Dweb`,
      4,
      () => {
        label('db', 'web');
        label('db', 'other');
        label('db', 'db');
        served.store.create(resource, {
          ...service('late'),
          metadata: { name: 'late', namespace: 'default', labels: { app: 'web' } },
        });
        served.store.remove(resource, 'default', 'late');
      },
    );
    expect(shape(lines)).toEqual(['ADDED db', 'DELETED db', 'ADDED late', 'DELETED late']);
    expect(lines[1]?.object.metadata.labels).toEqual({ app: 'web' });
    expect(Number(lines[1]?.object.metadata.resourceVersion)).toBe(
      Number(lines[0]?.object.metadata.resourceVersion) + 1,
    );
  });

  test('of one object by its name', async () => {
    const lines = await served.watch(`${services}?watch=true&fieldSelector=metadata.name%3Dweb`, 2, () => {
      label('db', 'y');
      label('web', 'y');
      label('web', 'web');
    });
    expect(shape(lines).slice(0, 2)).toEqual(['ADDED web', 'MODIFIED web']);
  });

  test('ends when its time is over, with a bookmark for those who want one', async () => {
    const version = served.store.resourceVersion();
    const path = `${services}?watch=true&timeoutSeconds=1&resourceVersion=${version}`;
    const [plain, marked] = await Promise.all([
      served.watch(path, 9),
      served.watch(`${path}&allowWatchBookmarks=true`, 9),
    ]);
    expect(plain).toEqual([]);
    expect(marked).toEqual([
      {
        type: 'BOOKMARK',
        object: { kind: 'Service', apiVersion: 'v1', metadata: { resourceVersion: version, creationTimestamp: null } },
      },
    ]);
  });

  test('says where the initial state ends to those who stream lists', async () => {
    const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const lines = await served.watch(`${services}?watch=true&${query}`, 3);
    expect(shape(lines)).toEqual(['ADDED db', 'ADDED web', 'BOOKMARK']);
    expect(lines[2]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    expect((await served.call('GET', `${services}?watch=true&sendInitialEvents=true`)).code).toBe(422);
  });

  test('from a version that is forgotten gets an error event and ends', async () => {
    for (let round = 0; round < 210; round += 1) label('db', `r${round}`);
    const lines = await served.watch(`${services}?watch=true&resourceVersion=1`, 9);
    expect(lines).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }]);
    expect(lines[0]?.object.message).toMatch(/^too old resource version: 1 \(\d+\)$/);
  });

  test('as a table describes its columns once', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const lines = await served.watch(`${services}?watch=true`, 2, undefined, { accept });
    expect(lines.map(({ object }) => [object.kind, object.columnDefinitions?.length, object.rows[0].cells[0]])).toEqual(
      [
        ['Table', 7, 'db'],
        ['Table', undefined, 'web'],
      ],
    );
  });
});
