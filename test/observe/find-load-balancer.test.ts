import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Elbv2 } from '../../src/aws/elbv2.ts';
import { findLoadBalancer } from '../../src/observe/find-load-balancer.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, hostnameOf, loadBalancerService, writeHostname } from '../services.ts';

const autoMode = 'eks.amazonaws.com/nlb';
const foreignClass = { loadBalancerClass: 'example.com/other' };

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    change: {
      autoMode: true,
      loadBalancers: [
        ...Array.from({ length: 405 }, (_, index) => ({ name: `other-${index}`, tags: { team: `t${index}` } })),
        { name: 'front-alb', type: 'application' },
        { name: 'auto-lb', tags: { 'service.eks.amazonaws.com/stack': 'ui/auto' } },
        { name: 'intree-lb', tags: { 'kubernetes.io/service-name': 'ui/intree' } },
        { name: 'twice-east', tags: { 'service.k8s.aws/stack': 'ui/twice', 'elbv2.k8s.aws/cluster': 'east' } },
        { name: 'twice-west', tags: { 'service.k8s.aws/stack': 'ui/twice', 'elbv2.k8s.aws/cluster': 'west' } },
        { name: 'k8s-ui-plain-0123456789' },
        { name: 'k8s-ui-plain-settings' },
        { name: 'k8s-ui-checkout-0000000001', tags: { 'service.k8s.aws/stack': 'ui/checkout-a' } },
        { name: 'k8s-ui-checkout-0000000002', tags: { 'service.k8s.aws/stack': 'ui/checkout-b' } },
      ],
    },
    objects: [
      loadBalancerService('ui-nlb2', { annotations: external }),
      loadBalancerService('capitals', { annotations: { ...external, name: 'UI-Edge-NLB' } }),
      loadBalancerService('auto', { spec: { loadBalancerClass: autoMode } }),
      loadBalancerService('intree'),
      loadBalancerService('classic'),
      loadBalancerService('alb', { spec: foreignClass }),
      loadBalancerService('cname', { spec: { loadBalancerClass: autoMode } }),
      ...['twice', 'plain', 'checkout-a', 'checkout-b', 'nothing'].map((name) =>
        loadBalancerService(name, { spec: { loadBalancerClass: autoMode } }),
      ),
      loadBalancerService('nobodys', { annotations: { type: 'external' } }),
      loadBalancerService('other', { spec: foreignClass }),
      loadBalancerService('inside', { spec: { type: 'ClusterIP' } }),
    ],
  });
});

afterAll(() => stage.stop());

beforeEach(() => {
  stage.reset();
  const { store, elbv2 } = stage.sandbox;
  const name = (wanted: string) => elbv2.describeLoadBalancers({ Names: [wanted] })[0]?.DNSName ?? '';
  writeHostname(store, 'ui-nlb', name('k8s-ui-uinlb-45617409e2').toLowerCase());
});

const actions = () => stage.elbv2.requests.map(({ form }) => form.get('Action'));

describe('by the hostname in the status', () => {
  test('exactly, with one question for the name', async () => {
    const { loadBalancer, lookup } = await stage.observe('ui-nlb');
    expect(loadBalancer?.name).toBe('k8s-ui-uinlb-45617409e2');
    expect(lookup).toEqual({ by: 'hostname' });
    const asked = stage.elbv2.requests.filter(({ form }) => form.get('Action') === 'DescribeLoadBalancers');
    expect(asked.map(({ form }) => form.get('Names.member.1'))).toEqual(['k8s-ui-uinlb-45617409e2']);
  });

  test('a Service whose prefix is that of another keeps its own', async () => {
    const [one, two] = [await stage.observe('ui-nlb'), await stage.observe('ui-nlb2')];
    expect(two.loadBalancer?.name).toMatch(/^k8s-ui-uinlb2-/);
    expect(one.loadBalancer?.arn).not.toBe(two.loadBalancer?.arn);
    expect(one.targetGroups?.map(({ name }) => name)).toEqual(['k8s-ui-uinlb-fa38096dd9']);
    expect(two.targetGroups).toHaveLength(1);
  });

  test('whatever its case', async () => {
    writeHostname(stage.sandbox.store, 'ui-nlb', hostnameOf(stage.sandbox.store, 'ui-nlb').toUpperCase());
    expect(await stage.observe('ui-nlb')).toMatchObject({
      lookup: { by: 'hostname' },
      loadBalancer: { name: 'k8s-ui-uinlb-45617409e2' },
    });
  });

  test('a name with capitals, which the annotation spells, is asked for as it is spelled', async () => {
    expect(hostnameOf(stage.sandbox.store, 'capitals')).toMatch(/^ui-edge-nlb-/);
    expect(await stage.observe('capitals')).toMatchObject({
      lookup: { by: 'hostname' },
      loadBalancer: { name: 'UI-Edge-NLB' },
    });
    expect(actions().filter((action) => action === 'DescribeLoadBalancers')).toHaveLength(1);
  });

  test('a name with capitals that nothing spells is found in the whole list, page by page', async () => {
    writeHostname(stage.sandbox.store, 'plain', hostnameOf(stage.sandbox.store, 'capitals'));
    expect(await stage.observe('plain')).toMatchObject({
      lookup: { by: 'hostname' },
      loadBalancer: { name: 'UI-Edge-NLB' },
    });
    const markers = stage.elbv2.requests
      .filter(({ form }) => form.get('Action') === 'DescribeLoadBalancers')
      .map(({ form }) => form.has('Marker'));
    expect(markers, 'the name, the first 400, the others').toEqual([false, false, true]);
    writeHostname(stage.sandbox.store, 'plain', null);
  });

  test('one that AWS does not have is gone, and the rest is read all the same', async () => {
    const hostname = 'k8s-ui-uinlb-45617409e2-0123456789abcdef.elb.us-west-2.amazonaws.com';
    writeHostname(stage.sandbox.store, 'ui-nlb', hostname);
    const snapshot = await stage.observe('ui-nlb');
    expect(snapshot).toMatchObject({ loadBalancer: null, lookup: { by: 'none', reason: 'gone', hostname } });
    expect(snapshot.targetGroups?.map(({ name }) => name)).toEqual(['k8s-ui-uinlb-fa38096dd9']);
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui']);
    expect(run.stdout).toContain(hostname);
  });

  test('in the region that the hostname names, not in that of the AWS settings', async () => {
    const env = { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' };
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui', '-o', 'json'], { env });
    expect(JSON.parse(run.stdout)).toMatchObject({
      meta: { region: 'us-west-2' },
      loadBalancer: { name: 'k8s-ui-uinlb-45617409e2' },
    });
  });

  test('it is judged by its Type, whatever its ARN looks like', async () => {
    const { service, loadBalancer } = await stage.observe('ui-nlb');
    if (loadBalancer === null) throw new Error('there is none');
    const find = (shown: object) =>
      findLoadBalancer(service, {
        elbv2: { loadBalancersByName: async () => ({ ...loadBalancer, ...shown }) } as Partial<Elbv2> as Elbv2,
        cluster: null,
        signal: new AbortController().signal,
      });
    const arn = loadBalancer.arn.replace('/net/', '/app/');
    expect((await find({ arn })).loadBalancer?.arn).toBe(arn);
    await expect(find({ type: 'application' })).rejects.toMatchObject({ code: 'NotANetworkLoadBalancer' });
    await expect(find({ type: 'future' })).rejects.toThrow('a load balancer of type future');
  });
});

describe('without a hostname', () => {
  test('by the tag of the AWS Load Balancer Controller, in DescribeTags of at most 20', async () => {
    writeHostname(stage.sandbox.store, 'ui-nlb', null);
    expect(await stage.observe('ui-nlb')).toMatchObject({
      lookup: { by: 'tags' },
      loadBalancer: { name: 'k8s-ui-uinlb-45617409e2' },
    });
    const sizes = stage.elbv2.requests
      .filter(({ form }) => form.get('Action') === 'DescribeTags')
      .map(({ form }) => [...form.keys()].filter((key) => key.startsWith('ResourceArns.')).length);
    expect(Math.max(...sizes)).toBe(20);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(400);
  });

  test('in pages however small', async () => {
    writeHostname(stage.sandbox.store, 'ui-nlb', null);
    stage.elbv2.interfere = ({ form }) => {
      if (!form.has('PageSize')) return null;
      return { form: new URLSearchParams({ ...Object.fromEntries(form), PageSize: '50' }) };
    };
    expect((await stage.observe('ui-nlb')).loadBalancer?.name).toBe('k8s-ui-uinlb-45617409e2');
    expect(actions().filter((action) => action === 'DescribeLoadBalancers').length).toBeGreaterThan(8);
  });

  test('by the tag of EKS Auto Mode', async () => {
    expect(await stage.observe('auto')).toMatchObject({ lookup: { by: 'tags' }, loadBalancer: { name: 'auto-lb' } });
  });

  test('also where the status holds a name of somebody’s own', async () => {
    writeHostname(stage.sandbox.store, 'cname', 'www.example.com');
    expect(await stage.observe('cname')).toMatchObject({ lookup: { by: 'none', reason: 'no-hostname' } });
    writeHostname(stage.sandbox.store, 'auto', 'www.example.com');
    expect(await stage.observe('auto')).toMatchObject({ lookup: { by: 'tags' } });
    writeHostname(stage.sandbox.store, 'auto', null);
  });

  test('by the controller’s name where it has no tags; a name that only begins so is not taken', async () => {
    expect(await stage.observe('plain')).toMatchObject({
      lookup: { by: 'name-prefix' },
      loadBalancer: { name: 'k8s-ui-plain-0123456789' },
    });
  });

  test('by the controller’s name where tags may not be read, and says so', async () => {
    writeHostname(stage.sandbox.store, 'ui-nlb', null);
    stage.sandbox.denied.add('elasticloadbalancing:DescribeTags');
    const snapshot = await stage.observe('ui-nlb');
    expect(snapshot).toMatchObject({
      lookup: { by: 'name-prefix' },
      loadBalancer: { name: 'k8s-ui-uinlb-45617409e2' },
    });
    expect(snapshot.notRead.map(({ permission }) => permission)).toContain('elasticloadbalancing:DescribeTags');
  });

  test('nothing that fits is no load balancer yet', async () => {
    expect(await stage.observe('nothing')).toMatchObject({
      loadBalancer: null,
      lookup: { by: 'none', reason: 'no-hostname' },
      listeners: null,
      targetGroups: [],
    });
  });
});

describe('more than one', () => {
  test('with the Service’s tags is ambiguous: 5, each with DNS name, tags and VPC', async () => {
    const run = await stage.nlbctl(['inspect', 'twice', '-n', 'ui']);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    const vpc = stage.sandbox.network.vpc.id;
    for (const [name, cluster] of [
      ['twice-east', 'east'],
      ['twice-west', 'west'],
    ]) {
      const line = run.stderr.split('\n').find((each) => each.includes(`${name}-`)) ?? '';
      expect(line).toMatch(new RegExp(`${name}-[0-9a-f]{16}\\.elb\\.us-west-2\\.amazonaws\\.com`));
      expect(line).toContain(vpc);
      expect(line).toContain(`elbv2.k8s.aws/cluster=${cluster}`);
      expect(line).toContain('service.k8s.aws/stack=ui/twice');
    }
    expect(run.stderr).toContain('Service ui/twice');
    expect(run.stderr).toMatch(/\nhint: /);
  });

  test.each([
    ['an ARN', 'arn:aws:eks:us-west-2:123456789012:cluster/west'],
    ['eksctl’s name', 'west.us-west-2.eksctl.io'],
    ['its own name', 'west'],
  ])('is parted by the cluster that the kubeconfig names by %s', async (_, cluster) => {
    const kubeconfig = stage.kubeconfig(undefined, (text) => text.replaceAll('nlbctl-sandbox', cluster));
    const run = await stage.nlbctl(['inspect', 'twice', '-n', 'ui', '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(JSON.parse(run.stdout)).toMatchObject({ loadBalancer: { name: 'twice-west' } });
  });

  test('with the same name prefix, where tags may not be read, is ambiguous too: never a guess', async () => {
    stage.sandbox.denied.add('elasticloadbalancing:DescribeTags');
    const run = await stage.nlbctl(['inspect', 'checkout-a', '-n', 'ui']);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toContain('k8s-ui-checkout-0000000001');
    expect(run.stderr).toContain('k8s-ui-checkout-0000000002');
    expect(run.stderr).toContain('tags not read');
    expect(run.stderr).toMatch(/\nhint: .*elasticloadbalancing:DescribeTags/);
  });

  test('with the same name prefix is told apart by the tags', async () => {
    expect((await stage.observe('checkout-a')).loadBalancer?.name).toBe('k8s-ui-checkout-0000000001');
    expect((await stage.observe('checkout-b')).loadBalancer?.name).toBe('k8s-ui-checkout-0000000002');
  });
});

describe('what is no NLB of the controller’s has its own message', () => {
  const cases: { name: string; hostname?: () => string; says: RegExp; hint: RegExp }[] = [
    {
      name: 'alb',
      hostname: () => stage.sandbox.elbv2.describeLoadBalancers({ Names: ['front-alb'] })[0]?.DNSName ?? '',
      says: /Service ui\/alb: .* is an Application Load Balancer \(front-alb\), not a Network Load Balancer/,
      hint: /Ingress/,
    },
    {
      name: 'classic',
      hostname: () => 'a1b2c3d4e5f60718293a4b5c6d7e8f90-1234567890.us-west-2.elb.amazonaws.com',
      says: /Service ui\/classic: .* Classic Load Balancer/,
      hint: /loadBalancerClass/,
    },
    { name: 'inside', says: /Service ui\/inside is of type ClusterIP/, hint: /nlbctl list -n ui/ },
    { name: 'nobodys', says: /Service ui\/nobodys is managed by no controller/, hint: /kubectl annotate/ },
    { name: 'intree', says: /Service ui\/intree .* in-tree controller's/, hint: /loadBalancerClass/ },
    { name: 'other', says: /Service ui\/other .* "example\.com\/other"/, hint: /loadBalancerClass/ },
  ];

  test.each(cases)('$name: 5', async ({ name, hostname, says, hint }) => {
    if (hostname !== undefined) writeHostname(stage.sandbox.store, name, hostname());
    const run = await stage.nlbctl(['inspect', name, '-n', 'ui']);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toMatch(says);
    expect(run.stderr).toMatch(new RegExp(`\nhint: .*${hint.source}`));
  });

  test('the words are all different', async () => {
    const said = await Promise.all(cases.map(({ name }) => stage.nlbctl(['inspect', name, '-n', 'ui'])));
    const first = said.map(({ stderr }, index) => stderr.split('\n')[0]?.replaceAll(cases[index]?.name ?? '', ''));
    expect(new Set(first).size).toBe(cases.length);
  });
});
