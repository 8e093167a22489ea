import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { type Played, play, services } from '../world/play.ts';

const create = (world: Played, spec: Record<string, unknown>, name = 'new') =>
  world.store.create(services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'ui' },
    spec: { ports: [{ port: 80 }], ...spec },
  })['spec'];
const change = (world: Played, edit: (spec: KubeObject[string]) => void) =>
  world.store.modify(services, 'ui', 'new', ({ spec }) => edit(spec))['spec'];
const inRange = (port: number) => port >= 30000 && port <= 32767;

describe('what the API server fills in', () => {
  test('for ClusterIP', () => {
    expect(create(play(), {})).toEqual({
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      clusterIP: expect.stringMatching(/^172\.20\.\d+\.\d+$/),
      clusterIPs: [expect.stringMatching(/^172\.20\.\d+\.\d+$/)],
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    });
  });

  test('for LoadBalancer: node ports, and a health check port with Local', () => {
    const world = play();
    const { ports, ...spec } = create(world, {
      type: 'LoadBalancer',
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 81 },
      ],
    });
    expect(spec).toMatchObject({ externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true });
    expect(spec.healthCheckNodePort).toBeUndefined();
    const numbers: number[] = ports.map(({ nodePort }: { nodePort: number }) => nodePort);
    expect(numbers.every(inRange)).toBe(true);
    expect(new Set(numbers).size).toBe(2);
    const local = create(world, { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }, 'local');
    expect(inRange(local.healthCheckNodePort)).toBe(true);
    expect(local.healthCheckNodePort).not.toBe(local.ports[0].nodePort);
  });

  test('no node port where that is switched off, but one that is asked for', () => {
    const off = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false };
    const world = play();
    expect(create(world, off).ports[0].nodePort).toBeUndefined();
    expect(create(world, { ...off, ports: [{ port: 80, nodePort: 30080 }] }, 'other').ports[0].nodePort).toBe(30080);
  });

  test('a health check port for a LoadBalancer alone', () => {
    const spec = create(play(), { type: 'NodePort', externalTrafficPolicy: 'Local' });
    expect(spec.healthCheckNodePort).toBeUndefined();
  });

  test('a targetPort that is a number in text is a number', () => {
    expect(create(play(), { ports: [{ port: 80, targetPort: '8080' }] }).ports[0].targetPort).toBe(8080);
    expect(create(play(), { ports: [{ port: 80, targetPort: 'http' }] }).ports[0].targetPort).toBe('http');
  });
});

describe('an update', () => {
  test('keeps what was given out', () => {
    const world = play();
    const before = create(world, { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    const after = change(world, (spec) => {
      delete spec.clusterIP;
      delete spec.clusterIPs;
      delete spec.healthCheckNodePort;
      spec.ports = [{ port: 80, protocol: 'TCP', targetPort: 8080 }];
    });
    expect(after.clusterIP).toBe(before.clusterIP);
    expect(after.healthCheckNodePort).toBe(before.healthCheckNodePort);
    expect(after.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 8080, nodePort: before.ports[0].nodePort }]);
  });

  test('to Cluster drops the health check port, and back to Local gets one', () => {
    const world = play();
    create(world, { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    const policy = (value: string) =>
      change(world, (spec) => {
        spec.externalTrafficPolicy = value;
      });
    expect(policy('Cluster').healthCheckNodePort).toBeUndefined();
    expect(inRange(policy('Local').healthCheckNodePort)).toBe(true);
  });

  test('to ClusterIP drops everything that belonged to a LoadBalancer', () => {
    const world = play();
    create(world, { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb', externalTrafficPolicy: 'Local' });
    const spec = change(world, (of) => {
      of.type = 'ClusterIP';
    });
    const gone = ['loadBalancerClass', 'allocateLoadBalancerNodePorts', 'externalTrafficPolicy', 'healthCheckNodePort'];
    expect(gone.filter((field) => field in spec)).toEqual([]);
    expect(spec.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
  });
});

describe('what is refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a type', { type: 'Balancer' }, 'spec.type: Unsupported value: "Balancer"'],
    [
      'a policy',
      { type: 'NodePort', externalTrafficPolicy: 'Near' },
      'spec.externalTrafficPolicy: Unsupported value: "Near"',
    ],
    ['no ports', { ports: [] }, 'spec.ports: Required value'],
    [
      'a port',
      { ports: [{ port: 0 }] },
      'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
    ['a protocol', { ports: [{ port: 80, protocol: 'HTTP' }] }, 'spec.ports[0].protocol: Unsupported value: "HTTP"'],
    ['two ports without names', { ports: [{ port: 80 }, { port: 81 }] }, 'spec.ports[0].name: Required value'],
    [
      'one name twice',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'a', port: 81 },
        ],
      },
      'spec.ports[1].name: Duplicate value: "a"',
    ],
    [
      'one number twice',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      },
      'spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}',
    ],
    [
      'a node port of ClusterIP',
      { ports: [{ port: 80, nodePort: 30080 }] },
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      'a node port out of range',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      'a node port that another Service has',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 31234 }] },
      'spec.ports[0].nodePort: Invalid value: 31234: provided port is already allocated',
    ],
  ])('%s', (_what, spec, message) => {
    expect(() => create(play(), spec)).toThrow(message);
  });

  test('the same number for two protocols is fine', () => {
    const ports = [
      { name: 'tcp', port: 53 },
      { name: 'udp', port: 53, protocol: 'UDP' },
    ];
    expect(create(play(), { ports }).ports).toHaveLength(2);
  });

  test('a cluster IP does not change', () => {
    const world = play();
    create(world, {});
    expect(() =>
      change(world, (spec) => {
        spec.clusterIP = '172.20.0.1';
      }),
    ).toThrow('may not change once set');
  });
});
