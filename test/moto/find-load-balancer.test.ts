import { afterEach, beforeEach, expect, test } from 'vitest';
import { exitCode } from '../../src/model/exit-codes.ts';
import { findLoadBalancer } from '../../src/observe/find-load-balancer.ts';
import { aService } from '../judge/snapshot-builder.ts';
import { describeMoto, emptyMoto, signal, userOf } from './moto.ts';
import { controllerTags, openStock, type Stock } from './stock.ts';

/** The Service before the controller has written a hostname into its status: it is entered by name and tags. */
const service = aService({ ingress: [] });

async function find(cluster: string | null = 'eks-workshop', sought = service) {
  using user = await userOf();
  return await findLoadBalancer(sought, { elbv2: user.elbv2, cluster, signal });
}

describeMoto('the NLB of a Service', () => {
  let stock: Stock;
  beforeEach(async () => {
    await emptyMoto();
    stock = await openStock();
    await stock.others(10);
  });
  afterEach(() => stock?.[Symbol.dispose]());

  test('is found by its tags among 60 others, one of which has its prefix', async () => {
    await stock.balancer('k8s-ui-uinlb-1111111111', controllerTags('ui/ui-nlb2'));
    const ours = await stock.balancer('k8s-ui-uinlb-45617409e2', controllerTags('ui/ui-nlb'));
    for (let index = 0; index < 50; index += 1) await stock.balancer(`plain-${index}`);
    expect(await find()).toMatchObject({
      loadBalancer: { arn: ours.arn, dnsName: ours.dnsName, tags: controllerTags('ui/ui-nlb') },
      lookup: { by: 'tags' },
      notRead: [],
    });
  });

  test('is found by its tags under a name of somebody’s own', async () => {
    const ours = await stock.balancer('storefront', controllerTags('ui/ui-nlb'));
    expect(await find()).toMatchObject({ loadBalancer: { arn: ours.arn }, lookup: { by: 'tags' } });
  });

  test('is that of the kubeconfig’s cluster, where another has an equal Service', async () => {
    await stock.balancer('k8s-ui-uinlb-1111111111', controllerTags('ui/ui-nlb', 'staging'));
    const ours = await stock.balancer('k8s-ui-uinlb-45617409e2', controllerTags('ui/ui-nlb'));
    expect(await find('eks-workshop')).toMatchObject({ loadBalancer: { arn: ours.arn }, lookup: { by: 'tags' } });
  });

  test('is found by the prefix of its name where it has no tags', async () => {
    await stock.balancer('k8s-ui-uinlb-notbyus');
    await stock.balancer('k8s-ui-uinlb-1111111111', controllerTags('ui/ui-nlb2'));
    const ours = await stock.balancer('k8s-ui-uinlb-45617409e2');
    expect(await find()).toMatchObject({ loadBalancer: { arn: ours.arn }, lookup: { by: 'name-prefix' } });
  });

  test('is none that is tagged for another Service, whatever its name', async () => {
    await stock.balancer('k8s-ui-uinlb-1111111111', controllerTags('ui/ui-nlb2'));
    expect(await find()).toMatchObject({ loadBalancer: null, lookup: { by: 'none', reason: 'no-hostname' } });
  });

  test('is no ALB, neither by tags nor by name', async () => {
    await stock.balancer('k8s-ui-uinlb-1111111111', controllerTags('ui/ui-nlb'), { Type: 'application' });
    await stock.balancer('k8s-ui-uinlb-2222222222', {}, { Type: 'application' });
    expect(await find()).toMatchObject({ loadBalancer: null, lookup: { by: 'none', reason: 'no-hostname' } });
    const ours = await stock.balancer('k8s-ui-uinlb-45617409e2', controllerTags('ui/ui-nlb'));
    expect(await find()).toMatchObject({ loadBalancer: { arn: ours.arn }, lookup: { by: 'tags' } });
  });

  test('is not guessed among two that carry its tags', async () => {
    const tags = [controllerTags('ui/ui-nlb', 'blue'), controllerTags('ui/ui-nlb', 'green')] as const;
    const first = await stock.balancer('k8s-ui-uinlb-1111111111', tags[0]);
    const second = await stock.balancer('k8s-ui-uinlb-2222222222', tags[1]);
    const error: unknown = await find(null).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'LoadBalancerAmbiguous',
      exitCode: exitCode.notFound,
      message: expect.stringContaining('Service ui/ui-nlb: 2 load balancers carry its tags'),
      hint: expect.stringContaining('kubectl get service ui-nlb -n ui'),
    });
    const listed = String((error as Error).message);
    for (const part of [first.dnsName, second.dnsName, stock.network.vpcId, 'elbv2.k8s.aws/cluster=blue'])
      expect(listed).toContain(part);
    expect(listed).toContain('service.k8s.aws/stack=ui/ui-nlb');
  });

  test('is not guessed among two whose names begin alike', async () => {
    const first = await stock.balancer('k8s-ui-uinlb-1111111111');
    const second = await stock.balancer('k8s-ui-uinlb-2222222222', { owner: 'ops' });
    const error: unknown = await find().catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'LoadBalancerAmbiguous',
      exitCode: exitCode.notFound,
      message: expect.stringContaining('2 load balancers have names that begin with k8s-ui-uinlb-'),
    });
    const listed = String((error as Error).message);
    for (const part of [first.dnsName, second.dnsName, stock.network.vpcId, 'owner=ops'])
      expect(listed).toContain(part);
  });

  test('is gone when the status names one that is not there, or an earlier one of the same name', async () => {
    await stock.balancer('k8s-ui-uinlb-45617409e2', controllerTags('ui/ui-nlb'));
    for (const name of ['k8s-ui-uinlb-0000000000', 'k8s-ui-uinlb-45617409e2']) {
      const hostname = `${name}-50dc6c495c0c9188.elb.us-west-2.amazonaws.com`;
      const found = await find('eks-workshop', aService({ ingress: [{ hostname, ip: null }] }));
      expect(found).toMatchObject({ loadBalancer: null, lookup: { by: 'none', reason: 'gone', hostname } });
    }
  });
});
