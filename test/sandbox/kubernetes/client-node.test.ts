import {
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve, service } from './serve.ts';

let served: Served;
let config: KubeConfig;
const namespace = 'default';

beforeAll(async () => {
  served = await serve();
  config = new KubeConfig();
  config.loadFromString(served.api.kubeconfig());
});

describe('@kubernetes/client-node', () => {
  test('reads the kubeconfig', () => {
    expect(config.getCurrentContext()).toBe('nlbctl-sandbox');
    expect(config.getContextObject('nlbctl-sandbox')).toMatchObject({
      cluster: 'nlbctl-sandbox',
      namespace: 'default',
    });
    expect(config.getCurrentCluster()?.server).toBe(served.api.url);
    expect(() => served.api.kubeconfig('nobody')).toThrow('no identity of the sandbox is called nobody');
  });

  test('creates, reads, lists, patches and deletes', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const created = await core.createNamespacedService({ namespace, body: service('typed') });
    expect(created.metadata?.uid).toBeTypeOf('string');
    const patched = await core.patchNamespacedService(
      { namespace, name: 'typed', body: { metadata: { annotations: { a: 'b' } } }, fieldManager: 'nlbctl' },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    expect(patched.metadata?.annotations).toEqual({ a: 'b' });
    expect(patched.metadata?.managedFields?.map(({ manager }) => manager)).toContain('nlbctl');
    const { items } = await core.listNamespacedService({ namespace, fieldSelector: 'metadata.name=typed' });
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['typed']);
    await core.deleteNamespacedService({ namespace, name: 'typed' });
    await expect(core.readNamespacedService({ namespace, name: 'typed' })).rejects.toMatchObject({ code: 404 });
  });

  test('a conflict carries its code', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const { metadata } = await core.createNamespacedService({ namespace, body: service('contended') });
    const patch = (resourceVersion: string | undefined, value: string) =>
      core.patchNamespacedService(
        {
          namespace,
          name: 'contended',
          body: { metadata: { ...(resourceVersion && { resourceVersion }), labels: { value } } },
        },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      );
    await patch(undefined, 'a');
    await expect(patch(metadata?.resourceVersion, 'b')).rejects.toMatchObject({ code: 409 });
  });

  test('reads custom objects, scales and asks for its rights', async () => {
    const place = { group: 'elbv2.k8s.aws', version: 'v1beta1', plural: 'targetgroupbindings', namespace };
    const custom = config.makeApiClient(CustomObjectsApi);
    await custom.createNamespacedCustomObject({
      ...place,
      body: { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name: 'b' }, spec: {} },
    });
    expect(await custom.listNamespacedCustomObject(place)).toMatchObject({ items: [{ kind: 'TargetGroupBinding' }] });
    const apps = config.makeApiClient(AppsV1Api);
    const labels = { app: 'web' };
    await apps.createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name: 'web' },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
        },
      },
    });
    const scale = await apps.replaceNamespacedDeploymentScale({
      namespace,
      name: 'web',
      body: { metadata: { name: 'web', namespace }, spec: { replicas: 3 } },
    });
    expect(scale.spec?.replicas).toBe(3);
    const review = await config.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes: { verb: 'get', resource: 'services', namespace } } },
    });
    expect(review.status?.allowed).toBe(true);
  });

  test('watches', async () => {
    const { api, store } = served;
    const before = api.requests.length;
    const seen: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const watching = new Watch(config).watch(
        '/api/v1/namespaces/default/configmaps',
        { allowWatchBookmarks: true },
        (type, object) => {
          seen.push(`${type} ${object.metadata.name}`);
          if (seen.length === 3) resolve();
          if (seen.length > 1) return;
          store.modify({ group: '', resource: 'configmaps' }, namespace, 'one', (one) => {
            one['data'] = { a: 'b' };
          });
          store.remove({ group: '', resource: 'configmaps' }, namespace, 'one');
        },
        (error) => (error ? reject(error) : resolve()),
      );
      watching.catch(reject);
      store.create(
        { group: '', resource: 'configmaps' },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', namespace } },
      );
    });
    expect(seen).toEqual(['ADDED one', 'MODIFIED one', 'DELETED one']);
    expect(api.requests.slice(before).map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/default/configmaps?watch=true&allowWatchBookmarks=true',
    ]);
  });
});
