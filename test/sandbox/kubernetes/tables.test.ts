import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../../src/sandbox/kubernetes/table/columns.ts';
import { humanDuration } from '../../../src/sandbox/kubernetes/table/human-duration.ts';
import { podStatus } from '../../../src/sandbox/kubernetes/table/pod-columns.ts';
import { tableOf } from '../../../src/sandbox/kubernetes/table/table.ts';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';

const now = Date.parse('2026-05-01T12:00:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const object = (body: Record<string, unknown>, metadata: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name: 'x', creationTimestamp: ago(90), ...metadata },
  ...body,
});
/** What kubectl would print: column heads in capitals, those of `-o wide` after a bar. */
function printed(group: string, resource: string, one: KubeObject): Record<string, string | number> {
  return Object.fromEntries(
    columnsOf({ group, resource }).map(({ name, priority, cell }) => [
      `${priority === 1 ? '|' : ''}${name.toUpperCase()}`,
      cell(one, now),
    ]),
  );
}

describe('columns', () => {
  test('of a Service', () => {
    const spec = {
      type: 'LoadBalancer',
      clusterIP: '172.20.1.2',
      ports: [
        { port: 80, nodePort: 31234, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
      selector: { b: '2', a: '1' },
    };
    expect(printed('', 'services', object({ spec }))).toEqual({
      NAME: 'x',
      TYPE: 'LoadBalancer',
      'CLUSTER-IP': '172.20.1.2',
      'EXTERNAL-IP': '<pending>',
      'PORT(S)': '80:31234/TCP,53/UDP',
      AGE: '90s',
      '|SELECTOR': 'a=1,b=2',
    });
    const status = { loadBalancer: { ingress: [{ hostname: 'nlb.elb.us-west-2.amazonaws.com' }] } };
    expect(printed('', 'services', object({ spec, status }))['EXTERNAL-IP']).toBe('nlb.elb.us-west-2.amazonaws.com');
    expect(printed('', 'services', object({ spec: { type: 'ClusterIP' } }))['EXTERNAL-IP']).toBe('<none>');
    expect(
      printed('', 'services', object({ spec: { type: 'ExternalName', externalName: 'a.b' } }))['EXTERNAL-IP'],
    ).toBe('a.b');
  });

  test('of a pod', () => {
    const pod = object({
      spec: {
        nodeName: 'ip-10-42-101-7',
        containers: [{ name: 'a' }, { name: 'b' }],
        readinessGates: [{ conditionType: 'target-health.elbv2.k8s.aws/x' }],
      },
      status: {
        phase: 'Running',
        podIP: '10.42.101.9',
        conditions: [{ type: 'target-health.elbv2.k8s.aws/x', status: 'True' }],
        containerStatuses: [
          {
            name: 'a',
            ready: true,
            restartCount: 2,
            state: { running: {} },
            lastState: { terminated: { finishedAt: ago(300) } },
          },
          { name: 'b', ready: false, restartCount: 0, state: { running: {} } },
        ],
      },
    });
    expect(printed('', 'pods', pod)).toEqual({
      NAME: 'x',
      READY: '1/2',
      STATUS: 'Running',
      RESTARTS: '2 (5m ago)',
      AGE: '90s',
      '|IP': '10.42.101.9',
      '|NODE': 'ip-10-42-101-7',
      '|NOMINATED NODE': '<none>',
      '|READINESS GATES': '1/1',
    });
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['Pending', { phase: 'Pending' }],
    [
      'CrashLoopBackOff',
      { phase: 'Running', containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
    ],
    ['Error', { phase: 'Failed', containerStatuses: [{ state: { terminated: { reason: 'Error', exitCode: 1 } } }] }],
    ['ExitCode:3', { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] }],
    ['Init:0/1', { phase: 'Pending', initContainerStatuses: [{ state: { running: {} } }] }],
    ['Evicted', { phase: 'Failed', reason: 'Evicted' }],
    ['Terminating', { phase: 'Running' }, { deletionTimestamp: ago(1) }],
  ])('the status of a pod: %s', (word, status, metadata) => {
    expect(podStatus(object({ status, spec: {} }, metadata))).toBe(word);
  });

  test('of a node', () => {
    const node = object(
      {
        spec: { unschedulable: true },
        status: {
          conditions: [{ type: 'Ready', status: 'False' }],
          addresses: [{ type: 'InternalIP', address: '10.42.101.7' }],
          nodeInfo: { kubeletVersion: 'v1.33.5-eks-113cf36', osImage: 'Amazon Linux 2023' },
        },
      },
      { labels: { 'node-role.kubernetes.io/worker': '' } },
    );
    expect(printed('', 'nodes', node)).toMatchObject({
      STATUS: 'NotReady,SchedulingDisabled',
      ROLES: 'worker',
      VERSION: 'v1.33.5-eks-113cf36',
      '|INTERNAL-IP': '10.42.101.7',
      '|EXTERNAL-IP': '<none>',
      '|OS-IMAGE': 'Amazon Linux 2023',
    });
  });

  test('of workloads', () => {
    const body = {
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'ui' } },
        template: { spec: { containers: [{ name: 'ui', image: 'ui:1' }] } },
      },
      status: { replicas: 3, readyReplicas: 1, updatedReplicas: 3, availableReplicas: 1 },
    };
    expect(printed('apps', 'deployments', object(body))).toEqual({
      NAME: 'x',
      READY: '1/3',
      'UP-TO-DATE': 3,
      AVAILABLE: 1,
      AGE: '90s',
      '|CONTAINERS': 'ui',
      '|IMAGES': 'ui:1',
      '|SELECTOR': 'app=ui',
    });
    expect(printed('apps', 'replicasets', object(body))).toMatchObject({ DESIRED: 3, CURRENT: 3, READY: 1 });
  });

  test('of endpoints and their slices', () => {
    const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];
    const subsets = [{ addresses: addresses.map((ip) => ({ ip })), ports: [{ port: 8080 }] }];
    expect(printed('', 'endpoints', object({ subsets }))['ENDPOINTS']).toBe(
      '10.0.0.1:8080,10.0.0.2:8080,10.0.0.3:8080 + 1 more...',
    );
    const slice = object({ addressType: 'IPv4', ports: [{ port: 8080 }], endpoints: [{ addresses: ['10.0.0.1'] }] });
    expect(printed('discovery.k8s.io', 'endpointslices', slice)).toMatchObject({
      ADDRESSTYPE: 'IPv4',
      PORTS: '8080',
      ENDPOINTS: '10.0.0.1',
    });
    expect(printed('', 'endpoints', object({}))['ENDPOINTS']).toBe('<none>');
  });

  test('of an event', () => {
    const event = object({
      involvedObject: { kind: 'Service', name: 'web' },
      reason: 'SuccessfullyReconciled',
      message: 'Successfully reconciled\n',
      type: 'Normal',
      count: 3,
      source: { component: 'service' },
      firstTimestamp: ago(7200),
      lastTimestamp: ago(30),
    });
    expect(printed('', 'events', event)).toEqual({
      'LAST SEEN': '30s',
      TYPE: 'Normal',
      REASON: 'SuccessfullyReconciled',
      OBJECT: 'service/web',
      '|SUBOBJECT': '<none>',
      '|SOURCE': 'service',
      MESSAGE: 'Successfully reconciled',
      '|FIRST SEEN': '120m',
      '|COUNT': 3,
      '|NAME': 'x',
    });
  });

  test('of a TargetGroupBinding', () => {
    const spec = { serviceRef: { name: 'ui-nlb', port: 80 }, targetType: 'ip', targetGroupARN: 'arn:aws:x' };
    expect(printed('elbv2.k8s.aws', 'targetgroupbindings', object({ spec }))).toEqual({
      NAME: 'x',
      'SERVICE-NAME': 'ui-nlb',
      'SERVICE-PORT': 80,
      'TARGET-TYPE': 'ip',
      '|ARN': 'arn:aws:x',
      AGE: '90s',
    });
  });

  test('of a kind without any of its own', () => {
    expect(printed('eks.amazonaws.com', 'targetgroupbindings', object({}))).toEqual({ NAME: 'x', AGE: '90s' });
  });
});

test.each([
  [-5_000, '<invalid>'],
  [-1_000, '0s'],
  [0, '0s'],
  [119_000, '119s'],
  [120_000, '2m'],
  [183_000, '3m3s'],
  [11 * 60_000, '11m'],
  [3 * 3_600_000, '3h'],
  [3 * 3_600_000 + 61_000, '3h1m'],
  [30 * 3_600_000, '30h'],
  [3 * 86_400_000 + 3_600_000, '3d1h'],
  [100 * 86_400_000, '100d'],
  [3 * 365 * 86_400_000, '3y'],
])('%i ms are shown as %s', (milliseconds, shown) => {
  expect(humanDuration(milliseconds)).toBe(shown);
});

test('the rows of a table carry as much of the object as is asked for', () => {
  const one = object({ data: { a: 'b' } });
  const row = (rowObject: 'None' | 'Metadata' | 'Object') =>
    (
      tableOf([one], { resource: { group: '', resource: 'configmaps' }, now, rowObject })['rows'] as {
        object?: unknown;
      }[]
    )[0];
  expect(row('None')).toEqual({ cells: ['x', 1, '90s'] });
  expect(row('Metadata')?.object).toEqual({
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: one.metadata,
  });
  expect(row('Object')?.object).toBe(one);
});
