import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instances, pods, subnets } from './fake-network.ts';
import { stage } from './stage.ts';

const failed = { ok: false, reason: 'Target.FailedHealthChecks' } as const;
const registering = 'initial Elb.RegistrationInProgress';
const checking = 'initial Elb.InitialHealthChecking';
const unhealthy = 'unhealthy Target.FailedHealthChecks';
const notInUse = 'unused Target.NotInUse';
const draining = 'draining Target.DeregistrationInProgress';

/** What the first target of the group is, at each of these seconds from now. */
async function timeline(
  { clock, states }: Pick<ReturnType<typeof stage>, 'clock' | 'states'>,
  arn: string,
  expected: [seconds: number, state: string | undefined][],
) {
  const seen: typeof expected = [];
  let now = 0;
  for (const [seconds] of expected) {
    await clock.step((seconds - now) * 1000);
    now = seconds;
    seen.push([seconds, states(arn)[0]]);
  }
  expect(seen).toEqual(expected);
}

describe('a registered target', () => {
  test('becomes healthy after the registration and the healthy threshold', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [
      [0, registering],
      [59.999, registering],
      [60, checking],
      [89.999, checking],
      [90, 'healthy'],
      [3600, 'healthy'],
    ]);
    expect(scene.api.settled()).toBe(true);
  });

  test('becomes healthy after one success where the guide is taken at its word', async () => {
    const scene = stage({ health: { firstHealthy: 'one-success' } });
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [
      [60, checking],
      [70, 'healthy'],
    ]);
  });

  test('becomes unhealthy after the unhealthy threshold, and healthy again', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.network.results.set(`${pods.a}:8080`, failed);
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [
      [60, checking],
      [89.999, checking],
      [90, unhealthy],
      [300, unhealthy],
    ]);
    scene.network.results.delete(`${pods.a}:8080`);
    await timeline(scene, TargetGroupArn, [
      [29.999, unhealthy],
      [30, 'healthy'],
    ]);
  });

  test.each(['Target.Timeout', 'Target.ResponseCodeMismatch'] as const)('is unhealthy with %s', async (reason) => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.network.results.set(`${pods.a}:8080`, { ok: false, reason });
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [[90, `unhealthy ${reason}`]]);
  });

  test('stays healthy through failures that do not last', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    scene.network.results.set(`${pods.a}:8080`, failed);
    expect(scene.api.settled()).toBe(false);
    await timeline(scene, TargetGroupArn, [[20, 'healthy']]);
    scene.network.results.clear();
    await timeline(scene, TargetGroupArn, [[300, 'healthy']]);
    expect(scene.api.settled()).toBe(true);
  });

  test('keeps connections for a while where the attributes ask for it', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.api.modifyTargetGroupAttributes({
      TargetGroupArn,
      Attributes: [
        { Key: 'target_health_state.unhealthy.connection_termination.enabled', Value: 'false' },
        { Key: 'target_health_state.unhealthy.draining_interval_seconds', Value: '45' },
      ],
    });
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    scene.network.results.set(`${pods.a}:8080`, failed);
    await timeline(scene, TargetGroupArn, [
      [29.999, 'healthy'],
      [30, 'unhealthy.draining Target.FailedHealthChecks'],
      [74.999, 'unhealthy.draining Target.FailedHealthChecks'],
      [75, unhealthy],
    ]);
  });

  test('is healthy again while it drains, and drains anew the next time', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.api.modifyTargetGroupAttributes({
      TargetGroupArn,
      Attributes: [
        { Key: 'target_health_state.unhealthy.connection_termination.enabled', Value: 'false' },
        { Key: 'target_health_state.unhealthy.draining_interval_seconds', Value: '100' },
      ],
    });
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    scene.network.results.set(`${pods.a}:8080`, failed);
    await timeline(scene, TargetGroupArn, [[30, 'unhealthy.draining Target.FailedHealthChecks']]);
    scene.network.results.clear();
    await timeline(scene, TargetGroupArn, [[30, 'healthy']]);
    scene.network.results.set(`${pods.a}:8080`, failed);
    // The first interval would end 70 s from here on; the second one ends 130 s from here on.
    await timeline(scene, TargetGroupArn, [
      [30, 'unhealthy.draining Target.FailedHealthChecks'],
      [129, 'unhealthy.draining Target.FailedHealthChecks'],
      [130, unhealthy],
    ]);
  });

  test('waits for a load balancer that is being provisioned', async () => {
    const scene = stage();
    const { LoadBalancerArn } = scene.balancer();
    const { TargetGroupArn } = scene.group();
    scene.listen(LoadBalancerArn, TargetGroupArn);
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [
      [119.999, registering],
      [120, checking],
      [150, 'healthy'],
    ]);
  });

  test('of the first call is not held up by those of later calls', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn, pods.a);
    await scene.clock.step(30_000);
    scene.register(TargetGroupArn, pods.a, pods.b);
    await scene.clock.step(60_000);
    expect(scene.states(TargetGroupArn)).toEqual(['healthy', checking]);
  });
});

describe('a target that is not in use', () => {
  test('is one of a group without a listener, until the listener forwards to it', async () => {
    const scene = stage();
    const { LoadBalancerArn } = scene.balancer();
    const { TargetGroupArn } = scene.group();
    await scene.clock.step(120_000);
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [[600, notInUse]]);
    expect(scene.network.checks).toEqual([]);
    expect(scene.api.settled()).toBe(true);
    scene.listen(LoadBalancerArn, TargetGroupArn);
    await timeline(scene, TargetGroupArn, [
      [0, registering],
      [60, checking],
      [90, 'healthy'],
    ]);
  });

  test('is one of the group that the listener was switched away from; the switch back begins anew', async () => {
    const scene = stage();
    const { TargetGroupArn: old, ListenerArn } = await scene.serving();
    const { TargetGroupArn: next } = scene.group({ Name: 'next' });
    scene.register(old);
    await scene.clock.step(90_000);
    scene.api.modifyListener({ ListenerArn, DefaultActions: scene.forwardTo(next) });
    await timeline(scene, old, [
      [0, notInUse],
      [300, notInUse],
    ]);
    const checks = scene.network.checks.length;
    await scene.clock.step(300_000);
    expect(scene.network.checks.length).toBe(checks);
    scene.api.modifyListener({ ListenerArn, DefaultActions: scene.forwardTo(old) });
    await timeline(scene, old, [
      [0, registering],
      [90, 'healthy'],
    ]);
  });

  test.each(['listener', 'load balancer'])('is one whose %s was deleted', async (what) => {
    const scene = stage();
    const { TargetGroupArn, ListenerArn, LoadBalancerArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    if (what === 'listener') scene.api.deleteListener({ ListenerArn });
    else scene.api.deleteLoadBalancer({ LoadBalancerArn });
    expect(scene.states(TargetGroupArn)).toEqual([notInUse]);
  });

  test('is one in a zone that is not enabled, but for cross-zone load balancing', async () => {
    const scene = stage();
    const { LoadBalancerArn } = scene.balancer('front', [subnets.a]);
    const { TargetGroupArn } = scene.group();
    scene.listen(LoadBalancerArn, TargetGroupArn);
    scene.register(TargetGroupArn, pods.b);
    await timeline(scene, TargetGroupArn, [[300, notInUse]]);
    expect(scene.api.describeTargetHealth({ TargetGroupArn })[0]?.TargetHealth.Description).toBe(
      'Target is in an Availability Zone that is not enabled for the load balancer',
    );
    const crossZone = (Value: string) =>
      scene.api.modifyLoadBalancerAttributes({
        LoadBalancerArn,
        Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value }],
      });
    crossZone('true');
    await timeline(scene, TargetGroupArn, [[0, registering]]);
    crossZone('false');
    await timeline(scene, TargetGroupArn, [[0, notInUse]]);
    scene.api.modifyTargetGroupAttributes({
      TargetGroupArn,
      Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
    });
    await timeline(scene, TargetGroupArn, [[90, 'healthy']]);
  });

  test('is one in a zone that comes later with its subnet', async () => {
    const scene = stage();
    const { LoadBalancerArn } = scene.balancer('front', [subnets.a]);
    const { TargetGroupArn } = scene.group();
    scene.listen(LoadBalancerArn, TargetGroupArn);
    scene.register(TargetGroupArn, pods.b);
    await timeline(scene, TargetGroupArn, [[300, notInUse]]);
    scene.api.setSubnets({ LoadBalancerArn, Subnets: [subnets.a, subnets.b] });
    await timeline(scene, TargetGroupArn, [[90, 'healthy']]);
  });

  test.each([
    ['stopped', 'Target is in the stopped state'],
    ['terminated', 'Target is in the terminated state'],
    ['absent', 'Target is in the terminated state'],
  ] as const)('is an instance that is %s, found out in the next round', async (state, description) => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving({ Name: 'nodes', TargetType: 'instance', Port: 31234 });
    scene.register(TargetGroupArn, instances.a);
    await scene.clock.step(90_000);
    scene.network.places.set(instances.a, { zone: 'us-west-2a', state });
    expect(scene.api.settled()).toBe(false);
    await timeline(scene, TargetGroupArn, [
      [9.999, 'healthy'],
      [10, 'unused Target.InvalidState'],
    ]);
    expect(scene.api.describeTargetHealth({ TargetGroupArn })[0]?.TargetHealth.Description).toBe(description);
    expect(scene.api.settled()).toBe(true);
    scene.network.places.set(instances.a, { zone: 'us-west-2a', state: 'running' });
    await timeline(scene, TargetGroupArn, [
      [10, registering],
      [70, checking],
      [100, 'healthy'],
    ]);
  });

  test('is an address that a load balancer uses', async () => {
    const scene = stage();
    scene.network.places.set(pods.a, { zone: 'us-west-2a', state: 'running', usedByLoadBalancer: true });
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [[0, 'unused Target.IpUnusable']]);
  });

  test('is one of a group with weight 0 where that is chosen', async () => {
    for (const [zeroWeightHealthChecked, expected] of [
      [true, 'healthy'],
      [false, notInUse],
    ] as const) {
      const scene = stage({ health: { zeroWeightHealthChecked } });
      const { TargetGroupArn, ListenerArn } = await scene.serving();
      const { TargetGroupArn: other } = scene.group({ Name: 'other' });
      scene.register(other);
      scene.api.modifyListener({
        ListenerArn,
        DefaultActions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn, Weight: 1 },
                { TargetGroupArn: other, Weight: 0 },
              ],
            },
          },
        ],
      });
      await timeline(scene, other, [[90, expected]]);
    }
  });
});

describe('a deregistered target', () => {
  test.each([
    ['0', 120],
    ['200', 200],
    ['300', 300],
    ['3600', 3600],
  ])('with a delay of %s drains for %i seconds and is gone', async (delay, seconds) => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.api.modifyTargetGroupAttributes({
      TargetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: delay }],
    });
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    scene.api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pods.a }] });
    expect(scene.api.settled()).toBe(false);
    await timeline(scene, TargetGroupArn, [
      [0, draining],
      [seconds - 0.001, draining],
      [seconds, undefined],
    ]);
    expect(scene.api.settled()).toBe(true);
    expect(scene.api.describeTargetHealth({ TargetGroupArn, Targets: [{ Id: pods.a }] })).toEqual([
      {
        Target: { Id: pods.a, Port: 8080 },
        TargetHealth: {
          State: 'unused',
          Reason: 'Target.NotRegistered',
          Description: 'Target is not registered to the target group',
        },
      },
    ]);
  });

  test('drains no longer than the limit', async () => {
    const scene = stage({ delays: { deregistrationLimit: 150_000 } });
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    scene.api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pods.a }] });
    await timeline(scene, TargetGroupArn, [
      [149, draining],
      [150, undefined],
    ]);
  });

  test('that is registered again begins anew, and the old delay does not end it', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    scene.api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pods.a }] });
    await scene.clock.step(250_000);
    scene.register(TargetGroupArn);
    await timeline(scene, TargetGroupArn, [
      [0, registering],
      [60, checking],
      [90, 'healthy'],
      [400, 'healthy'],
    ]);
  });

  test('is gone at once where nothing forwards to the group', () => {
    const scene = stage();
    const { TargetGroupArn } = scene.group();
    scene.register(TargetGroupArn);
    scene.api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pods.a }] });
    expect(scene.states(TargetGroupArn)).toEqual([]);
  });

  test('drains on when the listener is switched away', async () => {
    const scene = stage();
    const { TargetGroupArn, ListenerArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await scene.clock.step(90_000);
    scene.api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pods.a }] });
    scene.api.deleteListener({ ListenerArn });
    await timeline(scene, TargetGroupArn, [
      [299, draining],
      [300, undefined],
    ]);
  });
});

describe('health checks', () => {
  test('go to the traffic port, or to the port and path that the group names', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving({
      Name: 'nodes',
      TargetType: 'instance',
      Port: 31234,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: '30111',
      HealthCheckPath: '/healthz',
    });
    scene.register(TargetGroupArn, instances.a);
    await scene.clock.step(70_000);
    expect(scene.network.checks).toEqual([
      { type: 'instance', id: instances.a, port: 30111, protocol: 'HTTP', path: '/healthz' },
    ]);
    expect(scene.api.describeTargetHealth({ TargetGroupArn })[0]).toMatchObject({
      Target: { Id: instances.a, Port: 31234 },
      HealthCheckPort: '30111',
    });
  });

  test('come at the new interval when it is changed', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await scene.clock.step(60_000);
    scene.api.modifyTargetGroup({ TargetGroupArn, HealthCheckIntervalSeconds: 30 });
    await timeline(scene, TargetGroupArn, [
      [89, checking],
      [90, 'healthy'],
    ]);
  });

  test('take one timer a group, however many targets it has', async () => {
    const pending = new Set<number>();
    const scene = stage();
    let next = 0;
    const clock = {
      now: scene.clock.now,
      stop: scene.clock.stop,
      after(milliseconds: number, task: () => void) {
        const id = next++;
        pending.add(id);
        const cancel = scene.clock.after(milliseconds, () => {
          pending.delete(id);
          task();
        });
        return () => {
          pending.delete(id);
          cancel();
        };
      },
    };
    const crowd = stage({ clock });
    const { LoadBalancerArn } = crowd.balancer();
    const { TargetGroupArn } = crowd.group();
    crowd.listen(LoadBalancerArn, TargetGroupArn);
    for (let start = 0; start < 200; start += 100) {
      crowd.register(TargetGroupArn, ...Array.from({ length: 100 }, (_, index) => `10.42.2.${start + index}`));
    }
    // Provisioning, and one for each of the two calls.
    expect(pending.size).toBe(3);
    await scene.clock.step(600_000);
    expect(new Set(crowd.states(TargetGroupArn))).toEqual(new Set(['healthy']));
    expect(pending.size).toBe(1);
    crowd.api.stop();
    expect(pending.size).toBe(0);
  });

  test('describing changes nothing', async () => {
    const scene = stage();
    const { TargetGroupArn } = await scene.serving();
    scene.register(TargetGroupArn);
    await scene.clock.step(75_000);
    const before = scene.network.checks.length;
    const [first] = scene.api.describeTargetHealth({ TargetGroupArn });
    if (first !== undefined) first.TargetHealth.State = 'unavailable';
    expect(scene.states(TargetGroupArn)).toEqual([checking]);
    expect(scene.network.checks.length).toBe(before);
  });
});

test('a watcher hears of every change once the work in hand is done, and may call the API itself', async () => {
  const scene = stage();
  const { TargetGroupArn } = await scene.serving();
  const heard: string[][] = [];
  let again = true;
  const end = scene.api.on(() => {
    heard.push(scene.states(TargetGroupArn));
    if (again) scene.register(TargetGroupArn, pods.b);
    again = false;
  });
  scene.register(TargetGroupArn, pods.a);
  await scene.clock.step(90_000);
  end();
  await scene.clock.step(10_000);
  const distinct = heard.filter((states, index) => states.join() !== heard[index - 1]?.join());
  expect(distinct).toEqual([
    [registering],
    [registering, registering],
    // Two calls, two timers that end at the same instant.
    [checking, registering],
    [checking, checking],
    ['healthy', 'healthy'],
  ]);
});

type Step =
  | { do: 'register' | 'deregister'; pod: keyof typeof pods }
  | { do: 'attach' | 'detach' }
  | { do: 'wait'; seconds: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('register' as const, 'deregister' as const),
    pod: fc.constantFrom('a' as const, 'b' as const, 'c' as const),
  }),
  fc.record({ do: fc.constantFrom('attach' as const, 'detach' as const) }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 200 }) }),
);

test('whatever is done in whatever order, it settles to what was done last', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (script) => {
      const scene = stage();
      const { TargetGroupArn, ListenerArn } = await scene.serving();
      const { TargetGroupArn: other } = scene.group({ Name: 'other' });
      scene.network.results.set(`${pods.b}:8080`, failed);
      const registered = new Set<string>();
      let attached = true;
      for (const step of script) {
        if (step.do === 'wait') await scene.clock.step(step.seconds * 1000);
        else if (step.do === 'register') {
          scene.register(TargetGroupArn, pods[step.pod]);
          registered.add(pods[step.pod]);
        } else if (step.do === 'deregister') {
          scene.api.deregisterTargets({ TargetGroupArn, Targets: [{ Id: pods[step.pod] }] });
          registered.delete(pods[step.pod]);
        } else {
          attached = step.do === 'attach';
          scene.api.modifyListener({ ListenerArn, DefaultActions: scene.forwardTo(attached ? TargetGroupArn : other) });
        }
      }
      await scene.clock.step(600_000);
      expect(scene.api.settled()).toBe(true);
      const seen = scene.api
        .describeTargetHealth({ TargetGroupArn })
        .map(({ Target, TargetHealth }) => `${Target.Id} ${TargetHealth.State}`);
      const state = (id: string) => (attached ? (id === pods.b ? 'unhealthy' : 'healthy') : 'unused');
      expect(seen.sort()).toEqual([...registered].map((id) => `${id} ${state(id)}`).sort());
    }),
    { numRuns: 60 },
  );
});
