import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { openStage, type Stage } from '../sandboxed.ts';

const rbac = 'rbac.authorization.k8s.io';
const reads = {
  services: { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'patch'] },
  nodes: { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
  pods: { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
  events: { apiGroups: [''], resources: ['events'], verbs: ['list'] },
  endpointslices: { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list'] },
  bindings: { apiGroups: ['elbv2.k8s.aws'], resources: ['targetgroupbindings'], verbs: ['list'] },
  autoModeBindings: { apiGroups: ['eks.amazonaws.com'], resources: ['targetgroupbindings'], verbs: ['list'] },
} as const;

type Read = keyof typeof reads;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    change: {
      autoMode: true,
      access: {
        rbac: true,
        identities: {
          'admin-token': { user: 'admin', groups: ['system:masters'] },
          'reader-token': { user: 'reader' },
        },
      },
    },
  });
  const { store } = stage.sandbox;
  const named = (kind: string, name: string, body: object) => ({
    apiVersion: `${rbac}/v1`,
    kind,
    metadata: { name },
    ...body,
  });
  store.create(
    { group: rbac, resource: 'clusterroles' },
    named('ClusterRole', 'nlbctl', { rules: Object.values(reads) }),
  );
  store.create(
    { group: rbac, resource: 'clusterrolebindings' },
    named('ClusterRoleBinding', 'nlbctl', {
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'nlbctl' },
      subjects: [{ kind: 'User', name: 'reader' }],
    }),
  );
});

afterAll(() => stage.stop());
beforeEach(() => stage.reset());

/** Takes permissions from the reader, and leaves it the others. */
function without(...taken: Read[]): void {
  stage.sandbox.store.modify({ group: rbac, resource: 'clusterroles' }, undefined, 'nlbctl', (role) => {
    role['rules'] = Object.entries(reads).flatMap(([name, rule]) => (taken.includes(name as Read) ? [] : [rule]));
  });
}

const permissions = ({ notRead }: Snapshot) => notRead.map(({ permission }) => permission);

/** The parts that a Snapshot lacks. */
function absent(snapshot: Snapshot): string[] {
  return ['listeners', 'targetGroups', 'bindings', 'endpointSlices', 'pods', 'nodes', 'events', 'loadBalancer'].filter(
    (part) => snapshot[part as keyof Snapshot] === null,
  );
}

describe('with a role that lacks nothing', () => {
  test('everything is read', async () => {
    without();
    const snapshot = await stage.observe('ui-nlb', { identity: 'reader' });
    expect(snapshot.notRead).toEqual([]);
    expect(absent(snapshot)).toEqual([]);
  });
});

describe('a role that lacks a verb: it is named, and the rest is read', () => {
  test.each<{ taken: Read; part: string | null; permission: string }>([
    { taken: 'nodes', part: 'nodes', permission: 'list nodes' },
    { taken: 'pods', part: 'pods', permission: 'list pods' },
    { taken: 'events', part: 'events', permission: 'list events' },
    { taken: 'endpointslices', part: 'endpointSlices', permission: 'list endpointslices.discovery.k8s.io' },
    { taken: 'bindings', part: 'bindings', permission: 'list targetgroupbindings.elbv2.k8s.aws' },
    { taken: 'autoModeBindings', part: null, permission: 'list targetgroupbindings.eks.amazonaws.com' },
  ])('$permission', async ({ taken, part, permission }) => {
    without(taken);
    const snapshot = await stage.observe('ui-nlb', { identity: 'reader' });
    expect(permissions(snapshot)).toEqual([permission]);
    expect(snapshot.notRead[0]?.reason).toContain(`cannot list resource "${permission.split(/[ .]/)[1]}"`);
    expect(absent(snapshot)).toEqual(part === null ? [] : [part]);
    expect(snapshot.loadBalancer?.name).toBe('k8s-ui-uinlb-45617409e2');
    expect(snapshot.targetGroups?.[0]?.targets).toHaveLength(3);
  });

  test('both kinds of bindings, or all at once', async () => {
    without('bindings', 'autoModeBindings');
    expect(absent(await stage.observe('ui-nlb', { identity: 'reader' }))).toEqual(['bindings']);
    without('nodes', 'pods', 'events', 'endpointslices', 'bindings', 'autoModeBindings');
    const snapshot = await stage.observe('ui-nlb', { identity: 'reader' });
    expect(absent(snapshot)).toEqual(['bindings', 'endpointSlices', 'pods', 'nodes', 'events']);
    expect(snapshot.notRead).toHaveLength(6);
    expect(snapshot.targetGroups, 'found by the load balancer alone').toHaveLength(1);
  });

  test('without the Service itself nothing can be said: 6, with the verb and how to test it', async () => {
    without('services');
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui', '--kubeconfig', stage.kubeconfig('reader')]);
    expect(run).toMatchObject({ code: 6, stdout: '' });
    expect(run.stderr).toContain('you may not get services -n ui');
    expect(run.stderr).toContain('kubectl auth can-i get services -n ui');
  });
});

describe('an IAM action that is denied: it is named, and the rest is read', () => {
  test.each<{ action: string; lacks: readonly string[] }>([
    { action: 'DescribeLoadBalancers', lacks: ['listeners', 'loadBalancer'] },
    { action: 'DescribeTargetGroups', lacks: ['targetGroups'] },
    { action: 'DescribeListeners', lacks: ['listeners'] },
    { action: 'DescribeTargetHealth', lacks: [] },
    { action: 'DescribeTags', lacks: [] },
    { action: 'DescribeTargetGroupAttributes', lacks: [] },
    { action: 'DescribeLoadBalancerAttributes', lacks: [] },
  ])('$action', async ({ action, lacks }) => {
    const permission = `elasticloadbalancing:${action}`;
    stage.sandbox.denied.add(permission);
    const snapshot = await stage.observe('ui-nlb');
    expect(permissions(snapshot)).toEqual([permission]);
    expect(snapshot.notRead[0]?.reason).toContain(`is not authorized to perform: ${permission}`);
    expect(absent(snapshot)).toEqual(lacks);
    expect(stage.elbv2.requests.filter(({ form }) => form.get('Action') === action).length, 'no retries').toBeLessThan(
      3,
    );
  });

  test('what was not read of a group or a load balancer is null, not empty', async () => {
    for (const action of ['DescribeTargetHealth', 'DescribeTags', 'DescribeTargetGroupAttributes'])
      stage.sandbox.denied.add(`elasticloadbalancing:${action}`);
    const snapshot = await stage.observe('ui-nlb');
    expect(snapshot.targetGroups?.[0]).toMatchObject({ targets: null, tags: null, attributes: null });
    expect(snapshot.loadBalancer?.tags).toBeNull();
  });

  test('everything: the Service, pods and nodes are still told, and every action is named', async () => {
    stage.sandbox.denied.add('elasticloadbalancing:*');
    const snapshot = await stage.observe('ui-nlb');
    expect(snapshot.lookup).toEqual({ by: 'none', reason: 'not-read' });
    expect(permissions(snapshot).sort()).toEqual([
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeTargetGroups',
    ]);
    expect(snapshot.pods).toHaveLength(1);
  });
});

describe('what could not be read never looks healthy', () => {
  const needed: { name: string; deny: () => void }[] = [
    {
      name: 'DescribeLoadBalancers',
      deny: () => stage.sandbox.denied.add('elasticloadbalancing:DescribeLoadBalancers'),
    },
    { name: 'DescribeListeners', deny: () => stage.sandbox.denied.add('elasticloadbalancing:DescribeListeners') },
    { name: 'DescribeTargetGroups', deny: () => stage.sandbox.denied.add('elasticloadbalancing:DescribeTargetGroups') },
    { name: 'DescribeTargetHealth', deny: () => stage.sandbox.denied.add('elasticloadbalancing:DescribeTargetHealth') },
    { name: 'list nodes', deny: () => without('nodes') },
  ];
  const reader = () => ['--kubeconfig', stage.kubeconfig('reader')];

  test.each(needed)('$name: inspect reports with 0, and no verdict is ok', async ({ name, deny }) => {
    without();
    deny();
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui', '-o', 'json', ...reader()]);
    expect(run.code).toBe(0);
    const { ports, meta } = JSON.parse(run.stdout);
    expect(JSON.stringify(meta.notRead)).toContain(name);
    for (const { targetGroups } of ports)
      for (const { targets } of targetGroups)
        for (const { verdict, why } of targets) {
          expect(verdict).toBe('unknown');
          expect(why).toContain(name);
        }
    const text = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui', ...reader()]);
    expect(text.stdout).toContain(name);
    expect(text.stdout).not.toMatch(/\b3\/3 healthy\b/);
    expect(text.stdout).not.toContain('left over');
    expect(text.stdout).not.toContain('→ no target group');
  });

  test.each(needed)('$name: diff ends with 6, not 0 or 2, in every format', async ({ name, deny }) => {
    without();
    deny();
    for (const format of ['table', 'json', 'yaml']) {
      const run = await stage.nlbctl(['diff', 'ui-nlb', '-n', 'ui', '-o', format, ...reader()]);
      expect(run.code, format).toBe(6);
      expect(run.stdout, format).toContain(name);
    }
  });

  test.each(needed)('$name: wait-healthy says so at once, and does not wait', async ({ name, deny }) => {
    without();
    deny();
    const began = performance.now();
    const run = await stage.nlbctl(['wait-healthy', 'ui-nlb', '-n', 'ui', '--timeout', '10m', ...reader()]);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(run.code).toBe(6);
    expect(run.stdout).toContain(name);
    expect(run.stdout).toMatch(/\n.*(kubectl auth can-i list nodes --kubeconfig|aws sts get-caller-identity$)/m);
  });

  test('what no judgement needs does not stand in the way', async () => {
    without('events');
    stage.sandbox.denied.add('elasticloadbalancing:DescribeTags');
    const run = await stage.nlbctl(['diff', 'ui-nlb', '-n', 'ui', ...reader()]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('list events');
  });

  test('list says unknown, and names nothing healthy', async () => {
    stage.sandbox.denied.add('elasticloadbalancing:DescribeTargetHealth');
    const run = await stage.nlbctl(['list', '-n', 'ui', '-o', 'json']);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).items).toMatchObject([
      { name: 'ui-nlb', requiredHealthy: null, required: 3, status: 'unknown' },
    ]);
    expect((await stage.nlbctl(['list', '-n', 'ui'])).stdout).toMatch(/ \?\/3 +unknown/);
  });
});
