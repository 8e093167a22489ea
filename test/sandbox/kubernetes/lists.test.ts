import { beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { type Served, serve, service, services } from './serve.ts';

let served: Served;
const names = (body: { items: KubeObject[] }) => body.items.map(({ metadata }) => metadata.name);
const configMaps = '/api/v1/namespaces/lists/configmaps';

beforeAll(async () => {
  served = await serve({ logLength: 60 });
  await served.call('POST', '/api/v1/namespaces', { body: { metadata: { name: 'lists' } } });
  for (const [name, tier] of [
    ['a', 'web'],
    ['b', 'web'],
    ['c', 'db'],
    ['d', 'db'],
    ['e', undefined],
  ] as const)
    await served.call('POST', configMaps, { body: { metadata: { name, ...(tier && { labels: { tier } }) } } });
});

describe('a list', () => {
  test('names its kind once', async () => {
    await served.call('POST', services, { body: service('one') });
    const { body } = await served.call('GET', services);
    expect(body).toMatchObject({ kind: 'ServiceList', apiVersion: 'v1' });
    expect(body.items[0]).not.toHaveProperty('kind');
    expect(body.metadata.resourceVersion).toBe(served.store.resourceVersion());
  });

  test.each([
    ['tier=web', ['a', 'b']],
    ['tier==web', ['a', 'b']],
    ['tier!=web', ['c', 'd', 'e']],
    ['tier in (web,db)', ['a', 'b', 'c', 'd']],
    ['tier notin (db)', ['a', 'b', 'e']],
    ['tier', ['a', 'b', 'c', 'd']],
    ['!tier', ['e']],
    ['tier=db,tier!=web', ['c', 'd']],
  ])('selects by %s', async (selector, expected) => {
    const { body } = await served.call('GET', `${configMaps}?labelSelector=${encodeURIComponent(selector)}`);
    expect(names(body)).toEqual(expected);
  });

  test('of every namespace, and by name and namespace', async () => {
    const { body } = await served.call(
      'GET',
      '/api/v1/configmaps?fieldSelector=metadata.namespace=lists,metadata.name!=a',
    );
    expect(names(body)).toEqual(['b', 'c', 'd', 'e']);
  });

  test('refuses a field by which the kind cannot be selected', async () => {
    const { code, body } = await served.call('GET', `${configMaps}?fieldSelector=data.a=b`);
    expect([code, body.reason, body.message]).toEqual([400, 'BadRequest', 'field label not supported: data.a']);
  });

  test.each(['labelSelector=a%20b', 'fieldSelector=nothing', 'limit=-1', 'resourceVersion=x', 'continue=x'])(
    'refuses %s',
    async (query) => {
      expect((await served.call('GET', `${configMaps}?${query}`)).code).toBe(400);
    },
  );

  test('a version that was not given out yet is a timeout', async () => {
    const { code, body } = await served.call('GET', `${configMaps}?resourceVersion=99999`);
    expect([code, body.details.causes[0].reason]).toEqual([504, 'ResourceVersionTooLarge']);
  });
});

describe('a list in chunks', () => {
  test('shows one version of the collection, whatever happens meanwhile', async () => {
    const first = await served.call('GET', `${configMaps}?limit=2`);
    expect(names(first.body)).toEqual(['a', 'b']);
    expect(first.body.metadata.remainingItemCount).toBe(3);
    await served.call('DELETE', `${configMaps}/d`);
    await served.call('POST', configMaps, { body: { metadata: { name: 'bb' } } });
    const second = await served.call('GET', `${configMaps}?limit=2&continue=${first.body.metadata.continue}`);
    expect(names(second.body)).toEqual(['c', 'd']);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    const third = await served.call('GET', `${configMaps}?limit=2&continue=${second.body.metadata.continue}`);
    expect(names(third.body)).toEqual(['e']);
    expect(third.body.metadata).not.toHaveProperty('continue');
    const fresh = await served.call('GET', configMaps);
    expect(names(fresh.body)).toEqual(['a', 'b', 'bb', 'c', 'e']);
    const exact = await served.call(
      'GET',
      `${configMaps}?resourceVersion=${first.body.metadata.resourceVersion}&resourceVersionMatch=Exact`,
    );
    expect(names(exact.body)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('does not count what a selector leaves', async () => {
    const { body } = await served.call('GET', `${configMaps}?limit=1&labelSelector=tier`);
    expect(body.metadata.continue).toBeTypeOf('string');
    expect(body.metadata).not.toHaveProperty('remainingItemCount');
  });

  test('that has waited too long is 410, with a token that goes on all the same', async () => {
    const { body: first } = await served.call('GET', `${configMaps}?limit=2`);
    for (let round = 0; round < 70; round += 1) {
      served.store.modify({ group: '', resource: 'configmaps' }, 'lists', 'a', (object) => {
        object['data'] = { round: String(round) };
      });
    }
    const { code, body } = await served.call('GET', `${configMaps}?limit=2&continue=${first.metadata.continue}`);
    expect([code, body.reason]).toEqual([410, 'Expired']);
    const rest = await served.call('GET', `${configMaps}?continue=${body.metadata.continue}`);
    expect(names(rest.body)).toEqual(['bb', 'c', 'e']);
  });
});

describe('events', () => {
  const events = '/api/v1/namespaces/default/events';
  beforeAll(async () => {
    for (const [name, reason] of [
      ['one', 'SuccessfullyReconciled'],
      ['two', 'FailedDeployModel'],
    ]) {
      const involvedObject = { kind: 'Service', name: 'web', namespace: 'default', uid: 'u' };
      await served.call('POST', events, {
        body: {
          metadata: { name },
          involvedObject,
          reason,
          type: 'Normal',
          message: 'm',
          count: 2,
          source: { component: 'c' },
        },
      });
    }
  });

  test('are selected by what they are about', async () => {
    const selector = 'involvedObject.kind=Service,involvedObject.uid=u,reason=FailedDeployModel,type=Normal,source=c';
    const { body } = await served.call('GET', `${events}?fieldSelector=${encodeURIComponent(selector)}`);
    expect(names(body)).toEqual(['two']);
  });

  test('are the same in events.k8s.io, under its names', async () => {
    const path = '/apis/events.k8s.io/v1/namespaces/default/events';
    const { body } = await served.call('GET', `${path}?fieldSelector=regarding.name=web,reason=SuccessfullyReconciled`);
    expect(body.items).toMatchObject([
      { regarding: { name: 'web' }, note: 'm', deprecatedCount: 2, deprecatedSource: { component: 'c' } },
    ]);
    await served.call('PATCH', `${path}/one`, {
      body: { note: 'changed' },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect((await served.call('GET', `${events}/one`)).body).toMatchObject({ apiVersion: 'v1', message: 'changed' });
  });
});
