import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { type Played, play } from '../world/play.ts';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };
const replicaSets = { group: 'apps', resource: 'replicasets' };

const podsOf = (world: Played) => world.store.list(pods, 'ui');
const deployment = (world: Played) => world.store.get(deployments, 'ui', 'ui');
const conditionOf = (object: KubeObject | undefined, type: string) =>
  object?.['status'].conditions?.find((condition: { type: string }) => condition.type === type);
const ready = (world: Played) => podsOf(world).filter((pod) => conditionOf(pod, 'Ready')?.status === 'True');
const change = (world: Played, edit: (spec: KubeObject[string]) => void) =>
  world.store.modify(deployments, 'ui', 'ui', ({ spec }) => edit(spec));
const scale = (world: Played, replicas: number) =>
  change(world, (spec) => {
    spec.replicas = replicas;
  });
const restart = (world: Played, edit: (spec: KubeObject[string]) => void = () => {}) =>
  change(world, (spec) => {
    spec.template.metadata.annotations = { 'kubectl.kubernetes.io/restartedAt': String(world.clock.now()) };
    edit(spec);
  });
const nodesOf = (world: Played) => podsOf(world).map((pod) => pod['spec'].nodeName);

test('is filled in as the API server does', () => {
  const { spec } = deployment(play());
  expect(spec).toMatchObject({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    template: { spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst' } },
  });
  expect(spec.template.spec.containers[0]).toMatchObject({
    imagePullPolicy: 'IfNotPresent',
    ports: [{ protocol: 'TCP' }],
  });
});

describe('a pod’s beginning', () => {
  test('is scheduled at once, has an address after 1.5 s and is ready after 4 s', async () => {
    const world = play();
    await world.clock.step(200);
    const [pod] = podsOf(world);
    expect(pod?.metadata.name).toMatch(/^ui-[a-z0-9]{10}-[a-z0-9]{5}$/);
    expect(pod?.['spec'].nodeName).toBe('ip-10-42-101-7.us-west-2.compute.internal');
    expect(pod?.['status']).toMatchObject({ phase: 'Pending', hostIP: '10.42.101.7' });
    expect(pod?.['status'].podIP).toBeUndefined();
    expect(pod?.['status'].containerStatuses[0].state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    await world.clock.step(1_500);
    expect(podsOf(world)[0]?.['status']).toMatchObject({ phase: 'Running', podIP: expect.stringMatching(/^10\.42\./) });
    expect(conditionOf(podsOf(world)[0], 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [ui]',
    });
    await world.clock.step(2_500);
    expect(conditionOf(podsOf(world)[0], 'Ready').status).toBe('True');
    expect(deployment(world)['status']).toMatchObject({ replicas: 1, readyReplicas: 1, updatedReplicas: 1 });
  });

  test('takes as long as the delays say', async () => {
    const world = play({ delays: { cluster: { podReady: '1m' } } });
    await world.clock.step(59_000);
    expect(ready(world)).toHaveLength(0);
    await world.clock.step(2_000);
    expect(ready(world)).toHaveLength(1);
  });
});

describe('scaling', () => {
  test('up spreads over the nodes, a node with the fewest first', async () => {
    const world = play();
    scale(world, 4);
    await world.settle();
    const nodes = world.store.list({ group: '', resource: 'nodes' }).map(({ metadata }) => metadata.name);
    const counts = nodes.map((node) => nodesOf(world).filter((one) => one === node).length);
    expect(counts.sort()).toEqual([1, 1, 2]);
    expect(conditionOf(deployment(world), 'Available').status).toBe('True');
  });

  test('down takes the youngest, which end after two seconds', async () => {
    const world = play();
    await world.settle();
    const [first] = podsOf(world).map(({ metadata }) => metadata.name);
    scale(world, 3);
    await world.settle();
    scale(world, 1);
    await world.clock.step(1_000);
    const ending = podsOf(world).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    expect(ending).toHaveLength(2);
    expect(ending[0]?.metadata.deletionGracePeriodSeconds).toBe(30);
    await world.clock.step(2_000);
    expect(podsOf(world).map(({ metadata }) => metadata.name)).toEqual([first]);
  });

  test('down takes a pod that is not ready before any that is', async () => {
    const world = play();
    await world.settle();
    const [unready] = podsOf(world).map(({ metadata }) => metadata.name);
    scale(world, 2);
    await world.settle();
    const [younger] = podsOf(world)
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== unready);
    world.store.modify(pods, 'ui', unready ?? '', ({ metadata }) => {
      metadata.annotations = { 'sandbox.nlbctl/not-ready': 'true' };
    });
    await world.clock.step(500);
    scale(world, 1);
    await world.settle();
    expect(podsOf(world).map(({ metadata }) => metadata.name)).toEqual([younger]);
  });

  test('a pod that is deleted is replaced', async () => {
    const world = play();
    await world.settle();
    const [name = ''] = podsOf(world).map(({ metadata }) => metadata.name);
    world.store.remove(pods, 'ui', name, { gracePeriodSeconds: 'default' });
    await world.clock.step(100);
    expect(podsOf(world)).toHaveLength(2);
    await world.settle();
    expect(podsOf(world).map(({ metadata }) => metadata.name)).not.toContain(name);
    expect(ready(world)).toHaveLength(1);
  });
});

describe('a changed template', () => {
  test('rolls: the new pod is ready before the old one ends', async () => {
    const world = play();
    await world.settle();
    restart(world);
    await world.clock.step(3_000);
    expect(podsOf(world)).toHaveLength(2);
    expect(ready(world)).toHaveLength(1);
    expect(podsOf(world).some(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(false);
    await world.settle();
    expect(podsOf(world)).toHaveLength(1);
    const sets = world.store.list(replicaSets, 'ui');
    expect(sets.map(({ spec }) => spec.replicas).sort()).toEqual([0, 1]);
    expect(sets.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']).sort()).toEqual([
      '1',
      '2',
    ]);
    expect(deployment(world).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
    expect(conditionOf(deployment(world), 'Progressing').reason).toBe('NewReplicaSetAvailable');
  });

  test('never has more than the surge, nor fewer ready than the slack allows', async () => {
    const world = play();
    scale(world, 4);
    await world.settle();
    restart(world);
    for (let step = 0; step < 300; step += 1) {
      await world.clock.step(100);
      const active = podsOf(world).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      expect(active.length).toBeLessThanOrEqual(5);
      expect(ready(world).length).toBeGreaterThanOrEqual(3);
    }
    expect(world.settled()).toBe(true);
    expect(podsOf(world)).toHaveLength(4);
  });

  test('with Recreate ends everything first', async () => {
    const world = play();
    scale(world, 2);
    await world.settle();
    restart(world, (spec) => {
      spec.strategy = { type: 'Recreate' };
    });
    await world.clock.step(1_000);
    expect(podsOf(world).every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
    await world.settle();
    expect(ready(world)).toHaveLength(2);
  });

  test('that never becomes ready keeps the old pods', async () => {
    const world = play();
    scale(world, 2);
    await world.settle();
    const before = podsOf(world).map(({ metadata }) => metadata.name);
    restart(world, (spec) => {
      spec.template.metadata.annotations['sandbox.nlbctl/not-ready'] = 'true';
    });
    await world.clock.step(120_000);
    expect(ready(world).map(({ metadata }) => metadata.name)).toEqual(before);
    expect(podsOf(world)).toHaveLength(3);
    expect(deployment(world)['status']).toMatchObject({ replicas: 3, updatedReplicas: 1, readyReplicas: 2 });
  });

  test('the same one again is the ReplicaSet that is there', async () => {
    const world = play();
    await world.settle();
    const image = (value: string) =>
      change(world, (spec) => {
        spec.template.spec.containers[0].image = value;
      });
    const before = deployment(world)['spec'].template.spec.containers[0].image;
    image('ui:2');
    await world.settle();
    image(before);
    await world.settle();
    expect(world.store.list(replicaSets, 'ui')).toHaveLength(2);
    expect(podsOf(world)).toHaveLength(1);
  });

  test('waits while the Deployment is paused', async () => {
    const world = play();
    await world.settle();
    restart(world, (spec) => {
      spec.paused = true;
    });
    await world.clock.step(60_000);
    expect(podsOf(world)).toHaveLength(1);
  });
});

test('a Deployment’s pods go with it', async () => {
  const world = play();
  await world.settle();
  world.store.remove(deployments, 'ui', 'ui');
  await world.settle();
  expect(podsOf(world)).toEqual([]);
  expect(world.store.list(replicaSets, 'ui')).toEqual([]);
});
