import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { type Played, play, services } from '../world/play.ts';

const slices = { group: 'discovery.k8s.io', resource: 'endpointslices' };
const endpoints = { group: '', resource: 'endpoints' };
const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };

const slicesOf = (world: Played, service = 'ui-nlb') =>
  world.store.list(slices, 'ui').filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
const all = (world: Played, service?: string): KubeObject[string][] =>
  slicesOf(world, service).flatMap((slice) => slice['endpoints']);
const scale = (world: Played, replicas: number) =>
  world.store.modify(deployments, 'ui', 'ui', ({ spec }) => {
    spec.replicas = replicas;
  });

test('a slice names the Service, its ports and its pods', async () => {
  const world = play();
  await world.settle();
  const [pod] = world.store.list(pods, 'ui');
  const service = world.store.get(services, 'ui', 'ui-nlb');
  expect(slicesOf(world)).toMatchObject([
    {
      metadata: {
        name: expect.stringMatching(/^ui-nlb-[a-z0-9]{5}$/),
        labels: {
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          'kubernetes.io/service-name': 'ui-nlb',
        },
        ownerReferences: [{ kind: 'Service', name: 'ui-nlb', uid: service.metadata.uid, controller: true }],
      },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: [
        {
          addresses: [pod?.['status'].podIP],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'ip-10-42-101-7.us-west-2.compute.internal',
          zone: 'us-west-2a',
          targetRef: { kind: 'Pod', namespace: 'ui', name: pod?.metadata.name, uid: pod?.metadata.uid },
        },
      ],
    },
  ]);
});

describe('the conditions of an endpoint', () => {
  test('not ready from the moment that the pod has an address, ready with it', async () => {
    const world = play();
    await world.clock.step(1_000);
    expect(all(world)).toEqual([]);
    await world.clock.step(1_000);
    expect(all(world).map(({ conditions }) => conditions)).toEqual([
      { ready: false, serving: false, terminating: false },
    ]);
    await world.clock.step(3_000);
    expect(all(world).map(({ conditions }) => conditions)).toEqual([
      { ready: true, serving: true, terminating: false },
    ]);
  });

  test('terminating, and serving still, while the pod ends', async () => {
    const world = play();
    await world.settle();
    scale(world, 0);
    await world.clock.step(1_000);
    expect(all(world).map(({ conditions }) => conditions)).toEqual([
      { ready: false, serving: true, terminating: true },
    ]);
    await world.clock.step(2_000);
    expect(all(world)).toEqual([]);
    expect(slicesOf(world), 'an empty slice stays').toMatchObject([{ ports: [], endpoints: [] }]);
  });

  test('ready with publishNotReadyAddresses, whatever the pod says', async () => {
    const world = play();
    world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
      spec.publishNotReadyAddresses = true;
    });
    await world.clock.step(2_000);
    expect(all(world).map(({ conditions }) => conditions)).toEqual([
      { ready: true, serving: false, terminating: false },
    ]);
    await world.settle();
    scale(world, 0);
    await world.clock.step(1_000);
    expect(all(world).map(({ conditions }) => conditions)).toEqual([{ ready: true, serving: true, terminating: true }]);
  });

  test('not ready while a probe fails', async () => {
    const world = play();
    await world.settle();
    const [pod] = world.store.list(pods, 'ui');
    const fails = (value: boolean) =>
      world.store.modify(pods, 'ui', pod?.metadata.name ?? '', ({ metadata }) => {
        metadata.annotations = value ? { 'sandbox.nlbctl/not-ready': 'true' } : {};
      });
    fails(true);
    await world.clock.step(100);
    expect(all(world).map(({ conditions }) => conditions.ready)).toEqual([false]);
    fails(false);
    await world.clock.step(100);
    expect(all(world).map(({ conditions }) => conditions.ready)).toEqual([true]);
  });
});

test('a named targetPort is each pod’s own number, so pods with another one are in a slice of their own', async () => {
  const world = play();
  world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
    spec.ports[0].targetPort = 'http';
  });
  const labels = world.store.get(deployments, 'ui', 'ui')['spec'].template.metadata.labels;
  const pod = (name: string, port: object[]) =>
    world.store.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'ui', labels },
      spec: { containers: [{ name: 'ui', image: 'ui:1', ports: port }] },
    });
  pod('other-number', [{ name: 'http', containerPort: 8081 }]);
  pod('no-such-port', [{ name: 'grpc', containerPort: 9000 }]);
  await world.settle();
  const shapes = slicesOf(world).map((slice) => [
    slice['ports'].map(({ port }: { port: number }) => port),
    slice['endpoints'].map((one: KubeObject[string]) => one.targetRef.name.replace(/^ui-.*/, 'ui')),
  ]);
  expect(shapes.sort()).toEqual(
    [
      [[], ['no-such-port']],
      [[8080], ['ui']],
      [[8081], ['other-number']],
    ].sort(),
  );
});

test('a slice holds a hundred endpoints', async () => {
  const world = play();
  scale(world, 101);
  await world.settle();
  expect(
    slicesOf(world)
      .map((slice) => slice['endpoints'].length)
      .sort(),
  ).toEqual([1, 100]);
});

describe('the Endpoints object', () => {
  test('has the ready pods, those that are not, and none that end', async () => {
    const world = play();
    scale(world, 3);
    await world.settle();
    const [unready] = world.store.list(pods, 'ui');
    world.store.modify(pods, 'ui', unready?.metadata.name ?? '', ({ metadata }) => {
      metadata.annotations = { 'sandbox.nlbctl/not-ready': 'true' };
    });
    await world.clock.step(500);
    const shape = () => {
      const [subset] = world.store.get(endpoints, 'ui', 'ui-nlb')['subsets'] ?? [];
      return [subset?.addresses?.length ?? 0, subset?.notReadyAddresses?.length ?? 0, subset?.ports];
    };
    expect(shape()).toEqual([2, 1, [{ name: 'http', port: 8080, protocol: 'TCP' }]]);
    scale(world, 1);
    await world.clock.step(500);
    expect(shape().slice(0, 2)).toEqual([1, 0]);
    scale(world, 0);
    await world.settle();
    expect(world.store.get(endpoints, 'ui', 'ui-nlb')['subsets']).toBeUndefined();
  });
});

test('follows the selector, and leaves a Service without one alone', async () => {
  const world = play();
  await world.settle();
  world.store.modify(services, 'ui', 'ui-nlb', ({ spec }) => {
    spec.selector = { app: 'other' };
  });
  await world.clock.step(100);
  expect(all(world)).toEqual([]);
  world.store.create(services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'manual', namespace: 'ui' },
    spec: { ports: [{ port: 80 }] },
  });
  await world.clock.step(1_000);
  expect(slicesOf(world, 'manual')).toEqual([]);
});

test('slices and Endpoints go with their Service', async () => {
  const world = play({ controller: { installed: false } });
  await world.settle();
  world.store.remove(services, 'ui', 'ui-nlb');
  await world.settle();
  expect(slicesOf(world)).toEqual([]);
  expect(world.store.find(endpoints, 'ui', 'ui-nlb')).toBeUndefined();
});
