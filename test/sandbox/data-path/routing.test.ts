import { describe, expect, test } from 'vitest';
import { kinds } from '../../../src/sandbox/cluster/kinds.ts';
import { type DataPathStage, openDataPathStage, tally, zoneA, zoneB, zoneC } from './stage.ts';

const podOf = (stage: DataPathStage, zone?: string) => async () => (await stage.ask(zone)).pod;
/** Registered and checked: a second of registration, and two checks, ten seconds apart. */
const untilHealthy = 25_000;

describe('a connection', () => {
  test('is answered by the pod of the zone, with its name and the client’s address', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods)]: 1 });
    await stage.pass(untilHealthy);
    for (const { name, zone } of stage.pods) expect((await stage.ask(zone)).pod).toBe(name);
    const [pod] = stage.pods;
    const { status, headers, text } = await stage.ask(zoneA);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-pod': pod?.name });
    expect(JSON.parse(text)).toMatchObject({ pod: pod?.name, namespace: 'ui', address: pod?.address });
    expect(await stage.ask(zoneA, { method: 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
      headers: { 'x-pod': pod?.name, 'x-client-address': expect.stringMatching(/^10\.42\./) },
    });
    expect(stage.counts()).toMatchObject({ accepted: 5, forwarded: 5, answered: 5, unanswered: 0 });
  });

  test('that asks nothing is forwarded, and counted as not answered', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods)]: 1 });
    await stage.pass(untilHealthy);
    const flow = stage.open();
    await expect.poll(() => stage.counts().open).toBe(1);
    flow.socket.end();
    expect(await flow.ended).toBe('closed');
    await expect.poll(() => stage.counts()).toMatchObject({ forwarded: 1, answered: 0, unanswered: 1, open: 0 });
  });

  test('is counted once: as forwarded, or as lost for a reason', async () => {
    const stage = await openDataPathStage({
      delays: { dataPlane: { listener: '0', targets: '0', health: '0', connectTimeout: '0' } },
    });
    const [pod, other] = stage.pods;
    const good = stage.group(pod === undefined ? [] : [pod]);
    const deaf = stage.group([{ Id: `${pod?.address}`, Port: 9 }]);
    const gone = stage.group([{ Id: '10.42.97.251', Port: 8080 }]);
    const elsewhere = stage.group(other === undefined ? [] : [other]);
    stage.listen({ [good]: 1, [deaf]: 1, [gone]: 1, [elsewhere]: 1, [stage.group([])]: 1 });
    await stage.pass(untilHealthy);
    const { ECONNRESET: failed, [`${pod?.name}`]: answered } = await tally(300, podOf(stage));
    const { accepted, forwarded, lost } = stage.counts();
    expect(accepted).toBe(300);
    expect(forwarded).toBe(answered);
    expect(Object.values(lost).reduce((sum, count) => sum + count, 0)).toBe(failed);
    for (const reason of ['no-target', 'no-target-in-zone', 'target-refuses', 'target-silent'] as const)
      expect(lost[reason], `${reason}, a fifth of 300`).toBeGreaterThan(25);
  });

  test('is one of many at once', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods, {}, { 'load_balancing.cross_zone.enabled': 'true' })]: 1 });
    await stage.pass(untilHealthy);
    const counts = await tally(600, podOf(stage));
    expect(Object.keys(counts).sort()).toEqual(stage.pods.map(({ name }) => name).sort());
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(150);
    expect(stage.counts()).toMatchObject({ accepted: 600, forwarded: 600, answered: 600, unanswered: 0 });
  });
});

describe('weights', () => {
  test('share new connections out among the groups; weight 0 gets none', async () => {
    const stage = await openDataPathStage();
    const crossZone = { 'load_balancing.cross_zone.enabled': 'true' };
    const [few, many, none] = stage.pods.map((pod) => stage.group([pod], {}, crossZone));
    const listener = stage.listen({ [`${few}`]: 10, [`${many}`]: 30, [`${none}`]: 0 });
    await stage.pass(untilHealthy);
    const counts = await tally(400, podOf(stage));
    const [first, second, third] = stage.pods.map(({ name }) => counts[name]);
    // Of 400 a quarter is 100, with a deviation of 9: five of them either way.
    expect(first).toBeGreaterThan(55);
    expect(first).toBeLessThan(145);
    expect(second).toBe(400 - (first ?? 0));
    expect(third).toBeUndefined();
    expect(stage.counts().byGroup).toEqual({ [`${few}`]: first, [`${many}`]: second });

    stage.forward(listener, { [`${few}`]: 0, [`${none}`]: 7 });
    await stage.pass(untilHealthy);
    expect(await tally(20, podOf(stage))).toEqual({ [`${stage.pods[2]?.name}`]: 20 });
  });

  test('that are all 0 leave nobody to answer', async () => {
    const stage = await openDataPathStage();
    const [one, other] = stage.pods.map((pod) => stage.group([pod]));
    stage.listen({ [`${one}`]: 0, [`${other}`]: 0 });
    await stage.pass(untilHealthy);
    expect(await tally(3, podOf(stage))).toEqual({ ECONNRESET: 3 });
    expect(stage.counts().lost['no-target']).toBe(3);
  });

  test('are not looked past: the share of an empty group is lost', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods)]: 1, [stage.group([])]: 1 });
    await stage.pass(untilHealthy);
    const counts = await tally(200, podOf(stage));
    expect(counts['ECONNRESET']).toBeGreaterThan(60);
    expect(counts['ECONNRESET']).toBeLessThan(140);
    expect(stage.counts().lost['no-target']).toBe(counts['ECONNRESET']);
  });
});

describe('health', () => {
  const elsewhere = { HealthCheckPort: '9999' };

  test('decides who gets connections while anybody is healthy', async () => {
    const stage = await openDataPathStage();
    const [pod] = stage.pods;
    const good = { Id: `${pod?.address}`, Port: 8080 };
    const bad = { Id: `${pod?.address}`, Port: 9999 };
    const group = stage.group([good, bad]);
    stage.listen({ [group]: 1 });
    await stage.pass(untilHealthy);
    expect(await tally(50, podOf(stage))).toEqual({ [`${pod?.name}`]: 50 });
  });

  test('fails open: where nobody is healthy all get connections', async () => {
    const stage = await openDataPathStage();
    const group = stage.group(stage.pods, elsewhere, { 'load_balancing.cross_zone.enabled': 'true' });
    stage.listen({ [group]: 1 });
    await stage.pass(untilHealthy);
    const states = stage.sandbox.elbv2.describeTargetHealth({ TargetGroupArn: group });
    expect(states.map(({ TargetHealth }) => TargetHealth.State)).toEqual(['unhealthy', 'unhealthy', 'unhealthy']);
    expect(Object.keys(await tally(60, podOf(stage))).sort()).toEqual(stage.pods.map(({ name }) => name).sort());
  });

  test('fails open zone by zone where cross-zone load balancing is off', async () => {
    const stage = await openDataPathStage();
    const [a, b] = stage.pods;
    const group = stage.group([
      { Id: `${a?.address}`, Port: 8080 },
      { Id: `${b?.address}`, Port: 8080 },
    ]);
    const sick = stage.group([{ Id: `${b?.address}`, Port: 8080 }], elsewhere);
    stage.listen({ [group]: 1 });
    stage.listen({ [sick]: 1 }, 81);
    await stage.pass(untilHealthy);
    expect((await stage.ask(zoneB, { port: 81 })).pod).toBe(b?.name);
    expect(stage.path.zonesInDns(stage.dnsName), 'one bad group takes every zone, and none is left').toEqual([
      zoneA,
      zoneB,
      zoneC,
    ]);
  });

  test.each([
    ['registered', 'answered'],
    ['checked', 'ECONNRESET'],
  ] as const)('of targets that are being registered: with failOpen %s they are %s', async (failOpen, expected) => {
    const stage = await openDataPathStage({ dataPath: { failOpen }, delays: { aws: { registration: '60s' } } });
    stage.listen({ [stage.group(stage.pods)]: 1 });
    await stage.pass(1_000);
    expect(await tally(1, async () => ((await stage.ask()).status === 200 ? 'answered' : 'failed'))).toEqual({
      [expected]: 1,
    });
    await stage.pass(60_000);
    expect((await stage.ask()).status, 'the first checks are under way').toBe(200);
  });

  test('has a minimum below which all are used', async () => {
    const stage = await openDataPathStage();
    const [pod] = stage.pods;
    const group = stage.group(
      [
        { Id: `${pod?.address}`, Port: 8080 },
        { Id: `${pod?.address}`, Port: 9999 },
      ],
      {},
      { 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '2' },
    );
    stage.listen({ [group]: 1 });
    await stage.pass(untilHealthy);
    const counts = await tally(60, podOf(stage));
    expect(counts['ECONNRESET']).toBeGreaterThan(10);
    expect(stage.counts().lost['target-refuses']).toBe(counts['ECONNRESET']);
  });
});

describe('zones', () => {
  test('keep to their own targets; one without any loses its connections and leaves DNS', async () => {
    const stage = await openDataPathStage();
    const [pod] = stage.pods;
    const group = stage.group(pod === undefined ? [] : [pod]);
    stage.listen({ [group]: 1 });
    await stage.pass(untilHealthy);
    expect(stage.path.zonesInDns(stage.dnsName)).toEqual([zoneA]);
    expect((await stage.ask(zoneA)).pod).toBe(pod?.name);
    const lost = stage.ask(zoneB).catch(({ message }: Error) => message);
    await expect.poll(() => stage.counts().lost['no-target-in-zone']).toBe(1);
    await stage.pass(127_000);
    expect(await lost, 'after the time that a client waits').toBe('ECONNRESET');

    stage.sandbox.elbv2.modifyTargetGroupAttributes({
      TargetGroupArn: group,
      Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
    });
    await stage.pass(0);
    expect((await stage.ask(zoneB)).pod).toBe(pod?.name);
    expect(stage.path.zonesInDns(stage.dnsName)).toEqual([zoneA, zoneB, zoneC]);
  });

  test('that a shift leads away from leave DNS, and with cross-zone their targets get nothing', async () => {
    const stage = await openDataPathStage();
    const { elbv2 } = stage.sandbox;
    elbv2.modifyLoadBalancerAttributes({
      LoadBalancerArn: stage.loadBalancerArn,
      Attributes: [{ Key: 'zonal_shift.config.enabled', Value: 'true' }],
    });
    elbv2.shiftedZones.add(zoneA);
    stage.listen({ [stage.group(stage.pods, {}, { 'load_balancing.cross_zone.enabled': 'true' })]: 1 });
    await stage.pass(untilHealthy);
    expect(stage.path.zonesInDns(stage.dnsName)).toEqual([zoneB, zoneC]);
    expect(Object.keys(await tally(60, podOf(stage, zoneB))).sort()).toEqual(
      stage.pods
        .slice(1)
        .map(({ name }) => name)
        .sort(),
    );
  });
});

describe('behind a target', () => {
  const workshop = (stage: DataPathStage) =>
    stage.path.counts().map(({ dnsName }) => dnsName)[0] ??
    stage.sandbox.elbv2.describeLoadBalancers({})[0]?.DNSName ??
    '';
  const service = (stage: DataPathStage, change: Record<string, unknown>) =>
    stage.sandbox.store.modify(kinds.services, 'ui', 'ui-nlb', (object) => Object.assign(object['spec'], change));

  test('a node port leads to a ready pod anywhere, which sees a node', async () => {
    const stage = await openDataPathStage();
    const dnsName = workshop(stage);
    const answers = await Promise.all(Array.from({ length: 60 }, () => stage.ask(zoneB, { dnsName })));
    expect([...new Set(answers.map(({ pod }) => pod))].sort()).toEqual(stage.pods.map(({ name }) => name).sort());
    expect([...new Set(answers.map(({ client }) => client))]).toEqual(['10.42.139.20']);
  });

  test('with externalTrafficPolicy Local to the node’s own pods, which see the client; without any it is silent', async () => {
    const stage = await openDataPathStage();
    const dnsName = workshop(stage);
    service(stage, { externalTrafficPolicy: 'Local' });
    const pod = stage.pods.find(({ zone }) => zone === zoneB);
    expect(await stage.ask(zoneB, { dnsName })).toMatchObject({ pod: pod?.name, client: '127.0.0.1' });
    stage.sandbox.store.modify(kinds.pods, 'ui', `${pod?.name}`, (object) => {
      object.metadata.labels = {};
    });
    const silent = stage.ask(zoneB, { dnsName }).catch(({ message }: Error) => message);
    await expect.poll(() => stage.path.counts().find((one) => one.dnsName === dnsName)?.lost['target-silent']).toBe(1);
    await stage.pass(127_000);
    expect(await silent).toBe('ECONNRESET');
  });

  test.each(['Cluster', 'Local'])('a node port without any ready pod is refused, with %s', async (policy) => {
    const stage = await openDataPathStage();
    service(stage, { selector: { app: 'none' }, externalTrafficPolicy: policy });
    const dnsName = workshop(stage);
    await expect(stage.ask(zoneA, { dnsName })).rejects.toThrow('ECONNRESET');
    expect(stage.path.counts()[0]?.lost['target-refuses']).toBe(1);
  });

  test('pods on the network of their node share its address, and are told apart by their ports', async () => {
    const stage = await openDataPathStage();
    const [first, second] = stage.pods;
    for (const [pod, containerPort] of [
      [first, 9001],
      [second, 9002],
    ] as const) {
      stage.sandbox.store.modify(kinds.pods, 'ui', `${pod?.name}`, ({ spec }) => {
        spec.containers[0].ports = [{ containerPort }];
      });
      stage.sandbox.store.modify(
        ...([kinds.pods, 'ui', `${pod?.name}`] as const),
        ({ status }) => {
          status.podIP = '10.42.101.7';
        },
        { subresource: 'status' },
      );
    }
    stage.listen({ [stage.group([{ Id: '10.42.101.7', Port: 9001 }])]: 1 });
    stage.listen({ [stage.group([{ Id: '10.42.101.7', Port: 9002 }])]: 1 }, 81);
    await stage.pass(untilHealthy);
    expect((await stage.ask(zoneA)).pod).toBe(first?.name);
    expect((await stage.ask(zoneA, { port: 81 })).pod).toBe(second?.name);
  });

  test('a client that has said all it has to say is answered', async () => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods)]: 1 });
    await stage.pass(untilHealthy);
    const { socket, ended } = stage.open(zoneA);
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.end('GET / HTTP/1.1\r\nhost: nlb\r\n\r\n');
    expect(await ended).toBe('closed');
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test.each([
    ['true', /^127\.0\.0\.1$/],
    ['false', /^10\.42\.\d+\.25[1-4]$/],
  ])('with preserve_client_ip.enabled=%s the pod sees %s', async (value, expected) => {
    const stage = await openDataPathStage();
    stage.listen({ [stage.group(stage.pods, {}, { 'preserve_client_ip.enabled': value })]: 1 });
    await stage.pass(untilHealthy);
    expect((await stage.ask()).client).toMatch(expected);
  });

  test('a pod that is gone is silent, one that does not listen refuses, and so does a blocked port', async () => {
    const stage = await openDataPathStage();
    const [gone, deaf] = stage.pods;
    stage.listen({ [stage.group(gone === undefined ? [] : [gone])]: 1 });
    stage.listen({ [stage.group([{ Id: `${deaf?.address}`, Port: 9 }])]: 1 }, 81);
    await stage.pass(untilHealthy);
    stage.sandbox.store.remove(kinds.pods, 'ui', `${gone?.name}`);
    const silent = stage.ask(zoneA).catch(({ message }: Error) => message);
    await expect(stage.ask(zoneB, { port: 81 })).rejects.toThrow('ECONNRESET');
    await expect.poll(() => stage.counts().lost).toMatchObject({ 'target-silent': 1, 'target-refuses': 1 });
    await stage.pass(127_000);
    expect(await silent).toBe('ECONNRESET');

    stage.sandbox.network.blocked.add('ip/9');
    const blocked = stage.ask(zoneB, { port: 81 }).catch(({ message }: Error) => message);
    await expect.poll(() => stage.counts().lost['target-silent']).toBe(2);
    await stage.pass(127_000);
    expect(await blocked).toBe('ECONNRESET');
  });
});
