import { describe, expect, test } from 'vitest';
import { connectKubernetes, type Kubernetes } from '../../src/kubernetes/cluster.ts';
import type { ApiCall } from '../../src/network/api-call.ts';
import { list, type SeenAnswer, type SeenRequest, startApiServer, status } from './api-server.ts';
import { folderOf, kubeconfigFor } from './kubeconfig-file.ts';

const signal = new AbortController().signal;
const service = { kind: 'Service', metadata: { namespace: 'ui', name: 'ui-nlb', resourceVersion: '7' }, spec: {} };
const ref = { namespace: 'ui', name: 'ui-nlb' };

/** A client for a server that answers what the test says. */
async function clientFor(answer: (request: SeenRequest, count: number) => SeenAnswer) {
  const server = await startApiServer(answer);
  const files = await folderOf({ config: kubeconfigFor({ server: server.url }, { token: 'secret-token' }) });
  const calls: ApiCall[] = [];
  const kubernetes = await connectKubernetes({
    kubeconfig: files.file('config'),
    context: null,
    env: {},
    onCall: (call) => calls.push(call),
  });
  return {
    kubernetes,
    calls,
    requests: server.requests,
    [Symbol.asyncDispose]: async () => {
      kubernetes.close();
      await server[Symbol.asyncDispose]();
      await files[Symbol.asyncDispose]();
    },
  };
}

/** What a client asks for, and how. */
const requests = [
  {
    name: 'a Service',
    call: (k: Kubernetes) => k.service(ref, signal),
    path: '/api/v1/namespaces/ui/services/ui-nlb',
    query: {},
  },
  {
    name: 'Services of all namespaces with a selector',
    call: (k: Kubernetes) => k.services({ namespace: null, selector: 'app in (a,b)' }, signal),
    path: '/api/v1/services',
    query: { labelSelector: 'app in (a,b)', limit: '500' },
  },
  {
    name: 'Services of a namespace',
    call: (k: Kubernetes) => k.services({ namespace: 'ui', selector: null }, signal),
    path: '/api/v1/namespaces/ui/services',
    query: { limit: '500' },
  },
  {
    name: 'bindings of the controller',
    call: (k: Kubernetes) => k.bindings('elbv2.k8s.aws', 'ui', signal),
    path: '/apis/elbv2.k8s.aws/v1beta1/namespaces/ui/targetgroupbindings',
    query: { limit: '500' },
  },
  {
    name: 'bindings of EKS Auto Mode',
    call: (k: Kubernetes) => k.bindings('eks.amazonaws.com', 'ui', signal),
    path: '/apis/eks.amazonaws.com/v1/namespaces/ui/targetgroupbindings',
    query: { limit: '500' },
  },
  {
    name: 'EndpointSlices',
    call: (k: Kubernetes) => k.endpointSlices(ref, signal),
    path: '/apis/discovery.k8s.io/v1/namespaces/ui/endpointslices',
    query: { labelSelector: 'kubernetes.io/service-name=ui-nlb', limit: '500' },
  },
  {
    name: 'pods',
    call: (k: Kubernetes) => k.pods('ui', { app: 'ui', tier: 'front' }, signal),
    path: '/api/v1/namespaces/ui/pods',
    query: { labelSelector: 'app=ui,tier=front', limit: '500' },
  },
  { name: 'nodes', call: (k: Kubernetes) => k.nodes(signal), path: '/api/v1/nodes', query: { limit: '500' } },
  {
    name: 'events of one object',
    call: (k: Kubernetes) => k.events('ui', { kind: 'Service', name: 'ui-nlb' }, signal),
    path: '/api/v1/namespaces/ui/events',
    query: { fieldSelector: 'involvedObject.kind=Service,involvedObject.name=ui-nlb', limit: '500' },
  },
  {
    name: 'events of a kind',
    call: (k: Kubernetes) => k.events('ui', { kind: 'TargetGroupBinding' }, signal),
    path: '/api/v1/namespaces/ui/events',
    query: { fieldSelector: 'involvedObject.kind=TargetGroupBinding', limit: '500' },
  },
];

test.each(requests)('asks for $name', async ({ call, path, query }) => {
  await using client = await clientFor(({ path: asked }) =>
    asked.endsWith('/ui-nlb') ? { json: service } : list([{ metadata: { name: 'x' } }]),
  );
  await call(client.kubernetes);
  const [request] = client.requests;
  expect(request).toMatchObject({ method: 'GET', path });
  expect(Object.fromEntries(request?.query ?? [])).toEqual(query);
  expect(request?.headers).toMatchObject({ authorization: 'Bearer secret-token', accept: 'application/json' });
});

describe('patchService', () => {
  test('sends one merge patch as field manager nlbctl', async () => {
    await using client = await clientFor(() => ({ json: service }));
    const patch = { metadata: { resourceVersion: '7', annotations: { a: 'ip' } } };
    const patched = await client.kubernetes.patchService(ref, patch, { dryRun: false }, signal);
    expect(patched.resourceVersion).toBe('7');
    expect(client.requests).toHaveLength(1);
    expect(client.requests[0]).toMatchObject({ method: 'PATCH', body: JSON.stringify(patch) });
    expect(client.requests[0]?.headers['content-type']).toBe('application/merge-patch+json');
    expect(Object.fromEntries(client.requests[0]?.query ?? [])).toEqual({ fieldManager: 'nlbctl' });
  });

  test('asks for a dry run', async () => {
    await using client = await clientFor(() => ({ json: service }));
    await client.kubernetes.patchService(ref, {}, { dryRun: true }, signal);
    expect(client.requests[0]?.query.get('dryRun')).toBe('All');
  });

  const failures = [
    { answer: status(409, 'the object has been modified'), code: 'Conflict', times: 1 },
    { answer: status(403, 'services "ui-nlb" is forbidden'), code: 'KubernetesForbidden', times: 1 },
    { answer: status(403, 'admission webhook "x.example.com" denied the request: no'), code: 'PatchFailed', times: 1 },
    { answer: status(422, 'Service "ui-nlb" is invalid'), code: 'PatchFailed', times: 1 },
    { answer: status(500, 'etcd is away'), code: 'KubernetesFailed', times: 1 },
    { answer: 'reset' as const, code: 'KubernetesUnreachable', times: 1 },
  ];
  test.each(failures)('a failure is $code, and is not tried again', async ({ answer, code, times }) => {
    await using client = await clientFor(() => answer);
    const patching = client.kubernetes.patchService(ref, {}, { dryRun: false }, signal);
    await expect(patching).rejects.toMatchObject({ code });
    expect(client.requests).toHaveLength(times);
  });

  test('names the permission that is missing', async () => {
    await using client = await clientFor(() => status(403, 'services "ui-nlb" is forbidden: User "me" cannot patch'));
    await expect(client.kubernetes.patchService(ref, {}, { dryRun: false }, signal)).rejects.toMatchObject({
      permission: 'patch services',
      message: expect.stringContaining('User "me" cannot patch'),
    });
  });

  test('does not go over a connection that reads left open', async () => {
    await using client = await clientFor(() => ({ json: service }));
    await client.kubernetes.service(ref, signal);
    await client.kubernetes.patchService(ref, {}, { dryRun: false }, signal);
    await client.kubernetes.service(ref, signal);
    const [read, written, readAgain] = client.requests.map(({ socket }) => socket);
    expect(written).not.toBe(read);
    expect(readAgain).toBe(read);
  });

  test('is sent again when the server was too busy to look at it', async () => {
    await using client = await clientFor((_, count) =>
      count === 1 ? status(429, 'too many requests', { 'Retry-After': '0' }) : { json: service },
    );
    await client.kubernetes.patchService(ref, {}, { dryRun: false }, signal);
    expect(client.requests).toHaveLength(2);
  });
});

describe('lists', () => {
  test('are read page by page', async () => {
    await using client = await clientFor(({ query }) => {
      const page = Number(query.get('continue') ?? '0');
      return list([{ metadata: { name: `n${page}` } }], page < 2 ? String(page + 1) : undefined);
    });
    const nodes = await client.kubernetes.nodes(signal);
    expect(nodes.map(({ name }) => name)).toEqual(['n0', 'n1', 'n2']);
    expect(client.requests.map(({ query }) => query.get('limit'))).toEqual(['500', '500', '500']);
  });

  test('begin anew in one go when the continue token is too old', async () => {
    await using client = await clientFor(({ query }) => {
      if (query.get('continue') !== null) return status(410, 'The provided continue parameter is too old');
      if (query.get('limit') === null) return list([{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }]);
      return list([{ metadata: { name: 'a' } }], 'old');
    });
    const nodes = await client.kubernetes.nodes(signal);
    expect(nodes.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(client.requests).toHaveLength(3);
  });

  test('may come compressed', async () => {
    await using client = await clientFor(() => ({
      json: { kind: 'List', items: [{ metadata: { name: 'n' } }] },
      gzip: true,
    }));
    expect((await client.kubernetes.nodes(signal)).map(({ name }) => name)).toEqual(['n']);
    expect(client.requests[0]?.headers['accept-encoding']).toBe('gzip');
  });

  test('of a kind that the cluster does not have are null', async () => {
    await using client = await clientFor(() => ({ status: 404, text: '404 page not found\n', headers: plain }));
    expect(await client.kubernetes.bindings('eks.amazonaws.com', 'ui', signal)).toBeNull();
    expect(client.calls).toMatchObject([
      { operation: 'list targetgroupbindings.eks.amazonaws.com', outcome: '404', attempts: 1 },
    ]);
  });
});

const plain = { 'Content-Type': 'text/plain; charset=utf-8' };

describe('a Service that is not there', () => {
  const serviceNamed = (name: string, namespace: string, type = 'LoadBalancer') => ({
    metadata: { name, namespace },
    spec: { type },
  });

  /** A cluster with Services in namespaces, as far as the questions about them go. */
  const cluster =
    (services: readonly ReturnType<typeof serviceNamed>[], namespaces = ['ui', 'carts']) =>
    ({ path, query }: SeenRequest): SeenAnswer => {
      const [, namespace] = /^\/api\/v1\/namespaces\/([^/]+)/.exec(path) ?? [];
      if (path.includes('/services/')) return status(404, 'services not found');
      if (path === '/api/v1/services') {
        const name = query.get('fieldSelector')?.replace('metadata.name=', '');
        return list(services.filter(({ metadata }) => metadata.name === name));
      }
      if (path.endsWith('/services')) return list(services.filter(({ metadata }) => metadata.namespace === namespace));
      if (path === '/api/v1/namespaces') return list(namespaces.map((name) => ({ metadata: { name } })));
      return namespaces.includes(namespace ?? '') ? { json: { kind: 'Namespace' } } : status(404, 'no namespace');
    };

  test.each([
    { name: 'nothing', there: [], hint: 'kubectl get services -n ui shows what there is' },
    {
      name: 'one that is spelled nearly so',
      there: [serviceNamed('ui-nbl', 'ui')],
      hint: 'did you mean ui-nbl? of type LoadBalancer, namespace ui has: ui-nbl',
    },
    {
      name: 'others',
      there: [serviceNamed('payments', 'ui'), serviceNamed('inside', 'ui', 'ClusterIP'), serviceNamed('cart', 'ui')],
      hint: 'of type LoadBalancer, namespace ui has: cart, payments',
    },
    {
      name: 'a crowd',
      there: Array.from({ length: 12 }, (_, index) => serviceNamed(`far-away-${10 + index}`, 'ui')),
      hint: expect.stringMatching(/far-away-19 and 2 more$/),
    },
    {
      name: 'one of its name elsewhere',
      there: [serviceNamed('ui-nlb', 'carts'), serviceNamed('ui-nbl', 'ui')],
      hint: 'there is a Service ui-nlb in namespace carts: give it with -n',
    },
  ])('in a namespace that is there, with $name', async ({ there, hint }) => {
    await using client = await clientFor(cluster(there));
    await expect(client.kubernetes.service(ref, signal)).rejects.toMatchObject({
      code: 'ServiceNotFound',
      message: 'Service ui/ui-nlb does not exist',
      hint,
    });
  });

  test.each([
    { name: 'nothing like it', namespaces: ['carts'], there: [], hint: 'kubectl get namespaces shows what there is' },
    { name: 'one spelled nearly so', namespaces: ['uix'], there: [], hint: /^did you mean uix\?/ },
    {
      name: 'the Service elsewhere',
      namespaces: ['carts'],
      there: [serviceNamed('ui-nlb', 'carts')],
      hint: /^there is a Service ui-nlb in namespace carts/,
    },
  ])('nor its namespace, with $name', async ({ namespaces, there, hint }) => {
    await using client = await clientFor(cluster(there, namespaces));
    await expect(client.kubernetes.service(ref, signal)).rejects.toMatchObject({
      code: 'NamespaceNotFound',
      message: 'namespace ui does not exist',
      hint: expect.stringMatching(hint),
    });
  });

  test('and nobody may ask for what there is', async () => {
    await using client = await clientFor(({ path }) =>
      path.includes('/services/') ? status(404, 'no') : status(403, 'forbidden'),
    );
    await expect(client.kubernetes.service(ref, signal)).rejects.toMatchObject({
      code: 'ServiceNotFound',
      hint: 'kubectl get services -n ui shows what there is',
    });
    await client.kubernetes.requireNamespace('ui', signal);
  });

  test('and the questions fail: the hint does without', async () => {
    await using client = await clientFor(({ path }) => {
      if (path.includes('/services/')) return status(404, 'no');
      return path.endsWith('/services') ? status(400, 'bad') : { json: { kind: 'Namespace' } };
    });
    await expect(client.kubernetes.service(ref, signal)).rejects.toMatchObject({ code: 'ServiceNotFound' });
  });
});

test('a label selector that is none is wrong usage', async () => {
  await using client = await clientFor(() =>
    status(400, "unable to parse requirement: found 'a in (', expected: identifier"),
  );
  await expect(client.kubernetes.services({ namespace: 'ui', selector: 'a in (' }, signal)).rejects.toMatchObject({
    code: 'Usage',
    message: expect.stringContaining('unable to parse requirement'),
  });
});

const busy = { 'Retry-After': '0' };

/** What an answer that is always the same comes to, and how often it is asked for. */
const failures = [
  { name: '401', answer: status(401, 'Unauthorized'), code: 'KubernetesUnauthorized', times: 1 },
  { name: '403', answer: status(403, 'nodes is forbidden'), code: 'KubernetesForbidden', times: 1 },
  { name: '404', answer: status(404, 'not found'), code: 'KubernetesFailed', times: 1 },
  { name: '409', answer: status(409, 'conflict'), code: 'Conflict', times: 1 },
  { name: '429', answer: status(429, 'slow down', busy), code: 'KubernetesFailed', times: 4 },
  { name: '500', answer: status(500, 'broken', busy), code: 'KubernetesFailed', times: 4 },
  {
    name: '503 of a load balancer',
    answer: { status: 503, text: '<html>', headers: busy },
    code: 'KubernetesFailed',
    times: 4,
  },
  { name: 'a page instead of JSON', answer: { text: '<html>sign in</html>' }, code: 'KubernetesFailed', times: 1 },
  { name: 'JSON of something else', answer: { json: ['hello'] }, code: 'KubernetesFailed', times: 1 },
  { name: 'a redirect', answer: { status: 302, headers: { Location: '/login' } }, code: 'KubernetesFailed', times: 1 },
  { name: 'a closed connection', answer: 'reset' as const, code: 'KubernetesUnreachable', times: 4 },
];

test.each(failures)('$name is $code after $times attempts', async ({ answer, code, times }) => {
  await using client = await clientFor(() => answer);
  const error: unknown = await client.kubernetes.nodes(signal).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'NlbctlError', code, hint: expect.stringMatching(/\w/) });
  expect(client.requests).toHaveLength(times);
  expect(client.calls).toMatchObject([{ service: 'kubernetes', operation: 'list nodes', attempts: times }]);
  expect(JSON.stringify([error, client.calls])).not.toContain('secret-token');
});

test('a server that comes to itself is asked again', async () => {
  await using client = await clientFor((_, count) => (count < 3 ? status(503, 'starting', busy) : list([])));
  expect(await client.kubernetes.nodes(signal)).toEqual([]);
  expect(client.calls).toMatchObject([{ attempts: 3, outcome: 'ok' }]);
});

test('a denial names the permission, the namespace and what the server said', async () => {
  await using client = await clientFor(() => status(403, 'endpointslices is forbidden: User "me" cannot list'));
  await expect(client.kubernetes.endpointSlices(ref, signal)).rejects.toMatchObject({
    code: 'KubernetesForbidden',
    permission: 'list endpointslices.discovery.k8s.io',
    message: expect.stringContaining('User "me" cannot list'),
    hint: expect.stringContaining('kubectl auth can-i list endpointslices.discovery.k8s.io -n ui'),
  });
});

describe('an abort', () => {
  test('ends a request at once, with its own reason', async () => {
    await using client = await clientFor(() => 'hang');
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');
    const pending = client.kubernetes.nodes(abort.signal);
    setTimeout(() => abort.abort(reason), 30);
    const began = performance.now();
    await expect(pending).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(130);
  });

  test('ends the pause before another attempt', async () => {
    await using client = await clientFor(() => status(503, 'starting', { 'Retry-After': '9' }));
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');
    const pending = client.kubernetes.nodes(abort.signal);
    setTimeout(() => abort.abort(reason), 100);
    await expect(pending).rejects.toBe(reason);
    expect(client.requests).toHaveLength(1);
  });

  test('before the request sends nothing', async () => {
    await using client = await clientFor(() => list([]));
    await expect(client.kubernetes.nodes(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(client.requests).toHaveLength(0);
  });
});
