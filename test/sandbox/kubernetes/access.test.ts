import { beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve, service, services } from './serve.ts';

let served: Served;
const rbac = 'rbac.authorization.k8s.io';
const token = 'reader-token';

const role = (resource: 'roles' | 'clusterroles', name: string, rules: object[]) =>
  served.store.create(
    { group: rbac, resource },
    {
      apiVersion: `${rbac}/v1`,
      kind: resource === 'roles' ? 'Role' : 'ClusterRole',
      metadata: { name, ...(resource === 'roles' ? { namespace: 'default' } : {}) },
      rules,
    },
  );
const bind = (resource: 'rolebindings' | 'clusterrolebindings', name: string, roleRef: object, subject: object) =>
  served.store.create(
    { group: rbac, resource },
    {
      apiVersion: `${rbac}/v1`,
      kind: resource === 'rolebindings' ? 'RoleBinding' : 'ClusterRoleBinding',
      metadata: { name, ...(resource === 'rolebindings' ? { namespace: 'default' } : {}) },
      roleRef,
      subjects: [subject],
    },
  );

beforeAll(async () => {
  served = await serve({ rbac: true });
  served.api.identities[token] = { user: 'reader', groups: ['readers'] };
  await served.call('POST', services, { body: service('web') });
  role('roles', 'web-reader', [
    { apiGroups: [''], resources: ['services'], resourceNames: ['web'], verbs: ['get', 'patch'] },
    { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['*'] },
  ]);
  bind('rolebindings', 'web-reader', { kind: 'Role', name: 'web-reader' }, { kind: 'User', name: 'reader' });
  role('clusterroles', 'node-reader', [{ apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] }]);
  bind(
    'clusterrolebindings',
    'nodes',
    { kind: 'ClusterRole', name: 'node-reader' },
    { kind: 'Group', name: 'readers' },
  );
});

describe('authentication', () => {
  test.each(['', 'wrong', '__proto__'])('refuses the token %j', async (wrong) => {
    const { code, body, headers } = await served.call('GET', services, { token: wrong });
    expect(code).toBe(401);
    expect(body).toMatchObject({ kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized' });
    expect(headers['www-authenticate']).toBe('Bearer');
  });

  test('a token may come and go', async () => {
    served.api.identities['brief'] = { user: 'brief', groups: ['system:masters'] };
    expect((await served.call('GET', services, { token: 'brief' })).code).toBe(200);
    delete served.api.identities['brief'];
    expect((await served.call('GET', services, { token: 'brief' })).code).toBe(401);
  });

  test('health and version are open to all', async () => {
    for (const path of ['/healthz', '/readyz?verbose', '/livez'])
      expect(await served.call('GET', path, { token: '' })).toMatchObject({ code: 200, body: 'ok' });
    expect((await served.call('GET', '/version', { token: '' })).body.gitVersion).toMatch(/^v1\.33\./);
  });
});

describe('RBAC', () => {
  test.each([
    [
      'GET',
      services,
      'services is forbidden: User "reader" cannot list resource "services" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      `${services}/other`,
      'services "other" is forbidden: User "reader" cannot get resource "services" in API group "" in the namespace "default"',
    ],
    [
      'DELETE',
      `${services}/web`,
      'services "web" is forbidden: User "reader" cannot delete resource "services" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      '/api/v1/services',
      'services is forbidden: User "reader" cannot list resource "services" in API group "" at the cluster scope',
    ],
    [
      'GET',
      `${services}?watch=true`,
      'services is forbidden: User "reader" cannot watch resource "services" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      '/apis/apps/v1/namespaces/default/deployments/web',
      'deployments.apps "web" is forbidden: User "reader" cannot get resource "deployments" in API group "apps" in the namespace "default"',
    ],
    [
      'GET',
      '/apis/apps/v1/namespaces/ui/deployments/web/scale',
      'deployments.apps "web" is forbidden: User "reader" cannot get resource "deployments/scale" in API group "apps" in the namespace "ui"',
    ],
    ['GET', '/metrics', 'forbidden: User "reader" cannot get path "/metrics"'],
  ])('%s %s', async (method, path, message) => {
    const { code, body } = await served.call(method, path, { token });
    expect([code, body.reason, body.message]).toEqual([403, 'Forbidden', message]);
  });

  test('allows what roles say: by name, by subresource, for a group', async () => {
    expect((await served.call('GET', `${services}/web`, { token })).code).toBe(200);
    expect((await served.call('GET', `${services}?fieldSelector=metadata.name=web`, { token })).code).toBe(403);
    expect((await served.call('GET', '/apis/apps/v1/namespaces/default/deployments/web/scale', { token })).code).toBe(
      404,
    );
    expect((await served.call('GET', '/api/v1/nodes', { token })).code).toBe(200);
    expect((await served.call('GET', '/apis', { token })).code).toBe(200);
  });

  test('can be switched off and on', async () => {
    served.api.setRbac(false);
    expect((await served.call('GET', services, { token })).code).toBe(200);
    served.api.setRbac(true);
    expect((await served.call('GET', services, { token })).code).toBe(403);
  });

  test('the default roles are there to be bound', async () => {
    served.api.identities['view-token'] = { user: 'viewer', groups: [] };
    bind('rolebindings', 'view', { kind: 'ClusterRole', name: 'view' }, { kind: 'User', name: 'viewer' });
    expect((await served.call('GET', services, { token: 'view-token' })).code).toBe(200);
    expect((await served.call('POST', services, { token: 'view-token', body: service('x') })).code).toBe(403);
    expect((await served.call('GET', '/api/v1/namespaces/default/secrets', { token: 'view-token' })).code).toBe(403);
  });
});

describe('reviews', () => {
  const review = (path: string, spec: object) => served.call('POST', `/apis/${path}`, { body: { spec }, token });
  const access = 'authorization.k8s.io/v1/selfsubjectaccessreviews';

  test.each([
    [{ verb: 'get', resource: 'services', namespace: 'default', name: 'web' }, true],
    [{ verb: 'patch', resource: 'services', namespace: 'default' }, false],
    [{ verb: 'list', resource: 'nodes' }, true],
    [{ verb: 'update', group: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'default' }, true],
  ])('of access to %j', async (resourceAttributes, allowed) => {
    const { code, body } = await review(access, { resourceAttributes });
    expect([code, body.kind, body.status.allowed]).toEqual([201, 'SelfSubjectAccessReview', allowed]);
  });

  test('of rules', async () => {
    const { body } = await review('authorization.k8s.io/v1/selfsubjectrulesreviews', { namespace: 'default' });
    expect(body.status.resourceRules).toContainEqual({
      verbs: ['get', 'patch'],
      apiGroups: [''],
      resources: ['services'],
      resourceNames: ['web'],
    });
  });

  test('of oneself', async () => {
    const { body } = await review('authentication.k8s.io/v1/selfsubjectreviews', {});
    expect(body.status.userInfo).toEqual({ username: 'reader', groups: ['readers', 'system:authenticated'] });
  });
});

test('requests are on record', async () => {
  const before = served.api.requests.length;
  await served.call('GET', `${services}?limit=1`);
  expect(served.api.requests.slice(before)).toEqual([
    { method: 'GET', path: `${services}?limit=1`, at: Date.parse('2026-05-01T12:00:00Z') },
  ]);
});
