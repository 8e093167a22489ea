import { beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve, service, services } from './serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});

const types = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;
const patch = (type: keyof typeof types, path: string, body: unknown) =>
  served.call('PATCH', path, { body, headers: { 'content-type': types[type] } });

let count = 0;
async function newService(more: Record<string, unknown> = {}): Promise<{ path: string; version: string }> {
  count += 1;
  const { code, body } = await served.call('POST', services, { body: service(`patched-${count}`, more) });
  expect(code).toBe(201);
  return { path: `${services}/patched-${count}`, version: body.metadata.resourceVersion };
}

describe('merge patch', () => {
  test('sets and removes, and records who did', async () => {
    const { path } = await newService({ metadata: { annotations: { a: '1', b: '2' } } });
    const reply = await patch('merge', `${path}?fieldManager=nlbctl`, {
      metadata: { annotations: { a: null, c: '3' } },
    });
    expect(reply.body.metadata.annotations).toEqual({ b: '2', c: '3' });
    const managers = Object.fromEntries(
      reply.body.metadata.managedFields.map((one: { manager: string; fieldsV1: { 'f:metadata'?: unknown } }) => [
        one.manager,
        one.fieldsV1['f:metadata'],
      ]),
    );
    expect(managers).toEqual({
      nlbctl: { 'f:annotations': { 'f:c': {} } },
      tests: { 'f:annotations': { '.': {}, 'f:b': {} } },
    });
  });

  test('that changes nothing writes nothing', async () => {
    const { path, version } = await newService();
    const { body } = await patch('merge', path, { spec: { type: 'LoadBalancer' } });
    expect(body.metadata.resourceVersion).toBe(version);
  });

  test('for a version that is out of date is refused', async () => {
    const { path, version } = await newService();
    await patch('merge', path, { metadata: { labels: { a: 'b' } } });
    for (const type of ['merge', 'strategic'] as const) {
      const { code, body } = await patch(type, path, { metadata: { resourceVersion: version, labels: { a: 'c' } } });
      expect([code, body.reason]).toEqual([409, 'Conflict']);
      expect(body.message).toContain('the object has been modified; please apply your changes to the latest version');
    }
  });

  test('as a dry run shows what would be', async () => {
    const { path, version } = await newService();
    const tried = await patch('merge', `${path}?dryRun=All`, { metadata: { labels: { a: 'b' } } });
    expect(tried.body.metadata.labels).toEqual({ a: 'b' });
    const { body } = await served.call('GET', path);
    expect(body.metadata).not.toHaveProperty('labels');
    expect(body.metadata.resourceVersion).toBe(version);
  });

  test.each([
    ['a value that is no string', { metadata: { annotations: { a: true } } }, 422, 'json: cannot unmarshal bool'],
    ['another name', { metadata: { name: 'x' } }, 400, 'does not match the name on the URL'],
    ['another uid', { metadata: { uid: 'x' } }, 409, 'Precondition failed: UID in precondition: x'],
    ['a list', [], 400, 'error decoding patch'],
  ])('with %s is refused', async (_, body, code, message) => {
    const { path } = await newService();
    const reply = await patch('merge', path, body);
    expect(reply.code).toBe(code);
    expect(reply.body.message).toContain(message);
  });

  test('of what is not there', async () => {
    expect((await patch('merge', `${services}/nothing`, {})).code).toBe(404);
  });
});

describe('JSON patch', () => {
  test('with a test that holds', async () => {
    const { path, version } = await newService({ metadata: { annotations: { 'a/b': '1' } } });
    const { body } = await patch('json', path, [
      { op: 'test', path: '/metadata/resourceVersion', value: version },
      { op: 'replace', path: '/metadata/annotations/a~1b', value: '2' },
    ]);
    expect(body.metadata.annotations).toEqual({ 'a/b': '2' });
  });

  test.each([
    ['a test that fails', [{ op: 'test', path: '/spec/type', value: 'ClusterIP' }]],
    ['a path that is not there', [{ op: 'remove', path: '/spec/nothing' }]],
  ])('with %s changes nothing', async (_, operations) => {
    const { path, version } = await newService();
    const { code, body } = await patch('json', path, [
      { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
      ...operations,
    ]);
    expect([code, body.reason]).toEqual([422, 'Invalid']);
    expect((await served.call('GET', path)).body.metadata.resourceVersion).toBe(version);
  });
});

describe('strategic merge patch', () => {
  test('merges the ports of a Service by their number', async () => {
    const { path } = await newService();
    const { body } = await patch('strategic', path, {
      spec: {
        ports: [
          { port: 80, name: 'http' },
          { port: 443, name: 'https', targetPort: 8443 },
        ],
      },
    });
    expect(body.spec.ports).toEqual([
      { port: 80, targetPort: 8080, name: 'http' },
      { port: 443, name: 'https', targetPort: 8443 },
    ]);
    const removed = await patch('strategic', path, { spec: { ports: [{ $patch: 'delete', port: 80 }] } });
    expect(removed.body.spec.ports).toEqual([{ port: 443, name: 'https', targetPort: 8443 }]);
  });

  test('is not for custom resources', async () => {
    const path = '/apis/elbv2.k8s.aws/v1beta1/namespaces/default/targetgroupbindings';
    await served.call('POST', path, { body: { metadata: { name: 'b' }, spec: { targetGroupARN: 'arn' } } });
    const { code, body } = await patch('strategic', `${path}/b`, { metadata: { labels: { a: 'b' } } });
    expect(code).toBe(415);
    expect(body.message).toBe(
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    );
    expect((await patch('merge', `${path}/b`, { metadata: { labels: { a: 'b' } } })).code).toBe(200);
  });

  test('of the status', async () => {
    const { path } = await newService();
    const condition = { type: 'Ready', status: 'True', reason: 'a', message: '', lastTransitionTime: null };
    await patch('strategic', `${path}/status`, { status: { conditions: [condition] } });
    const { body } = await patch('strategic', `${path}/status`, {
      status: {
        conditions: [
          { type: 'Other', status: 'False' },
          { type: 'Ready', status: 'False' },
        ],
      },
    });
    expect(body.status.conditions).toMatchObject([
      { type: 'Ready', status: 'False', reason: 'a' },
      { type: 'Other', status: 'False' },
    ]);
  });
});

describe('apply', () => {
  const config = (name: string, more: { metadata?: object; spec?: object } = {}) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...more.metadata },
    ...(more.spec === undefined ? {} : { spec: more.spec }),
  });

  test('creates what is not there', async () => {
    const { code, body } = await patch(
      'apply',
      `${services}/applied?fieldManager=gitops`,
      config('applied', { spec: { ports: [{ port: 80, protocol: 'TCP' }] } }),
    );
    expect(code).toBe(201);
    expect(body.metadata.managedFields).toMatchObject([
      {
        manager: 'gitops',
        operation: 'Apply',
        fieldsV1: {
          'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {} } } },
        },
      },
    ]);
  });

  test('removes what this manager applied before and now leaves out, and nothing else', async () => {
    const path = `${services}/shrinking`;
    const apply = (more: object) => patch('apply', `${path}?fieldManager=gitops`, config('shrinking', more));
    await apply({ metadata: { annotations: { a: '1', b: '2' } }, spec: { ports: [{ port: 80 }, { port: 443 }] } });
    await patch('merge', `${path}?fieldManager=person`, { metadata: { annotations: { c: '3' } } });
    const { code, body } = await apply({ metadata: { annotations: { a: '1' } }, spec: { ports: [{ port: 443 }] } });
    expect(code).toBe(200);
    expect(body.metadata.annotations).toEqual({ a: '1', c: '3' });
    expect(body.spec.ports).toEqual([{ port: 443 }]);
    const again = await apply({ metadata: { annotations: { a: '1' } }, spec: { ports: [{ port: 443 }] } });
    expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });

  test('names the manager of a field that it would change, unless it is forced', async () => {
    const { path } = await newService({ metadata: { annotations: { type: 'instance' } } });
    const name = path.split('/').at(-1) ?? '';
    const body = config(name, { metadata: { annotations: { type: 'ip' } } });
    const refused = await patch('apply', `${path}?fieldManager=gitops`, body);
    expect(refused.code).toBe(409);
    expect(refused.body).toMatchObject({
      reason: 'Conflict',
      message: `Apply failed with 1 conflict: conflict with "tests" using v1 at 2026-05-01T12:00:00Z: .metadata.annotations.type`,
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "tests" using v1 at 2026-05-01T12:00:00Z',
            field: '.metadata.annotations.type',
          },
        ],
      },
    });
    const forced = await patch('apply', `${path}?fieldManager=gitops&force=true`, body);
    expect(forced.body.metadata.annotations).toEqual({ type: 'ip' });
    const owners = forced.body.metadata.managedFields.filter(
      (one: { fieldsV1: { 'f:metadata'?: { 'f:annotations'?: object } } }) =>
        'f:type' in (one.fieldsV1['f:metadata']?.['f:annotations'] ?? {}),
    );
    expect(owners).toMatchObject([{ manager: 'gitops', operation: 'Apply' }]);
  });

  test('of an object without managers contends with whoever made it', async () => {
    served.store.create(
      { group: '', resource: 'services' },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'seeded', namespace: 'default' },
        spec: { type: 'LoadBalancer' },
      },
    );
    const { code, body } = await patch(
      'apply',
      `${services}/seeded?fieldManager=gitops`,
      config('seeded', { spec: { type: 'NodePort' } }),
    );
    expect(code).toBe(409);
    expect(body.message).toContain('conflict with "before-first-apply" using v1');
  });

  test.each([
    ['without a manager', '', config('bad'), 422, 'fieldManager: Required value: is required for apply patch'],
    [
      'of a field that the kind lacks',
      '?fieldManager=x',
      config('bad', { spec: { colour: 'red' } }),
      500,
      '.spec.colour: field not declared in schema',
    ],
    ['of another name', '?fieldManager=x', config('worse'), 400, 'does not match the name on the URL (bad)'],
    [
      'with managers',
      '?fieldManager=x',
      config('bad', { metadata: { managedFields: [] } }),
      400,
      'metadata.managedFields must be nil',
    ],
  ])('%s is refused', async (_, query, body, code, message) => {
    const reply = await patch('apply', `${services}/bad${query}`, body);
    expect(reply.code).toBe(code);
    expect(reply.body.message).toContain(message);
  });

  test('force is for apply alone', async () => {
    const { path } = await newService();
    const { code, body } = await patch('merge', `${path}?force=true`, {});
    expect([code, body.message]).toEqual([
      422,
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    ]);
  });
});
