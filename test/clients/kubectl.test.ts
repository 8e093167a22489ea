import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SandboxClock, scaledClock } from '../../src/sandbox/clock.ts';
import { type KubernetesApi, startKubernetesApi } from '../../src/sandbox/kubernetes/kubernetes-api.ts';
import type { KubeObject, ObjectStore } from '../../src/sandbox/store/object.ts';
import { createObjectStore } from '../../src/sandbox/store/object-store.ts';

const deployments = { group: 'apps', resource: 'deployments' };
const services = { group: '', resource: 'services' };
const pods = { group: '', resource: 'pods' };
const nodes = { group: '', resource: 'nodes' };
const events = { group: '', resource: 'events' };

function isInstalled(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let clock: SandboxClock;
let store: ObjectStore;
let api: KubernetesApi;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  clock = scaledClock(1);
  store = createObjectStore(clock);
  api = await startKubernetesApi({ store, clock });
  directory = mkdtempSync(join(tmpdir(), 'nlbctl-kubectl-'));
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, api.kubeconfig());
  environment = { PATH: process.env['PATH'], HOME: directory, KUBECONFIG: kubeconfig };
  seed();
});
afterAll(async () => {
  await api.close();
  clock.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const kubectl = (...args: string[]): Promise<Result> =>
  new Promise((resolve) => {
    execFile('kubectl', args, { env: environment, cwd: directory }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });

/** Runs kubectl, and fails with what it said when it does. */
async function ok(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await kubectl(...args);
  expect({ code, stderr }, `kubectl ${args.join(' ')}`).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const file = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

const containers = [{ name: 'ui', image: 'ui:1.0', ports: [{ containerPort: 8080, name: 'http' }] }];
const labels = { 'app.kubernetes.io/name': 'ui' };

/** A cluster as its controllers would have left it: the API server alone starts no pods. */
function seed() {
  const namespace = 'ui';
  store.create(
    { group: '', resource: 'namespaces' },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ui' } },
  );
  store.create(nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'us-west-2a' } },
    spec: { providerID: 'aws:///us-west-2a/i-0a1b2c3d4e5f60001' },
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      addresses: [{ type: 'InternalIP', address: '10.42.101.7' }],
      capacity: { cpu: '2', memory: '8Gi', pods: '29' },
      allocatable: { cpu: '2', memory: '8Gi', pods: '29' },
      nodeInfo: {
        kubeletVersion: 'v1.33.5',
        osImage: 'Amazon Linux 2023',
        kernelVersion: '6.1',
        architecture: 'amd64',
        operatingSystem: 'linux',
        containerRuntimeVersion: 'containerd://2.1',
      },
    },
  });
  store.create(deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'ui', namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: { metadata: { labels }, spec: { containers } },
    },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  });
  store.create(pods, pod('ui-1', 'True'));
  store.create(services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'ui-nlb',
      namespace,
      annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'external' },
    },
    spec: {
      type: 'LoadBalancer',
      clusterIP: '172.20.1.2',
      clusterIPs: ['172.20.1.2'],
      ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 31234, protocol: 'TCP' }],
      selector: labels,
    },
    status: { loadBalancer: { ingress: [{ hostname: 'k8s-ui-uinlb-45617409e2.elb.us-west-2.amazonaws.com' }] } },
  });
  store.create(events, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'ui-nlb.1', namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Service',
      namespace,
      name: 'ui-nlb',
      uid: store.get(services, 'ui', 'ui-nlb').metadata.uid,
    },
    reason: 'SuccessfullyReconciled',
    message: 'Successfully reconciled',
    type: 'Normal',
    source: { component: 'service' },
    count: 1,
    firstTimestamp: new Date(clock.now()).toISOString(),
    lastTimestamp: new Date(clock.now()).toISOString(),
  });
}

const pod = (name: string, ready: 'True' | 'False'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ui', labels },
  spec: { nodeName: 'node-1', containers },
  status: {
    phase: 'Running',
    podIP: '10.42.101.50',
    podIPs: [{ ip: '10.42.101.50' }],
    conditions: [{ type: 'Ready', status: ready }],
    containerStatuses: [
      {
        name: 'ui',
        ready: ready === 'True',
        restartCount: 0,
        image: 'ui:1.0',
        imageID: '',
        state: { running: { startedAt: '2026-05-01T12:00:00Z' } },
      },
    ],
  },
});

describe.skipIf(!isInstalled())('kubectl', { timeout: 60_000 }, () => {
  test('get, in every output', async () => {
    expect(await ok('get', 'services', '-n', 'ui')).toMatch(
      /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\nui-nlb +LoadBalancer +172\.20\.1\.2 +k8s-ui-uinlb-45617409e2\.elb\.us-west-2\.amazonaws\.com +80:31234\/TCP +\d+s\n$/,
    );
    expect(await ok('get', 'svc', '-A', '-o', 'wide')).toMatch(
      /^NAMESPACE .* SELECTOR\nui .* app\.kubernetes\.io\/name=ui\n$/,
    );
    expect(JSON.parse(await ok('get', 'svc', '-n', 'ui', '-o', 'json'))).toMatchObject({
      kind: 'List',
      items: [{ kind: 'Service' }],
    });
    expect(await ok('get', 'svc/ui-nlb', '-n', 'ui', '-o', 'yaml')).toContain('name: ui-nlb');
    expect(await ok('get', 'svc', '-n', 'ui', '-o', 'name')).toBe('service/ui-nlb\n');
    expect(await ok('get', 'pods,deploy,no', '-n', 'ui', '-l', 'app.kubernetes.io/name=ui', '--no-headers')).toMatch(
      /^pod\/ui-1 +1\/1 +Running +0 +\d+s\n+deployment\.apps\/ui +1\/1 +1 +1 +\d+s\n$/,
    );
    expect(await ok('get', 'nodes', '-o', 'wide')).toMatch(
      /node-1 +Ready +<none> +\d+s +v1\.33\.5 +10\.42\.101\.7 +<none> +Amazon Linux 2023/,
    );
    expect(await ok('get', 'pods', '-n', 'ui', '--field-selector', 'spec.nodeName=node-1', '--chunk-size=1')).toContain(
      'ui-1',
    );
    expect(await ok('get', 'all', '-n', 'ui')).toContain('service/ui-nlb');
    const absent = await kubectl('get', 'svc', 'nothing', '-n', 'ui');
    expect([absent.code, absent.stderr]).toEqual([1, 'Error from server (NotFound): services "nothing" not found\n']);
  });

  test('get -w', async () => {
    const watching = spawn('kubectl', ['get', 'svc', '-n', 'ui', '-w', '--no-headers', '-L', 'seen'], {
      env: environment,
    });
    const lines: string[] = [];
    // kubectl writes a line in several pieces: a piece may end anywhere in it.
    for await (const line of createInterface({ input: watching.stdout })) {
      lines.push(line);
      if (lines.length > 1) break;
      store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
        metadata.labels = { seen: 'yes' };
      });
    }
    watching.kill();
    expect(lines).toEqual([expect.stringMatching(/^ui-nlb .*[^s]$/), expect.stringMatching(/^ui-nlb .*yes$/)]);
  });

  test('describe', async () => {
    const described = await ok('describe', 'service/ui-nlb', '-n', 'ui');
    expect(described).toMatch(/LoadBalancer Ingress: +k8s-ui-uinlb-45617409e2\.elb/);
    expect(described).toMatch(/NodePort: +http {2}31234\/TCP/);
    expect(described).toMatch(/Normal +SuccessfullyReconciled +\S+ +service +Successfully reconciled/);
    expect(await ok('describe', 'pod', 'ui-1', '-n', 'ui')).toMatch(/Node: +node-1/);
    expect(await ok('describe', 'node', 'node-1')).toMatch(/ProviderID: +aws:\/\/\/us-west-2a/);
    expect(await ok('describe', 'deployment', 'ui', '-n', 'ui')).toMatch(
      /Replicas: +1 desired \| 1 updated \| 1 total \| 1 available/,
    );
  });

  test('apply: creates, changes, prunes a field, and does the same server-side', async () => {
    const manifest = (annotations: string, ports: string) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: applied\n  namespace: ui\n  annotations: {${annotations}}\nspec:\n  type: ClusterIP\n  ports: [${ports}]\n`;
    const path = file('service.yaml', manifest('a: "1", b: "2"', '{port: 80, name: http}, {port: 443, name: https}'));
    expect(await ok('apply', '-f', path)).toBe('service/applied created\n');
    expect(await ok('apply', '-f', path)).toBe('service/applied unchanged\n');
    file('service.yaml', manifest('a: "1"', '{port: 80, name: http, targetPort: 8080}'));
    const { code, stdout } = await kubectl('diff', '-f', path);
    expect([code, stdout]).toEqual([1, expect.stringContaining('+    targetPort: 8080')]);
    expect(await ok('apply', '-f', path)).toBe('service/applied configured\n');
    const applied = store.get(services, 'ui', 'applied');
    expect(applied.metadata.annotations).not.toHaveProperty('b');
    expect(applied['spec'].ports).toEqual([{ name: 'http', port: 80, targetPort: 8080 }]);
    const wrong = file('wrong.yaml', manifest('', '{port: 80, portt: 1}'));
    expect((await kubectl('apply', '-f', wrong)).stderr).toContain('unknown field "spec.ports[0].portt"');
    const own = file('own.yaml', manifest('a: "9"', '{port: 80}'));
    const refused = await kubectl('apply', '--server-side', '-f', own);
    expect(refused.stderr).toContain('conflict with "kubectl-client-side-apply" using v1');
    expect(await ok('apply', '--server-side', '--force-conflicts', '-f', own)).toBe(
      'service/applied serverside-applied\n',
    );
    expect(store.get(services, 'ui', 'applied').metadata.annotations).toMatchObject({ a: '9' });
    expect(await ok('delete', '-f', own)).toMatch(/^service "applied" deleted/);
  });

  test('apply -k with a patch', async () => {
    file(
      'base.yaml',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: ui-nlb\n  namespace: ui\n  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-type: external\nspec:\n  type: LoadBalancer\n  ports: [{port: 80, targetPort: 8080, name: http, protocol: TCP}]\n',
    );
    file(
      'nlb.yaml',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: ui-nlb\n  namespace: ui\n  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip\n',
    );
    file(
      'kustomization.yaml',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [base.yaml]\npatches:\n- path: nlb.yaml\n',
    );
    const { code, stdout } = await kubectl('apply', '-k', directory);
    expect([code, stdout]).toEqual([0, 'service/ui-nlb configured\n']);
    const service = store.get(services, 'ui', 'ui-nlb');
    expect(service.metadata.annotations).toMatchObject({
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
    });
    expect(service['spec'].ports).toMatchObject([{ port: 80, nodePort: 31234 }]);
  });

  test('patch, with each type', async () => {
    const patch = (type: string, body: string) => ok('patch', 'svc', 'ui-nlb', '-n', 'ui', '--type', type, '-p', body);
    await patch('merge', '{"metadata":{"annotations":{"merge":"1"}}}');
    await patch('strategic', '{"metadata":{"annotations":{"strategic":"1"}}}');
    await patch('json', '[{"op":"add","path":"/metadata/annotations/json","value":"1"}]');
    expect(store.get(services, 'ui', 'ui-nlb').metadata.annotations).toMatchObject({
      merge: '1',
      strategic: '1',
      json: '1',
    });
    await ok(
      'patch',
      'svc',
      'ui-nlb',
      '-n',
      'ui',
      '--subresource=status',
      '--type=merge',
      '-p',
      '{"status":{"loadBalancer":{"ingress":null}}}',
    );
    expect(store.get(services, 'ui', 'ui-nlb')['status']).toEqual({ loadBalancer: {} });
    const stale = await kubectl(
      'patch',
      'svc',
      'ui-nlb',
      '-n',
      'ui',
      '-p',
      '{"metadata":{"resourceVersion":"1","labels":{"a":"b"}}}',
    );
    expect(stale.stderr).toContain(
      'Error from server (Conflict): Operation cannot be fulfilled on services "ui-nlb": the object has been modified',
    );
  });

  test('label and annotate', async () => {
    expect(await ok('label', 'svc', 'ui-nlb', '-n', 'ui', 'team=a')).toBe('service/ui-nlb labeled\n');
    expect(await ok('annotate', 'svc', 'ui-nlb', '-n', 'ui', 'merge-', 'note=x', '--overwrite')).toBe(
      'service/ui-nlb annotated\n',
    );
    expect(store.get(services, 'ui', 'ui-nlb').metadata).toMatchObject({
      labels: { team: 'a' },
      annotations: { note: 'x' },
    });
    expect(store.get(services, 'ui', 'ui-nlb').metadata.annotations).not.toHaveProperty('merge');
  });

  test('scale and rollout status', async () => {
    expect(await ok('scale', '-n', 'ui', 'deployment/ui', '--replicas=3')).toBe('deployment.apps/ui scaled\n');
    expect(store.get(deployments, 'ui', 'ui')['spec'].replicas).toBe(3);
    const waiting = ok('rollout', 'status', '-n', 'ui', 'deployment/ui', '--timeout=30s');
    setTimeout(() => {
      store.modify(
        deployments,
        'ui',
        'ui',
        (object) => {
          object['status'] = {
            observedGeneration: 2,
            replicas: 3,
            updatedReplicas: 3,
            readyReplicas: 3,
            availableReplicas: 3,
          };
        },
        { subresource: 'status' },
      );
    }, 500);
    expect(await waiting).toContain('deployment "ui" successfully rolled out\n');
    expect(await ok('rollout', 'restart', '-n', 'ui', 'deployment/ui')).toBe('deployment.apps/ui restarted\n');
  });

  test('wait for a condition and for a deletion', async () => {
    store.create(pods, pod('ui-2', 'False'));
    const ready = ok(
      'wait',
      '--for=condition=Ready',
      'pod',
      '-n',
      'ui',
      '-l',
      'app.kubernetes.io/name=ui',
      '--timeout=30s',
    );
    setTimeout(() => {
      store.modify(
        pods,
        'ui',
        'ui-2',
        (object) => {
          object['status'].conditions = [{ type: 'Ready', status: 'True' }];
        },
        { subresource: 'status' },
      );
    }, 500);
    expect(await ready).toBe('pod/ui-1 condition met\npod/ui-2 condition met\n');
    expect((await kubectl('delete', 'pod', 'ui-2', '-n', 'ui', '--wait=false')).code).toBe(0);
    expect(store.get(pods, 'ui', 'ui-2').metadata.deletionGracePeriodSeconds).toBe(30);
    const gone = ok('wait', '--for=delete', 'pod/ui-2', '-n', 'ui', '--timeout=30s');
    setTimeout(() => store.remove(pods, 'ui', 'ui-2', { gracePeriodSeconds: 0 }), 500);
    expect(await gone).toBe('pod/ui-2 condition met\n');
  });

  test('delete', async () => {
    await ok('create', 'configmap', 'doomed', '-n', 'ui', '--from-literal=a=b');
    expect(await ok('delete', 'configmap', 'doomed', '-n', 'ui')).toMatch(/^configmap "doomed" deleted/);
    await ok('create', 'namespace', 'brief');
    await ok('create', 'service', 'clusterip', 'web', '-n', 'brief', '--tcp=80:8080');
    expect(await ok('delete', 'namespace', 'brief')).toMatch(/^namespace "brief" deleted/);
    expect(store.list(services, 'brief')).toEqual([]);
  });

  test('events', async () => {
    expect(await ok('events', '-n', 'ui', '--for', 'service/ui-nlb')).toMatch(
      /Normal +SuccessfullyReconciled +Service\/ui-nlb +Successfully reconciled/,
    );
    expect(await ok('get', 'events', '-n', 'ui')).toMatch(
      /Normal +SuccessfullyReconciled +service\/ui-nlb +Successfully reconciled/,
    );
  });

  test('auth, with and without rights', async () => {
    expect(await ok('auth', 'can-i', 'patch', 'services', '-n', 'ui')).toBe('yes\n');
    expect(await ok('auth', 'whoami')).toMatch(/Username +sandbox-admin/);
    api.identities['weak-token'] = { user: 'weak', groups: [] };
    api.setRbac(true);
    try {
      const no = await kubectl('--token=weak-token', 'auth', 'can-i', 'patch', 'services', '-n', 'ui');
      expect([no.code, no.stdout]).toEqual([1, 'no\n']);
      const denied = await kubectl('--token=weak-token', 'get', 'svc', '-n', 'ui');
      expect(denied.stderr).toBe(
        'Error from server (Forbidden): services is forbidden: User "weak" cannot list resource "services" in API group "" in the namespace "ui"\n',
      );
    } finally {
      api.setRbac(false);
    }
    const unknown = await kubectl('--token=unknown', 'get', 'svc');
    expect(unknown.stderr).toContain('You must be logged in to the server');
  });

  test('api-resources, explain, version and crd', async () => {
    expect(await ok('api-resources')).toMatch(
      /targetgroupbindings +elbv2\.k8s\.aws\/v1beta1 +true +TargetGroupBinding/,
    );
    expect(await ok('explain', 'service.spec.ports')).toMatch(/targetPort\s+<(string|IntOrString)>/);
    // A kubectl of another minor version says so on stderr.
    expect((await kubectl('version', '-o', 'json')).stdout).toContain('"gitVersion": "v1.33');
    expect(await ok('get', 'crd', '-o', 'name')).toBe(
      'customresourcedefinition.apiextensions.k8s.io/targetgroupbindings.elbv2.k8s.aws\n',
    );
    await ok('cluster-info');
  });
});
