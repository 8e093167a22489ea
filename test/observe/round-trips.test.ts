import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inSequence } from '../front.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, hostnameOf, loadBalancerService, writeHostname } from '../services.ts';

/** Milliseconds that every answer takes: far more than what nlbctl does between two requests. */
const delay = 150;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    objects: ['second', 'third', 'fourth', 'fifth', 'sixth'].map((name) =>
      loadBalancerService(name, { annotations: external }),
    ),
  });
  // Modules are loaded, and connections opened, before anything is counted.
  await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui']);
});

afterAll(() => stage.stop());

beforeEach(() => {
  stage.reset();
  stage.elbv2.delay = delay;
  stage.kubernetes.delay = delay;
});

const made = () => [...stage.elbv2.requests, ...stage.kubernetes.requests];

describe('reads run side by side', () => {
  test('inspect needs at most four requests in sequence', async () => {
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui']);
    expect(run.code).toBe(0);
    expect(made().length).toBeGreaterThanOrEqual(15);
    expect(inSequence(made())).toBeLessThanOrEqual(4);
  });

  test('also while two target groups are there', async () => {
    const { elbv2 } = stage.sandbox;
    const group = elbv2.createTargetGroup({
      Name: 'k8s-ui-uinlb-0000000000',
      Protocol: 'TCP',
      Port: 8080,
      TargetType: 'ip',
      VpcId: stage.sandbox.network.vpc.id,
      Tags: [
        { Key: 'service.k8s.aws/stack', Value: 'ui/ui-nlb' },
        { Key: 'service.k8s.aws/resource', Value: 'ui/ui-nlb:80' },
      ],
    });
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui']);
    expect(run.stdout).toContain('left over: k8s-ui-uinlb-0000000000');
    expect(inSequence(made())).toBeLessThanOrEqual(4);
    elbv2.deleteTargetGroup({ TargetGroupArn: group.TargetGroupArn });
  });

  test('also without a hostname, when the tags of every load balancer must be read', async () => {
    const { store } = stage.sandbox;
    const hostname = hostnameOf(store, 'ui-nlb');
    writeHostname(store, 'ui-nlb', null);
    expect((await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui'])).code).toBe(0);
    expect(inSequence(made())).toBeLessThanOrEqual(4);
    writeHostname(store, 'ui-nlb', hostname);
  });

  test('of many Services what is common is read once', async () => {
    const run = await stage.nlbctl(['list', '-n', 'ui', '-o', 'name']);
    expect(run.stdout.trim().split('\n')).toHaveLength(6);
    const times = (action: string) => stage.elbv2.requests.filter(({ form }) => form.get('Action') === action).length;
    const asked = (resource: string) =>
      stage.kubernetes.requests.filter(({ path }) => path.endsWith(`/${resource}`)).length;
    expect([times('DescribeLoadBalancers'), times('DescribeTargetGroups')]).toEqual([1, 1]);
    expect([asked('nodes'), asked('targetgroupbindings'), asked('services')]).toEqual([1, 2, 1]);
    expect(times('DescribeListeners'), 'and no more than that is each Service’s own').toBe(6);
  });
});
