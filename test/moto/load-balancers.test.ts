import { ModifyLoadBalancerAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeMoto, emptyMoto, signal, userOf } from './moto.ts';
import { zones } from './network.ts';
import { controllerTags, openStock, type Stock } from './stock.ts';

describeMoto('load balancers', () => {
  let stock: Stock;
  let others: Awaited<ReturnType<Stock['others']>>;
  let ours: { arn: string; dnsName: string };
  beforeAll(async () => {
    await emptyMoto();
    stock = await openStock();
    ours = await stock.balancer('k8s-ui-uinlb-45617409e2', controllerTags('ui/ui-nlb'));
    others = await stock.others(60);
  });
  afterAll(() => stock?.[Symbol.dispose]());

  test('of a region are read whole, of every type', async () => {
    using user = await userOf();
    const found = await user.elbv2.loadBalancers(signal);
    const made = [{ ...ours, name: 'k8s-ui-uinlb-45617409e2', type: 'network' }, ...others];
    const parts = ({ arn, name, type, dnsName }: (typeof made)[number]) => ({ arn, name, type, dnsName });
    expect(found.map(parts)).toHaveLength(61);
    expect(found.map(parts)).toEqual(expect.arrayContaining(made));
    expect(found.filter(({ type }) => type === 'application')).toHaveLength(12);
  });

  test('are described as they were made', async () => {
    using user = await userOf();
    expect(await user.elbv2.loadBalancersByName('k8s-ui-uinlb-45617409e2', signal)).toMatchObject({
      arn: ours.arn,
      type: 'network',
      scheme: 'internet-facing',
      vpcId: stock.network.vpcId,
      state: 'active',
      stateReason: null,
      ipAddressType: 'ipv4',
      zones,
      createdTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      tags: null,
      attributes: null,
    });
    expect(user.callsOf('DescribeLoadBalancers')).toMatchObject([
      { attempts: 1, outcome: 'ok', requestId: expect.stringMatching(/\w/) },
    ]);
  });

  test('that no one has made are nobody’s', async () => {
    using user = await userOf();
    expect(await user.elbv2.loadBalancersByName('k8s-ui-uinlb-0000000000', signal)).toBeNull();
    const arn = ours.arn.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await user.elbv2.listeners(arn, signal)).toEqual([]);
    expect(await user.elbv2.loadBalancerAttributes(arn, signal)).toEqual({});
    expect(user.callsOf('DescribeListeners')).toMatchObject([{ attempts: 1, outcome: 'LoadBalancerNotFound' }]);
  });

  test('of another region are not among them', async () => {
    using elsewhere = await userOf({}, 'eu-west-1');
    expect(await elsewhere.elbv2.loadBalancers(signal)).toEqual([]);
  });

  test('have attributes', async () => {
    const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }];
    await stock.sdk.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: ours.arn, Attributes }));
    using user = await userOf();
    expect(await user.elbv2.loadBalancerAttributes(ours.arn, signal)).toMatchObject({
      'load_balancing.cross_zone.enabled': 'true',
      'deletion_protection.enabled': 'false',
    });
  });

  test('have tags, which are read by 20', async () => {
    using user = await userOf();
    const tags = await user.elbv2.tags([ours.arn, ...others.map(({ arn }) => arn)], signal);
    expect(tags.size).toBe(61);
    expect(tags.get(ours.arn)).toEqual(controllerTags('ui/ui-nlb'));
    for (const [index, { arn }] of others.entries()) expect(tags.get(arn)).toEqual(controllerTags(`team${index}/web`));
    expect(user.callsOf('DescribeTags')).toHaveLength(4);
  });

  test('and target groups may be mixed where tags are read', async () => {
    const group = await stock.group('k8s-ui-uinlb-908febdef8', 'ip', { Tags: [{ Key: 'team', Value: 'ü & <ui>' }] });
    using user = await userOf();
    const tags = await user.elbv2.tags([ours.arn, group], signal);
    expect(tags.get(group)).toEqual({ team: 'ü & <ui>' });
    expect(tags.get(ours.arn)).toEqual(controllerTags('ui/ui-nlb'));
  });
});

describeMoto('more load balancers than one page holds', () => {
  beforeAll(emptyMoto);

  test('are read page by page, each once', async () => {
    using stock = await openStock();
    const made = await stock.others(430);
    using user = await userOf();
    const found = await user.elbv2.loadBalancers(signal);
    expect(new Set(found.map(({ arn }) => arn))).toEqual(new Set(made.map(({ arn }) => arn)));
    expect(found).toHaveLength(430);
    expect(user.callsOf('DescribeLoadBalancers')).toHaveLength(2);
  });
});
