import { beforeAll, describe, expect, test } from 'vitest';
import { autoModeTargetGroupBindings, targetGroupBindings } from '../../../src/sandbox/store/resources.ts';
import { type Served, serve } from './serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
const get = async (path: string, accept = 'application/json') =>
  (await served.call('GET', path, { headers: { accept } })).body;

describe('discovery', () => {
  test('lists groups, versions and resources', async () => {
    expect(await get('/api')).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    const { groups } = await get('/apis');
    expect(groups.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['apps', 'discovery.k8s.io', 'events.k8s.io', 'authorization.k8s.io', 'elbv2.k8s.aws']),
    );
    expect(await get('/apis/apps')).toMatchObject({ kind: 'APIGroup', preferredVersion: { groupVersion: 'apps/v1' } });
    const { resources } = await get('/apis/apps/v1');
    expect(resources).toContainEqual({
      name: 'deployments',
      singularName: 'deployment',
      namespaced: true,
      kind: 'Deployment',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['deploy'],
      categories: ['all'],
    });
    expect(resources).toContainEqual(
      expect.objectContaining({ name: 'deployments/scale', group: 'autoscaling', version: 'v1', kind: 'Scale' }),
    );
  });

  test.each(['v2', 'v2beta1'])('in one document, %s', async (version) => {
    const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    const reply = await served.call('GET', '/apis', { headers: { accept: `${type},application/json` } });
    expect(reply.headers['content-type']).toBe(type);
    expect(reply.body).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}` });
    const apps = reply.body.items.find((item: { metadata: { name: string } }) => item.metadata.name === 'apps');
    expect(apps.versions[0].resources[0]).toMatchObject({
      resource: 'deployments',
      responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      scope: 'Namespaced',
      subresources: [{ subresource: 'scale' }, { subresource: 'status' }],
    });
  });

  test('shows custom kinds as they come and go', async () => {
    const path = '/apis/eks.amazonaws.com/v1/targetgroupbindings';
    expect((await served.call('GET', path)).code).toBe(404);
    served.store.resources.define(autoModeTargetGroupBindings);
    expect((await served.call('GET', path)).code).toBe(200);
    served.store.resources.undefine(targetGroupBindings);
    expect((await served.call('GET', '/apis/elbv2.k8s.aws/v1beta1/targetgroupbindings')).code).toBe(404);
    expect((await served.call('GET', '/apis/elbv2.k8s.aws/v1beta1')).code).toBe(404);
    const { items } = await get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
    expect(items).toMatchObject([
      { metadata: { name: 'targetgroupbindings.eks.amazonaws.com' }, spec: { scope: 'Namespaced' } },
    ]);
  });
});

describe('OpenAPI', () => {
  test('tells which patches and parameters a kind takes', async () => {
    const { paths } = await get('/openapi/v3');
    const document = await get(paths['api/v1'].serverRelativeURL);
    const { patch } = document.paths['/api/v1/namespaces/{namespace}/services/{name}'];
    expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: '', version: 'v1', kind: 'Service' });
    expect(patch.parameters.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['dryRun', 'fieldValidation', 'fieldManager', 'force']),
    );
    expect(Object.keys(patch.requestBody.content)).toContain('application/strategic-merge-patch+json');
    expect(document.components.schemas['io.k8s.api.core.v1.ServiceSpec'].properties.ports).toEqual({
      type: 'array',
      items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ServicePort' }] },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'port',
    });
  });

  test('every reference leads somewhere', async () => {
    const { paths } = await get('/openapi/v3');
    for (const { serverRelativeURL } of Object.values(paths) as { serverRelativeURL: string }[]) {
      const document = await get(serverRelativeURL);
      const references = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)].map(
        ([, name]) => name,
      );
      const known = Object.keys(document.components.schemas);
      for (const name of new Set(references)) expect(known).toContain(name);
    }
  });

  test('is there as version 2, but not as protobuf', async () => {
    const { definitions } = await get('/openapi/v2');
    expect(definitions['io.k8s.api.apps.v1.Deployment']['x-kubernetes-group-version-kind']).toHaveLength(1);
    const headers = { accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf' };
    expect((await served.call('GET', '/openapi/v2', { headers })).code).toBe(406);
  });
});
