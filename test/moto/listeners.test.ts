import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeMoto, emptyMoto, signal, userOf } from './moto.ts';
import { openStock, type Stock } from './stock.ts';

describeMoto('listeners', () => {
  let stock: Stock;
  let groups: { instance: string; ip: string };
  beforeAll(async () => {
    await emptyMoto();
    stock = await openStock();
    groups = {
      instance: await stock.group('k8s-ui-uinlb-fa38096dd9', 'instance'),
      ip: await stock.group('k8s-ui-uinlb-908febdef8', 'ip'),
    };
  });
  afterAll(() => stock?.[Symbol.dispose]());

  test('forward to what they were last told to', async () => {
    const { arn } = await stock.balancer('flip');
    const listener = await stock.listener(arn, { [groups.instance]: 1 });
    using user = await userOf();
    const described = (forwards: object[]) => [
      { arn: listener, port: 80, protocol: 'TCP', forwards, ruleForwards: [] },
    ];
    const forward = (targetGroupArn: string, weight: number) => ({ targetGroupArn, weight });
    expect(await user.elbv2.listeners(arn, signal)).toEqual(described([forward(groups.instance, 1)]));

    await stock.modify(listener, { [groups.instance]: 100, [groups.ip]: 0 });
    const shifting = await user.elbv2.listeners(arn, signal);
    expect(shifting).toEqual(described([forward(groups.instance, 100), forward(groups.ip, 0)]));

    await stock.modify(listener, { [groups.instance]: 25, [groups.ip]: 75 });
    const shifted = await user.elbv2.listeners(arn, signal);
    expect(shifted).toEqual(described([forward(groups.instance, 25), forward(groups.ip, 75)]));

    await stock.modify(listener, { [groups.ip]: 1 });
    expect(await user.elbv2.listeners(arn, signal)).toEqual(described([forward(groups.ip, 1)]));
  });

  test('of several ports are all read, those of other load balancers are not', async () => {
    const { arn } = await stock.balancer('ports');
    const other = await stock.balancer('other-ports');
    await stock.listener(other.arn, { [groups.ip]: 1 }, 8443);
    for (const port of [80, 443, 9090]) await stock.listener(arn, { [groups.ip]: 1 }, port);
    using user = await userOf();
    const ports = (await user.elbv2.listeners(arn, signal)).map(({ port }) => port);
    expect(ports.sort((a, b) => a - b)).toEqual([80, 443, 9090]);
  });

  test('of an NLB that has none are none', async () => {
    const { arn } = await stock.balancer('bare');
    using user = await userOf();
    expect(await user.elbv2.listeners(arn, signal)).toEqual([]);
  });

  test('have no rules but the default one, and none when they are gone', async () => {
    const { arn } = await stock.balancer('rules');
    const listener = await stock.listener(arn, { [groups.ip]: 1 });
    using user = await userOf();
    expect(await user.elbv2.ruleForwards(listener, signal)).toEqual([]);
    const gone = listener.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await user.elbv2.ruleForwards(gone, signal)).toEqual([]);
    expect(user.callsOf('DescribeRules').at(-1)).toMatchObject({ attempts: 1, outcome: 'ListenerNotFound' });
  });
});
