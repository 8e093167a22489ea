import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CreateTargetGroupInput, TargetGroup } from '../../src/sandbox/elbv2/api.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, loadBalancerService, writeHostname } from '../services.ts';

const current = 'k8s-ui-uinlb-fa38096dd9';
const bindings = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };
const autoModeBindings = { group: 'eks.amazonaws.com', resource: 'targetgroupbindings' };

let stage: Stage;
const undo: (() => void)[] = [];

beforeAll(async () => {
  // Time stands nearly still once all is settled: the controller does not meddle with what a test leaves lying about.
  stage = await openStage({
    speed: 0.001,
    change: { autoMode: true },
    objects: [
      loadBalancerService('quiet', { spec: { loadBalancerClass: 'eks.amazonaws.com/nlb' } }),
      loadBalancerService('selectorless', { annotations: external, spec: { selector: null } }),
    ],
  });
});

afterAll(() => stage.stop());
beforeEach(() => stage.reset());
afterEach(() => {
  for (const each of undo.splice(0).reverse()) each();
});

function makeGroup(name: string, tags: Readonly<Record<string, string>>, more: Partial<CreateTargetGroupInput> = {}) {
  const { elbv2, network } = stage.sandbox;
  const group = elbv2.createTargetGroup({
    Name: name,
    Protocol: 'TCP',
    Port: 8080,
    TargetType: 'ip',
    VpcId: network.vpc.id,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...more,
  });
  undo.push(() => elbv2.deleteTargetGroup({ TargetGroupArn: group.TargetGroupArn }));
  return group;
}

function bind(
  resource: typeof bindings,
  name: string,
  { TargetGroupArn }: TargetGroup,
  labels = {},
  service = 'ui-nlb',
) {
  const { store } = stage.sandbox;
  const version = resource.group === 'elbv2.k8s.aws' ? 'v1beta1' : 'v1';
  store.create(resource, {
    apiVersion: `${resource.group}/${version}`,
    kind: 'TargetGroupBinding',
    metadata: { name, namespace: 'ui', labels },
    spec: { targetGroupARN: TargetGroupArn, targetType: 'ip', serviceRef: { name: service, port: 80 } },
  });
  undo.push(() => {
    store.remove(resource, 'ui', name);
  });
}

const groupsOf = async () => (await stage.observe('ui-nlb')).targetGroups?.map(({ name }) => name).sort();
const stack = (service: string) => ({ 'service.k8s.aws/stack': service });

describe('everything about a Service in one value', () => {
  test('each part is there', async () => {
    const snapshot = await stage.observe('ui-nlb');
    expect(snapshot.origin).toEqual({
      context: 'nlbctl-sandbox',
      cluster: 'nlbctl-sandbox',
      region: 'us-west-2',
      account: '123456789012',
    });
    expect(snapshot.loadBalancer).toMatchObject({
      zones: ['us-west-2a', 'us-west-2b', 'us-west-2c'],
      securityGroups: [expect.stringMatching(/^sg-/), expect.stringMatching(/^sg-/)],
      tags: { 'service.k8s.aws/stack': 'ui/ui-nlb' },
    });
    expect(snapshot.listeners).toMatchObject([{ port: 80, protocol: 'TCP', forwards: [{ weight: 1 }] }]);
    expect(snapshot.targetGroups).toMatchObject([
      {
        name: current,
        targetType: 'instance',
        healthCheck: { protocol: 'TCP', intervalSeconds: 10 },
        attributes: { 'deregistration_delay.timeout_seconds': '300' },
        tags: { 'service.k8s.aws/resource': 'ui/ui-nlb:80' },
        targets: [
          { id: 'i-0a1b2c3d4e5f60001', port: 31234, health: { state: 'healthy' } },
          { id: 'i-0a1b2c3d4e5f60002', port: 31234 },
          { id: 'i-0a1b2c3d4e5f60003', port: 31234 },
        ],
      },
    ]);
    expect(snapshot.bindings).toMatchObject([{ apiGroup: 'elbv2.k8s.aws', name: current, targetType: 'instance' }]);
    expect(snapshot.endpointSlices?.flatMap(({ endpoints }) => endpoints)).toHaveLength(1);
    expect([snapshot.pods?.length, snapshot.nodes?.length]).toEqual([1, 3]);
    expect(snapshot.events?.map(({ object, reason }) => `${object.kind} ${reason}`)).toEqual(
      expect.arrayContaining(['Service SuccessfullyReconciled', 'TargetGroupBinding SuccessfullyReconciled']),
    );
    expect(JSON.parse(JSON.stringify(snapshot)), 'plain JSON').toEqual(snapshot);
  });

  test('events are the newest twenty, the newest first, of this Service and its bindings alone', async () => {
    const { store } = stage.sandbox;
    for (let index = 0; index < 25; index += 1)
      store.create(
        { group: '', resource: 'events' },
        {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name: `event-${index}`, namespace: 'ui' },
          involvedObject: { kind: index % 2 ? 'TargetGroupBinding' : 'Service', name: index % 2 ? current : 'ui-nlb' },
          type: 'Warning',
          reason: `Reason${index}`,
          message: 'words',
          count: 1,
          // Far ahead, so that none of the controller's own is newer.
          ...(index === 24 ? {} : { lastTimestamp: new Date(Date.UTC(2090, 0, 1, 0, index)).toISOString() }),
        },
      );
    store.create(
      { group: '', resource: 'events' },
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'foreign', namespace: 'ui' },
        involvedObject: { kind: 'TargetGroupBinding', name: 'somebody-elses' },
        reason: 'Foreign',
        lastTimestamp: '2099-01-01T00:00:00Z',
      },
    );
    const reasons = (await stage.observe('ui-nlb')).events?.map(({ reason }) => reason);
    expect(reasons).toEqual(Array.from({ length: 20 }, (_, index) => `Reason${23 - index}`));
  });

  test('a Service without a selector has the pods of its namespace', async () => {
    expect((await stage.observe('selectorless')).pods?.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^ui-/),
    ]);
  });
});

describe('groups left over', () => {
  test('by the controller’s binding', async () => {
    const group = makeGroup('by-hand', {});
    bind(bindings, 'left', group, {
      'service.k8s.aws/stack-namespace': 'ui',
      'service.k8s.aws/stack-name': 'ui-nlb',
    });
    expect(await groupsOf()).toEqual(['by-hand', current].sort());
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui', '-o', 'json']);
    expect(JSON.parse(run.stdout).ports[0].targetGroups).toMatchObject([
      { name: current, weight: 1 },
      { name: 'by-hand', weight: null, binding: { name: 'left' } },
    ]);
  });

  test('by a binding without labels that names the Service', async () => {
    bind(bindings, 'users', makeGroup('users', {}));
    expect(await groupsOf()).toContain('users');
  });

  test('by a binding of EKS Auto Mode, beside those of the other API group', async () => {
    bind(autoModeBindings, 'auto', makeGroup('auto', {}));
    const snapshot = await stage.observe('ui-nlb');
    expect(snapshot.bindings?.map(({ apiGroup }) => apiGroup)).toEqual(['elbv2.k8s.aws', 'eks.amazonaws.com']);
    expect(snapshot.targetGroups?.map(({ name }) => name)).toContain('auto');
  });

  test.each([
    { name: 'of an Ingress', labels: { 'ingress.k8s.aws/stack-name': 'ui-nlb' } },
    { name: 'of a Gateway', labels: { 'gateway.k8s.aws/stack': 'ui' } },
    { name: 'of a Gateway’s L4 route', labels: { 'service.gateway.k8s.aws/stack': 'ui' } },
    {
      name: 'of another Service’s load balancer',
      labels: { 'service.k8s.aws/stack-namespace': 'ui', 'service.k8s.aws/stack-name': 'quiet' },
    },
    {
      name: 'of a Service of that name elsewhere',
      labels: { 'service.k8s.aws/stack-namespace': 'carts', 'service.k8s.aws/stack-name': 'ui-nlb' },
    },
  ])('a binding $name over the same Service is not its own', async ({ labels }) => {
    bind(bindings, 'foreign', makeGroup('foreign', {}), labels);
    expect(await groupsOf()).toEqual([current]);
  });

  test.each(['service.k8s.aws/stack', 'service.eks.amazonaws.com/stack'])('by the tag %s', async (tag) => {
    makeGroup('k8s-ui-uinlb-0123456789', { [tag]: 'ui/ui-nlb' });
    expect(await groupsOf()).toEqual(['k8s-ui-uinlb-0123456789', current]);
  });

  test('a name alone is not enough, nor the tags of another Service', async () => {
    makeGroup('k8s-ui-uinlb-aaaaaaaaaa', {});
    makeGroup('k8s-ui-uinlb-bbbbbbbbbb', stack('ui/uinlb'));
    makeGroup('k8s-ui-uinlb2-cccccccccc', stack('ui/ui-nlb2'));
    expect(await groupsOf()).toEqual([current]);
  });

  test('where tags may not be read, bindings still tell', async () => {
    stage.sandbox.denied.add('elasticloadbalancing:DescribeTags');
    makeGroup('k8s-ui-uinlb-0123456789', stack('ui/ui-nlb'));
    bind(bindings, 'users', makeGroup('users', {}));
    expect(await groupsOf()).toEqual(['users', current].sort());
  });

  test('a group that goes away between two reads has no targets', async () => {
    makeGroup('k8s-ui-uinlb-0123456789', stack('ui/ui-nlb'));
    stage.elbv2.interfere = ({ form }) => {
      if (form.get('Action') !== 'DescribeTargetHealth') return null;
      if (form.get('TargetGroupArn')?.includes(current) === true) return null;
      form.set('TargetGroupArn', form.get('TargetGroupArn')?.replace('0123456789', 'ffffffffff') ?? '');
      return { form };
    };
    const { targetGroups } = await stage.observe('ui-nlb');
    expect(targetGroups?.find(({ name }) => name !== current)?.targets).toEqual([]);
  });

  test('a Service without a load balancer has those of its bindings', async () => {
    const group = makeGroup('early', {});
    bind(bindings, 'early', group, {}, 'quiet');
    const snapshot = await stage.observe('quiet');
    expect(snapshot).toMatchObject({ loadBalancer: null, origin: { account: '123456789012' } });
    expect(snapshot.targetGroups).toMatchObject([{ arn: group.TargetGroupArn, targets: [] }]);
  });
});

describe('rules of a listener', () => {
  test('are asked for with a dual-stack NLB alone, and what they forward to counts', async () => {
    const { elbv2, network } = stage.sandbox;
    await stage.observe('ui-nlb');
    const asked = () => stage.elbv2.requests.filter(({ form }) => form.get('Action') === 'DescribeRules');
    expect(asked()).toHaveLength(0);

    const group = makeGroup('default', {});
    const balancer = elbv2.createLoadBalancer({
      Name: 'dual',
      Type: 'network',
      IpAddressType: 'dualstack',
      Subnets: network.vpc.subnets.slice(0, 1).map(({ id }) => id),
      Tags: [{ Key: 'service.eks.amazonaws.com/stack', Value: 'ui/quiet' }],
    });
    undo.push(() => elbv2.deleteLoadBalancer({ LoadBalancerArn: balancer.LoadBalancerArn }));
    elbv2.createListener({
      LoadBalancerArn: balancer.LoadBalancerArn,
      Port: 80,
      Protocol: 'TCP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: group.TargetGroupArn }],
    });
    writeHostname(stage.sandbox.store, 'quiet', balancer.DNSName);
    undo.push(() => writeHostname(stage.sandbox.store, 'quiet', null));
    const { listeners, targetGroups, notRead } = await stage.observe('quiet');
    expect(asked()).toHaveLength(1);
    expect(listeners).toMatchObject([{ port: 80, ruleForwards: [] }]);
    expect(targetGroups?.map(({ name }) => name)).toEqual(['default']);
    expect(notRead).toEqual([]);

    stage.sandbox.denied.add('elasticloadbalancing:DescribeRules');
    expect((await stage.observe('quiet')).notRead).toMatchObject([
      { what: 'rules of listener 80', permission: 'elasticloadbalancing:DescribeRules' },
    ]);
  });
});

describe('a cluster without the controller', () => {
  test('has no such kind: that is said, and it is no missing permission', async () => {
    const bare = await openStage({ change: { controller: { installed: false } }, settle: false });
    try {
      const snapshot = await bare.observe('ui-nlb');
      expect(snapshot.bindings).toBeNull();
      expect(snapshot.notRead).toEqual([
        {
          what: 'targetgroupbindings.elbv2.k8s.aws',
          permission: null,
          reason: expect.stringContaining('CRDs are not installed'),
        },
      ]);
      const run = await bare.nlbctl(['wait-healthy', 'ui-nlb', '-n', 'ui', '--timeout', '0']);
      expect(run.code).toBe(4);
      expect(run.stdout).toContain('The Service has no NLB yet');
    } finally {
      await bare.stop();
    }
  });
});
