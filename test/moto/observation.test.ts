import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { judge } from '../../src/judge/inspection.ts';
import { connectKubernetes } from '../../src/kubernetes/cluster.ts';
import { exitCode } from '../../src/model/exit-codes.ts';
import { observe } from '../../src/observe/observe.ts';
import { runCli } from '../cli/run-cli.ts';
import { podAddresses, startCluster, type Wanted } from './cluster.ts';
import { describeMoto, emptyMoto, signal, userEnvironment, userOf } from './moto.ts';
import { stopInstance } from './network.ts';
import { controllerTags, openStock, type Stock } from './stock.ts';

describeMoto('a Service whose NLB is moto’s', () => {
  let stock: Stock;
  let wanted: Wanted;
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let ours: { arn: string; dnsName: string };
  let instanceGroup: string;
  let listener: string;
  beforeEach(async () => {
    await emptyMoto();
    stock = await openStock();
    await stock.others(5);
    ours = await stock.balancer('k8s-ui-uinlb-45617409e2', controllerTags('ui/ui-nlb'));
    instanceGroup = await stock.group('k8s-ui-uinlb-fa38096dd9', 'instance');
    listener = await stock.listener(ours.arn, { [instanceGroup]: 1 });
    await stock.register(
      instanceGroup,
      stock.network.instances.map(({ id }) => id),
    );
    wanted = { targetType: 'instance', bound: { [instanceGroup]: 'instance' } };
    cluster = await startCluster(stock.network, wanted);
  });
  afterEach(async () => {
    stock?.[Symbol.dispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  const observed = async (until = signal) => {
    const kubernetes = await connectKubernetes({ kubeconfig: cluster.kubeconfig, context: null, env: {} });
    using user = await userOf();
    const ref = { namespace: 'ui', name: 'ui-nlb' };
    const snapshot = await observe(ref, { kubernetes, elbv2: async () => user.elbv2, now: Date.now, signal: until });
    kubernetes.close();
    return snapshot;
  };

  const nlbctl = (...argv: string[]) =>
    runCli([...argv, '--kubeconfig', cluster.kubeconfig], { env: userEnvironment() });

  test('is observed from the Service to the last target', async () => {
    const snapshot = await observed();
    expect(snapshot).toMatchObject({
      loadBalancer: { arn: ours.arn, dnsName: ours.dnsName, tags: controllerTags('ui/ui-nlb') },
      lookup: { by: 'tags' },
      listeners: [{ port: 80, forwards: [{ targetGroupArn: instanceGroup, weight: 1 }] }],
      notRead: [],
    });
    expect(snapshot.targetGroups).toMatchObject([
      { arn: instanceGroup, targetType: 'instance', attributes: { 'deregistration_delay.timeout_seconds': '300' } },
    ]);
    const [port] = judge(snapshot).ports;
    expect(port?.targetGroups[0]).toMatchObject({ weight: 1, summary: { expected: 3, registered: 3, missing: 0 } });
  });

  test('is observed with the group that the listener was given last', async () => {
    const ipGroup = await stock.group('k8s-ui-uinlb-908febdef8', 'ip');
    await stock.register(ipGroup, podAddresses.slice(0, 2));
    await stock.modify(listener, { [ipGroup]: 1 });
    wanted.targetType = 'ip';
    wanted.bound = { [ipGroup]: 'ip' };
    const snapshot = await observed();
    expect(snapshot.listeners).toMatchObject([{ forwards: [{ targetGroupArn: ipGroup, weight: 1 }] }]);
    const group = snapshot.targetGroups?.find(({ arn }) => arn === ipGroup);
    expect(group?.targets?.map(({ id, port }) => `${id}:${port}`)).toEqual(['10.42.10.1:8080', '10.42.40.1:8080']);
    const judged = judge(snapshot).ports[0]?.targetGroups.find(({ arn }) => arn === ipGroup);
    expect(judged).toMatchObject({ type: 'ip', summary: { expected: 3, registered: 2, missing: 1 } });
    expect(judged?.targets.find(({ id }) => id === '10.42.70.1')).toMatchObject({ verdict: 'missing' });
  });

  test('is observed by the listener alone while nothing binds its new group', async () => {
    const ipGroup = await stock.group('somebodys-own-group', 'ip');
    await stock.modify(listener, { [instanceGroup]: 90, [ipGroup]: 10 });
    const arns = (await observed()).targetGroups?.map(({ arn }) => arn);
    expect(arns).toEqual(expect.arrayContaining([instanceGroup, ipGroup]));
  });

  test('is observed without a warning of Node’s, and nothing listens to the signal afterwards', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    const abort = new AbortController();
    await observed(abort.signal);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warn);
    expect(warnings).toEqual([]);
    // The SDK's requests let go of it when their sockets are free again.
    await expect.poll(() => getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  test('is inspected by nlbctl itself', async () => {
    const stopped = stock.network.instances[2]?.id ?? '';
    await stopInstance(stopped);
    const { code, stdout, stderr } = await nlbctl('inspect', 'ui/ui-nlb', '-o', 'json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const inspection = JSON.parse(stdout);
    expect(inspection).toMatchObject({
      kind: 'Inspection',
      meta: { region: 'us-west-2', account: '123456789012', notRead: [] },
      loadBalancer: { name: 'k8s-ui-uinlb-45617409e2', dnsName: ours.dnsName, state: 'active' },
      ports: [{ port: 80, targetGroups: [{ name: 'k8s-ui-uinlb-fa38096dd9', type: 'instance', weight: 1 }] }],
    });
    const targets: { id: string }[] = inspection.ports[0].targetGroups[0].targets;
    expect(targets.find(({ id }) => id === stopped)).toMatchObject({
      expected: true,
      registered: true,
      health: { state: 'unused', reason: 'Target.InvalidState' },
      verdict: 'failing',
    });
  });

  test('is not guessed by nlbctl itself', async () => {
    const twin = await stock.balancer('k8s-ui-uinlb-1111111111', controllerTags('ui/ui-nlb', 'another'));
    const { code, stdout } = await nlbctl('inspect', 'ui/ui-nlb', '-o', 'json');
    expect(code).toBe(exitCode.notFound);
    const error = JSON.parse(stdout);
    expect(error).toMatchObject({ kind: 'Error', code: 'LoadBalancerAmbiguous', exitCode: exitCode.notFound });
    for (const dnsName of [ours.dnsName, twin.dnsName]) expect(error.message).toContain(dnsName);
  });

  test('that has gone is not there', async () => {
    await emptyMoto();
    const { loadBalancer, lookup, listeners, notRead } = await observed();
    expect({ loadBalancer, listeners, notRead }).toEqual({ loadBalancer: null, listeners: null, notRead: [] });
    expect(lookup).toEqual({ by: 'none', reason: 'no-hostname' });
  });
});
