import { describe, expect, test } from 'vitest';
import { steppedClock } from '../../../src/sandbox/clock.ts';
import { ApiError } from '../../../src/sandbox/store/api-error.ts';
import type { KubeObject, StoreEvent } from '../../../src/sandbox/store/object.ts';
import { createObjectStore } from '../../../src/sandbox/store/object-store.ts';

const services = { group: '', resource: 'services' };
const pods = { group: '', resource: 'pods' };
const namespaces = { group: '', resource: 'namespaces' };
const deployments = { group: 'apps', resource: 'deployments' };
const replicaSets = { group: 'apps', resource: 'replicasets' };
const start = Date.parse('2026-05-01T12:00:00Z');

/** Numbers in [0, 1) that look random and are the same in every run. */
function sequence() {
  let state = 1;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}
const emptyStore = (options = {}) => createObjectStore(steppedClock(start), { random: sequence(), ...options });
const service = (name = 'web', spec = {}, metadata = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default', ...metadata },
  spec: { type: 'LoadBalancer', ...spec },
});
const deployment = (name = 'web', metadata = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default', ...metadata },
  spec: { replicas: 1 },
});
const replicaSet = (name: string, owner: KubeObject): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name, namespace: 'default', ownerReferences: [reference(owner)] },
  spec: { replicas: 1 },
});
const reference = (owner: KubeObject) => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});
const failure = (act: () => unknown): ApiError => {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('create', () => {
  test('sets what only the server knows', () => {
    const created = emptyStore().create(deployments, deployment());
    expect(created.metadata).toMatchObject({
      generation: 1,
      creationTimestamp: '2026-05-01T12:00:00Z',
      uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      resourceVersion: '5',
    });
  });

  test('a Service has no generation, as in Kubernetes', () => {
    expect(emptyStore().create(services, service()).metadata).not.toHaveProperty('generation');
  });

  test('makes a name from generateName', () => {
    const created = emptyStore().create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: '', generateName: 'web-', namespace: 'default' },
    });
    expect(created.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('refuses a second one of the same name', () => {
    const store = emptyStore();
    store.create(services, service());
    expect(failure(() => store.create(services, service())).status()).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'services "web" already exists',
      details: { kind: 'services', name: 'web' },
    });
  });

  test.each([
    ['Web', 'metadata.name'],
    ['1web', 'metadata.name'],
    ['web.example', 'metadata.name'],
    ['', 'metadata.name'],
  ])('refuses the Service name %j', (name, field) => {
    const error = failure(() => emptyStore().create(services, service(name)));
    expect(error).toMatchObject({ code: 422, reason: 'Invalid' });
    expect(error.details).toMatchObject({ kind: 'Service', causes: [{ field }] });
  });

  test('refuses a label value that is none', () => {
    const error = failure(() => emptyStore().create(services, service('web', {}, { labels: { app: 'a b' } })));
    expect(error.message).toContain('Service "web" is invalid: metadata.labels: Invalid value: "a b"');
  });

  test('needs the namespace', () => {
    const error = failure(() => emptyStore().create(services, service('web', {}, { namespace: 'nowhere' })));
    expect(error.status()).toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' });
  });

  test('as a dry run stores nothing', () => {
    const store = emptyStore();
    const before = store.resourceVersion();
    expect(store.create(services, service(), { dryRun: true }).metadata.uid).toBeDefined();
    expect(store.find(services, 'default', 'web')).toBeUndefined();
    expect(store.resourceVersion()).toBe(before);
  });
});

describe('update', () => {
  test('raises the generation for the spec, not for labels or status', () => {
    const store = emptyStore();
    const created = store.create(deployments, deployment());
    const labelled = store.update(deployments, {
      ...created,
      metadata: { ...created.metadata, labels: { app: 'web' } },
      status: { replicas: 9 },
    });
    expect(labelled.metadata.generation).toBe(1);
    expect(labelled['status']).toBeUndefined();
    const scaled = store.modify(deployments, 'default', 'web', (object) => {
      object['spec'].replicas = 3;
    });
    expect(scaled.metadata.generation).toBe(2);
    const observed = store.modify(
      deployments,
      'default',
      'web',
      (object) => {
        object['spec'].replicas = 7;
        object['status'] = { replicas: 3 };
      },
      { subresource: 'status' },
    );
    expect(observed).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 3 },
      status: { replicas: 3 },
    });
  });

  test('that changes nothing writes nothing', () => {
    const store = emptyStore();
    const created = store.create(services, service());
    const events: StoreEvent[] = [];
    store.subscribe((event) => events.push(event));
    expect(store.update(services, created)).toEqual(created);
    expect(events).toEqual([]);
  });

  test('refuses a resourceVersion that is out of date', () => {
    const store = emptyStore();
    const created = store.create(services, service());
    store.modify(services, 'default', 'web', (object) => {
      object.metadata.annotations = { a: 'b' };
    });
    const error = failure(() => store.update(services, { ...created, spec: { type: 'ClusterIP' } }));
    expect(error.status()).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  test('refuses another uid', () => {
    const store = emptyStore();
    const { metadata, ...rest } = store.create(services, service());
    const { resourceVersion: _, ...others } = metadata;
    const error = failure(() => store.update(services, { ...rest, metadata: { ...others, uid: 'x' } } as KubeObject));
    expect(error.message).toMatch(/Precondition failed: UID in precondition: x, UID in object meta: /);
  });

  test.each([
    ['set', undefined, 'service.k8s.aws/nlb', 'Invalid value: "service.k8s.aws/nlb"'],
    ['removed', 'service.k8s.aws/nlb', undefined, 'Invalid value: null'],
  ])('a loadBalancerClass cannot be %s later', (_, before, after, text) => {
    const store = emptyStore();
    store.create(services, service('web', before === undefined ? {} : { loadBalancerClass: before }));
    const error = failure(() =>
      store.modify(services, 'default', 'web', (object) => {
        object['spec'].loadBalancerClass = after;
      }),
    );
    expect(error).toMatchObject({
      code: 422,
      message: `Service "web" is invalid: spec.loadBalancerClass: ${text}: may not change once set`,
    });
  });

  test('hooks see what is stored and may edit or refuse', () => {
    const store = emptyStore();
    store.resources.prepare(services, (object, previous) => {
      object['spec'].seen = previous === undefined ? 'new' : 'known';
    });
    expect(store.create(services, service())['spec'].seen).toBe('new');
    const changed = store.modify(services, 'default', 'web', (object) => {
      object['spec'].ports = [];
    });
    expect(changed['spec'].seen).toBe('known');
  });

  test('hands out copies', () => {
    const store = emptyStore();
    const created = store.create(services, service());
    created['spec'].type = 'edited';
    for (const listed of store.list(services)) listed['spec'].type = 'edited';
    expect(store.get(services, 'default', 'web')['spec'].type).toBe('LoadBalancer');
  });
});

describe('remove', () => {
  test('without finalizers it is gone', () => {
    const store = emptyStore();
    store.create(services, service());
    store.remove(services, 'default', 'web');
    expect(failure(() => store.get(services, 'default', 'web')).message).toBe('services "web" not found');
  });

  test('with a finalizer it stays until that goes, a generation later', () => {
    const store = emptyStore();
    store.create(deployments, deployment('web', { finalizers: ['example.com/hold'] }));
    const marked = store.remove(deployments, 'default', 'web');
    expect(marked.metadata).toMatchObject({ deletionTimestamp: '2026-05-01T12:00:00Z', generation: 2 });
    expect(
      failure(() =>
        store.modify(deployments, 'default', 'web', ({ metadata }) => {
          metadata.finalizers?.push('example.com/late');
        }),
      ),
    ).toMatchObject({ code: 422 });
    const events: StoreEvent[] = [];
    store.subscribe((event) => events.push(event));
    store.modify(deployments, 'default', 'web', ({ metadata }) => {
      metadata.finalizers = [];
    });
    expect(events.map(({ type }) => type)).toEqual(['DELETED']);
    expect(store.find(deployments, 'default', 'web')).toBeUndefined();
  });

  test('a pod on a node gets its grace period, one without does not', () => {
    const store = emptyStore();
    const pod = (name: string, spec: object): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec,
    });
    store.create(pods, pod('running', { nodeName: 'n', terminationGracePeriodSeconds: 60 }));
    store.create(pods, pod('pending', {}));
    store.remove(pods, 'default', 'running', { gracePeriodSeconds: 'default' });
    store.remove(pods, 'default', 'pending', { gracePeriodSeconds: 'default' });
    expect(store.list(pods).map(({ metadata }) => metadata)).toMatchObject([
      { name: 'running', deletionTimestamp: '2026-05-01T12:01:00Z', deletionGracePeriodSeconds: 60 },
    ]);
    store.modify(pods, 'default', 'running', (object) => {
      object.metadata.labels = { still: 'here' };
    });
    expect(store.find(pods, 'default', 'running')).toBeDefined();
    store.remove(pods, 'default', 'running');
    expect(store.list(pods)).toEqual([]);
  });

  test('preconditions', () => {
    const store = emptyStore();
    store.create(services, service());
    const uid = failure(() => store.remove(services, 'default', 'web', { preconditions: { uid: 'other' } }));
    const version = failure(() =>
      store.remove(services, 'default', 'web', { preconditions: { resourceVersion: '1' } }),
    );
    expect([uid.code, version.code]).toEqual([409, 409]);
    expect(store.find(services, 'default', 'web')).toBeDefined();
  });

  test('dependents go with their owner, down to the last', () => {
    const store = emptyStore();
    const owner = store.create(deployments, deployment());
    const middle = store.create(replicaSets, replicaSet('web-1', owner));
    store.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1-a', namespace: 'default', ownerReferences: [reference(middle)] },
    });
    store.remove(deployments, 'default', 'web');
    expect([store.list(replicaSets), store.list(pods)]).toEqual([[], []]);
  });

  test('a dependent with a second owner only loses the reference', () => {
    const store = emptyStore();
    const shared = replicaSet('shared', store.create(deployments, deployment('a')));
    shared.metadata.ownerReferences?.push(reference(store.create(deployments, deployment('b'))));
    store.create(replicaSets, shared);
    store.remove(deployments, 'default', 'a');
    expect(store.get(replicaSets, 'default', 'shared').metadata.ownerReferences).toMatchObject([{ name: 'b' }]);
  });

  test('orphans outlive their owner', () => {
    const store = emptyStore();
    store.create(replicaSets, replicaSet('web-1', store.create(deployments, deployment())));
    store.remove(deployments, 'default', 'web', { propagationPolicy: 'Orphan' });
    expect(store.get(replicaSets, 'default', 'web-1').metadata).not.toHaveProperty('ownerReferences');
  });

  test('in the foreground the owner waits for its dependents', () => {
    const store = emptyStore();
    const dependent = replicaSet('web-1', store.create(deployments, deployment()));
    dependent.metadata.finalizers = ['example.com/hold'];
    store.create(replicaSets, dependent);
    store.remove(deployments, 'default', 'web', { propagationPolicy: 'Foreground' });
    expect(store.get(deployments, 'default', 'web').metadata.finalizers).toEqual(['foregroundDeletion']);
    store.modify(replicaSets, 'default', 'web-1', ({ metadata }) => {
      metadata.finalizers = [];
    });
    expect(store.find(deployments, 'default', 'web')).toBeUndefined();
  });

  test('a namespace takes its objects along and waits for those that are held', () => {
    const store = emptyStore();
    store.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ui' } });
    store.create(services, service('free', {}, { namespace: 'ui' }));
    store.create(services, service('held', {}, { namespace: 'ui', finalizers: ['example.com/hold'] }));
    store.remove(namespaces, undefined, 'ui');
    expect(store.get(namespaces, undefined, 'ui')['status'].phase).toBe('Terminating');
    expect(store.list(services, 'ui').map(({ metadata }) => metadata.name)).toEqual(['held']);
    expect(failure(() => store.create(services, service('late', {}, { namespace: 'ui' })))).toMatchObject({
      code: 403,
      details: { causes: [{ reason: 'NamespaceTerminating' }] },
    });
    store.modify(services, 'ui', 'held', ({ metadata }) => {
      metadata.finalizers = [];
    });
    expect(store.find(namespaces, undefined, 'ui')).toBeUndefined();
  });
});

describe('events', () => {
  test('come in order, also when a listener writes', () => {
    const store = emptyStore();
    const seen: string[] = [];
    store.subscribe(({ type, object }) => {
      if (type === 'ADDED' && object.metadata.name === 'web') store.create(services, service('second'));
    });
    store.subscribe(({ type, object }) => seen.push(`${type} ${object.metadata.name}`));
    store.create(services, service());
    expect(seen).toEqual(['ADDED web', 'ADDED second']);
  });

  test('carry the state before', () => {
    const store = emptyStore();
    const created = store.create(services, service());
    const events: StoreEvent[] = [];
    const unsubscribe = store.subscribe((event) => events.push(event));
    const changed = store.modify(services, 'default', 'web', (object) => {
      object.metadata.labels = { a: 'b' };
    });
    store.remove(services, 'default', 'web');
    unsubscribe();
    store.create(services, service('later'));
    expect(events).toMatchObject([
      { type: 'MODIFIED', object: changed, previous: created },
      { type: 'DELETED', object: { metadata: { resourceVersion: '7' } }, previous: changed },
    ]);
    expect(store.since(created.metadata.resourceVersion ?? '').map(({ type }) => type)).toEqual([
      'MODIFIED',
      'DELETED',
      'ADDED',
    ]);
  });

  test('are forgotten beyond the length of the log', () => {
    const store = emptyStore({ logLength: 3 });
    const first = store.create(services, service('a')).metadata.resourceVersion ?? '';
    for (const name of ['b', 'c', 'd']) store.create(services, service(name));
    expect(store.since(first)).toHaveLength(3);
    store.create(services, service('e'));
    expect(failure(() => store.since(first))).toMatchObject({ code: 410, reason: 'Expired' });
  });
});

test('a kind that a scenario defines is known to that store alone', async () => {
  const { autoModeTargetGroupBindings } = await import('../../../src/sandbox/store/resources.ts');
  const [one, other] = [emptyStore(), emptyStore()];
  one.resources.define(autoModeTargetGroupBindings);
  expect(one.list(autoModeTargetGroupBindings)).toEqual([]);
  expect(failure(() => other.list(autoModeTargetGroupBindings)).code).toBe(404);
  expect(() => one.resources.define(autoModeTargetGroupBindings)).toThrow('is defined already');
});

test('the text of a Secret is stored as base64', () => {
  const secrets = { group: '', resource: 'secrets' };
  const created = emptyStore().create(secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'default' },
    data: { a: 'YQ==' },
    stringData: { b: 'b' },
  });
  expect(created).toMatchObject({ type: 'Opaque', data: { a: 'YQ==', b: 'Yg==' } });
  expect(created).not.toHaveProperty('stringData');
});
