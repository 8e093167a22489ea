import { beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve, service, services } from './serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});

describe('create', () => {
  test('answers 201 with the object, its manager on record', async () => {
    const { code, body } = await served.call('POST', services, { body: service('created') });
    expect(code).toBe(201);
    expect(body).toMatchObject({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'created', namespace: 'default', creationTimestamp: '2026-05-01T12:00:00Z' },
    });
    expect(body.metadata.managedFields).toEqual([
      {
        manager: 'tests',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-05-01T12:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:spec': {
            'f:ports': {
              '.': {},
              'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:targetPort': {} },
            },
            'f:type': {},
          },
        },
      },
    ]);
  });

  test('takes YAML, and gives it to those who ask', async () => {
    const { code, body, headers } = await served.call('POST', '/api/v1/namespaces/default/configmaps', {
      body: 'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: yaml\ndata:\n  a: b\n',
      headers: { 'content-type': 'application/yaml', accept: 'application/yaml' },
    });
    expect([code, headers['content-type']]).toEqual([201, 'application/yaml']);
    expect(body).toContain('data:\n  a: b\n');
  });

  test('does not let a client set what is the server’s', async () => {
    const metadata = { uid: 'mine', creationTimestamp: '2000-01-01T00:00:00Z', generation: 7 };
    const { body } = await served.call('POST', services, {
      body: { ...service('mine', { metadata }), status: { a: 1 } },
    });
    expect(body.metadata.uid).not.toBe('mine');
    expect(body.metadata.creationTimestamp).toBe('2026-05-01T12:00:00Z');
    expect(body).not.toHaveProperty('status');
  });

  test.each([
    ['another kind', { ...service('x'), kind: 'Pod' }, 400, 'no kind "Pod" is registered for version "v1"'],
    ['another version', { ...service('x'), apiVersion: 'v2' }, 400, 'does not match the expected API version (v1)'],
    ['another namespace', service('x', { metadata: { namespace: 'ui' } }), 400, 'does not match the namespace sent on'],
    ['no name', service(''), 422, 'metadata.name: Required value'],
    ['a bad name', service('X'), 422, 'a DNS-1035 label must consist of'],
    [
      'a wrong type',
      service('x', { metadata: { annotations: { a: true } } }),
      400,
      'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string',
    ],
    ['no JSON', 'nonsense', 400, 'the object provided is unrecognized'],
  ])('refuses %s', async (_, body, code, message) => {
    const reply = await served.call('POST', services, { body });
    expect(reply.code).toBe(code);
    expect(reply.body.message).toContain(message);
  });

  test('unknown fields are a warning, an error, or nothing', async () => {
    const body = service('fields', { spec: { colour: 'red', ports: [{ port: 80, portt: 1 }] } });
    const strict = await served.call('POST', `${services}?fieldValidation=Strict`, { body });
    expect(strict.code).toBe(400);
    expect(strict.body.message).toBe(
      'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.ports[0].portt", unknown field "spec.colour"',
    );
    const warned = await served.call('POST', `${services}?dryRun=All`, { body });
    expect(warned.headers['warning']).toBe(
      '299 - "unknown field \\"spec.ports[0].portt\\"", 299 - "unknown field \\"spec.colour\\""',
    );
    expect(warned.body.spec).not.toHaveProperty('colour');
    const ignored = await served.call('POST', `${services}?dryRun=All&fieldValidation=Ignore`, { body });
    expect([ignored.code, ignored.headers['warning']]).toEqual([201, undefined]);
  });

  test('a dry run answers and stores nothing', async () => {
    const { code } = await served.call('POST', `${services}?dryRun=All`, { body: service('dry') });
    expect(code).toBe(201);
    expect((await served.call('GET', `${services}/dry`)).code).toBe(404);
    expect((await served.call('POST', `${services}?dryRun=Some`, { body: service('dry') })).code).toBe(422);
  });
});

describe('get', () => {
  test('of what is not there', async () => {
    const { code, body } = await served.call('GET', `${services}/nothing`);
    expect(code).toBe(404);
    expect(body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'services "nothing" not found',
      reason: 'NotFound',
      details: { name: 'nothing', kind: 'services' },
      code: 404,
    });
  });

  test.each(['/api/v1/namespaces/default/sheep', '/apis/apps/v2/deployments', '/apis/nothing/v1/x', '/nothing'])(
    'of %s, which no server has',
    async (path) => {
      const { code, body } = await served.call('GET', path);
      expect(code).toBe(404);
      expect(body.message).toBe('the server could not find the requested resource');
    },
  );

  test('as protobuf alone is 406', async () => {
    const headers = { accept: 'application/vnd.kubernetes.protobuf' };
    expect((await served.call('GET', services, { headers })).code).toBe(406);
    const both = { accept: 'application/vnd.kubernetes.protobuf,application/json' };
    expect((await served.call('GET', services, { headers: both })).code).toBe(200);
  });

  test('as partial metadata', async () => {
    await served.call('POST', services, { body: service('partial') });
    const headers = { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };
    const { body } = await served.call('GET', `${services}/partial`, { headers });
    expect(body).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'partial' } });
    expect(body).not.toHaveProperty('spec');
  });
});

describe('update', () => {
  test('replaces, and refuses an old version', async () => {
    const { body: created } = await served.call('POST', services, { body: service('updated') });
    created.metadata.labels = { app: 'web' };
    const first = await served.call('PUT', `${services}/updated`, { body: created });
    expect([first.code, first.body.metadata.labels]).toEqual([200, { app: 'web' }]);
    const second = await served.call('PUT', `${services}/updated`, {
      body: { ...created, spec: { type: 'ClusterIP' } },
    });
    expect(second.code).toBe(409);
    expect(second.body.message).toBe(
      'Operation cannot be fulfilled on services "updated": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  test('needs the name of the path', async () => {
    const { code, body } = await served.call('PUT', `${services}/updated`, { body: service('other') });
    expect([code, body.message]).toEqual([
      400,
      'the name of the object (other) does not match the name on the URL (updated)',
    ]);
  });

  test('of the status changes the status alone', async () => {
    const { body: created } = await served.call('POST', services, { body: service('status') });
    const status = { loadBalancer: { ingress: [{ hostname: 'nlb.example.com' }] } };
    const reply = await served.call('PUT', `${services}/status/status`, {
      body: { ...created, spec: { type: 'ClusterIP' }, metadata: { ...created.metadata, labels: { a: 'b' } }, status },
    });
    expect(reply.body).toMatchObject({ spec: { type: 'LoadBalancer' }, status });
    expect(reply.body.metadata).not.toHaveProperty('labels');
    const entries = reply.body.metadata.managedFields;
    expect(entries.find((one: { subresource?: string }) => one.subresource === 'status')).toMatchObject({
      fieldsV1: { 'f:status': { 'f:loadBalancer': { 'f:ingress': {} } } },
    });
    const main = await served.call('PUT', `${services}/status`, {
      body: { ...reply.body, status: { loadBalancer: {} } },
    });
    expect(main.body.status).toEqual(status);
    expect(main.body.metadata.resourceVersion).toBe(reply.body.metadata.resourceVersion);
  });

  test('of a custom resource needs a resourceVersion', async () => {
    const path = '/apis/elbv2.k8s.aws/v1beta1/namespaces/default/targetgroupbindings';
    const body = { metadata: { name: 'b' }, spec: { targetGroupARN: 'arn' } };
    expect((await served.call('POST', path, { body })).code).toBe(201);
    const { code, body: status } = await served.call('PUT', `${path}/b`, { body });
    expect([code, status.message]).toEqual([
      422,
      'TargetGroupBinding.elbv2.k8s.aws "b" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    ]);
  });
});

describe('delete', () => {
  test('of an object that goes at once', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    const { body: created } = await served.call('POST', path, { body: { metadata: { name: 'gone' } } });
    const { code, body } = await served.call('DELETE', `${path}/gone`);
    expect(code).toBe(200);
    expect(body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'gone', kind: 'configmaps', uid: created.metadata.uid },
    });
    expect((await served.call('DELETE', `${path}/gone`)).code).toBe(404);
  });

  test('of one with a finalizer shows that it is going', async () => {
    await served.call('POST', services, { body: service('held', { metadata: { finalizers: ['example.com/hold'] } }) });
    const { body } = await served.call('DELETE', `${services}/held`);
    expect(body.metadata).toMatchObject({ name: 'held', deletionTimestamp: '2026-05-01T12:00:00Z' });
  });

  test('with a precondition that does not hold', async () => {
    await served.call('POST', services, { body: service('kept') });
    const { code } = await served.call('DELETE', `${services}/kept`, { body: { preconditions: { uid: 'other' } } });
    expect(code).toBe(409);
    expect((await served.call('GET', `${services}/kept`)).code).toBe(200);
    const dry = await served.call('DELETE', `${services}/kept?dryRun=All`);
    expect(dry.code).toBe(200);
    expect((await served.call('GET', `${services}/kept`)).code).toBe(200);
  });

  test('a pod is given its grace period, or the one that is asked for', async () => {
    const path = '/api/v1/namespaces/default/pods';
    const pod = (name: string) => ({ metadata: { name }, spec: { nodeName: 'n', containers: [{ name: 'c' }] } });
    await served.call('POST', path, { body: pod('slow') });
    await served.call('POST', path, { body: pod('forced') });
    const slow = await served.call('DELETE', `${path}/slow`);
    expect(slow.body.metadata).toMatchObject({
      deletionTimestamp: '2026-05-01T12:00:30Z',
      deletionGracePeriodSeconds: 30,
    });
    await served.call('DELETE', `${path}/forced?gracePeriodSeconds=0`);
    const { body } = await served.call('GET', path);
    expect(body.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual(['slow']);
  });

  test('of what a selector leaves of a collection', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    for (const [name, app] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ]) {
      await served.call('POST', path, { body: { metadata: { name, labels: { app } } } });
    }
    const { body } = await served.call('DELETE', `${path}?labelSelector=app%3Da`);
    expect(body.items).toHaveLength(2);
    const { body: left } = await served.call('GET', `${path}?labelSelector=app`);
    expect(left.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual(['b1']);
  });
});

describe('scale', () => {
  const deployments = '/apis/apps/v1/namespaces/default/deployments';
  beforeAll(async () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    await served.call('POST', deployments, {
      body: { metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template } },
    });
  });

  test('is read', async () => {
    const { body } = await served.call('GET', `${deployments}/web/scale`);
    expect(body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 1 },
      status: { replicas: 0, selector: 'app=web' },
    });
  });

  test('is put and patched', async () => {
    const { body: before } = await served.call('GET', `${deployments}/web/scale`);
    await served.call('PUT', `${deployments}/web/scale`, { body: { ...before, spec: { replicas: 3 } } });
    const { body: web } = await served.call('GET', `${deployments}/web`);
    expect(web).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 } });
    const patched = await served.call('PATCH', `${deployments}/web/scale`, {
      body: { spec: { replicas: 5 } },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect(patched.body.spec.replicas).toBe(5);
    const stale = await served.call('PUT', `${deployments}/web/scale`, { body: before });
    expect([stale.code, stale.body.message]).toEqual([
      409,
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    ]);
  });

  test('is never negative', async () => {
    const { code, body } = await served.call('PATCH', `${deployments}/web/scale`, {
      body: { spec: { replicas: -1 } },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect([code, body.message]).toEqual([
      422,
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });
});
