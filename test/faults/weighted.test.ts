import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/sandbox/scenario/scenario.ts';
import { openStage, type Stage, type StageOptions } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import { external, loadBalancerService } from '../services.ts';

const services = { group: '', resource: 'services' };
const bindings = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };
const leases = { group: 'coordination.k8s.io', resource: 'leases' };
const prefix = 'service.beta.kubernetes.io/';
const targetType = `${prefix}aws-load-balancer-nlb-target-type`;
const quick = ['--settle', '2s', '--drain', '2s', '--interval', '2s', '--lease', '1s'];

let stage: Stage;
const open = async (options: StageOptions = {}) => {
  stage = await openStage({ speed: 100, ...options });
};
afterEach(() => stage.stop());

const weighted = (to: string, ...more: string[]) => [
  ...['migrate', 'ui-nlb', '-n', 'ui', '--to', to, '--yes', '--strategy', 'weighted', ...quick],
  ...more,
];
const service = () => stage.sandbox.store.get(services, 'ui', 'ui-nlb');
const annotations = (): Record<string, string> => service().metadata.annotations ?? {};
const groups = () => stage.sandbox.elbv2.describeTargetGroups({});

/** Every write, in order: what was done to what. */
function writes(): string[] {
  const cluster = stage.kubernetes.requests
    .filter(({ method, path }) => method !== 'GET' && !/selfsubjectaccessreviews|leases/.test(path))
    .map((request) => ({ began: request.began, what: `${request.method} ${whatOf(request.path, request.body)}` }));
  const aws = stage.elbv2.requests
    .filter(({ form }) => !form.get('Action')?.startsWith('Describe'))
    .map(({ began, form }) => ({ began, what: form.get('Action') ?? '' }));
  return [...cluster, ...aws].sort((a, b) => a.began - b.began).map(({ what }) => what);
}

function whatOf(path: string, body: string): string {
  if (path.includes('targetgroupbindings')) return 'binding';
  const patch: Record<string, string | null> = JSON.parse(body).metadata.annotations;
  return Object.entries(patch)
    .map(([key, value]) => {
      const name = key.slice(prefix.length).replace('aws-load-balancer-nlb-', '');
      if (!name.startsWith('actions.')) return `${name}=${value}`;
      const weights = value === null ? null : JSON.parse(value).forwardConfig;
      return `${name}=${weights === null ? 'gone' : `${weights.baseServiceWeight}:${weights.targetGroups[0].weight}`}`;
    })
    .join(' ');
}

/** Nothing of a bridge is left, and one group of the type serves each port. */
function expectClean(type: string, ports = 1): void {
  expect(annotations()[targetType]).toBe(type);
  expect(Object.keys(annotations()).filter((key) => key.includes('actions.'))).toEqual([]);
  expect(groups().map(({ TargetType }) => TargetType)).toEqual(Array<string>(ports).fill(type));
  expect(stage.sandbox.store.list(bindings, 'ui')).toHaveLength(ports);
  expect(stage.sandbox.store.list(leases, 'ui')).toEqual([]);
}

describe('over a bridge', () => {
  beforeEach(() => open());

  test('there and back: each write by itself, in the safe order', async () => {
    for (const to of ['ip', 'instance']) {
      stage.reset();
      const run = await stage.nlbctl(weighted(to, '-o', 'json'));
      expect(run.code, run.stderr).toBe(0);
      const document = JSON.parse(run.stdout);
      expect(schemaErrors('migration-result', document)).toEqual([]);
      expect(document.result).toMatchObject({ outcome: 'ready', changed: true, phase: 'Verified' });
      expect(writes()).toEqual([
        'CreateTargetGroup',
        'AddTags',
        'POST binding',
        'PATCH actions.TCP-80=100:0',
        'PATCH actions.TCP-80=0:100',
        `PATCH target-type=${to}`,
        'PATCH actions.TCP-80=10:90',
        'PATCH actions.TCP-80=50:50',
        'PATCH actions.TCP-80=100:0',
        'PATCH actions.TCP-80=gone',
        'DELETE binding',
        'DeleteTargetGroup',
      ]);
      expectClean(to);
    }
  });

  test('each patch names the version that it was decided on', async () => {
    await stage.nlbctl(weighted('ip', '--weights', '100'));
    const patches = stage.kubernetes.requests.filter(({ method }) => method === 'PATCH');
    for (const { body } of patches) expect(JSON.parse(body).metadata.resourceVersion).toMatch(/^\d+$/);
    expect(new Set(patches.map(({ body }) => JSON.parse(body).metadata.resourceVersion)).size).toBe(patches.length);
  });

  test('the stream tells every step', async () => {
    const run = await stage.nlbctl(weighted('ip', '--weights', '100', '-o', 'ndjson'));
    const lines = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const line of lines) expect(schemaErrors('stream', line), JSON.stringify(line)).toEqual([]);
    const steps = lines.filter(({ type }) => type === 'step').map(({ step }) => step);
    expect(steps).toEqual([
      ...['create-bridge-groups', 'create-bridge-bindings', 'set-weights', 'set-weights', 'set-target-type'],
      ...['set-weights', 'set-weights', 'delete-bridge-bindings', 'delete-bridge-groups'],
    ]);
    const names = lines.filter(({ type }) => type === 'phase').map(({ phase }) => phase);
    // A fast controller goes through several phases between two looks.
    expect(names.slice(0, 2)).toEqual(['Preflight', 'Bridging']);
    expect(names).toContain('Draining');
    expect(names.at(-1)).toBe('Verified');
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'stopped at step %i it is continued, and taken back, by --to either type',
    async (count) => {
      for (const to of ['ip', 'instance']) {
        stage.reset();
        let kill: (signal: 'SIGINT') => void = () => undefined;
        let seen = 0;
        const stopped = await stage.nlbctl(weighted('ip', '--weights', '100'), {
          onReady: (listener) => {
            kill = listener;
          },
          onStderr: (text) => {
            if (text.includes('nlbctl writes:') && ++seen === count) setTimeout(() => kill('SIGINT'), 15);
          },
        });
        expect([0, 130]).toContain(stopped.code);
        if (stopped.code === 130) expect(stopped.stderr).toContain('--to instance');
        const again = await stage.nlbctl(weighted(to, '--weights', '100'));
        expect(again.code, again.stderr).toBe(0);
        expectClean(to);
      }
      const back = await stage.nlbctl(weighted('instance', '--weights', '100'));
      expect(back.code, back.stderr).toBe(0);
    },
  );

  test('new targets that never get healthy: taken back over the bridge, which served all the while: 10', async () => {
    stage.sandbox.network.blocked.add('ip/8080');
    const run = await stage.nlbctl(weighted('ip', '--timeout', '4h', '--rollback-timeout', '4h', '-o', 'json'));
    expect(run.code, run.stderr).toBe(10);
    const { result, rollback } = JSON.parse(run.stdout);
    expect(result).toMatchObject({ outcome: 'rolled-back', phase: 'RolledBack' });
    expect(rollback).toMatchObject({ way: 'cheap', verified: true });
    expect(writes()).not.toContain('PATCH actions.TCP-80=10:90');
    expectClean('instance');
  });

  test('new targets that fail while they have some of the connections: these go over the bridge at once, then back: 10', async () => {
    const run = await stage.nlbctl(
      weighted('ip', '--weights', '50,100', '--settle', '4m', '--timeout', '4h', '--rollback-timeout', '4h'),
      {
        onStderr(text) {
          if (text.includes(': 50 to 50')) stage.sandbox.network.blocked.add('ip/8080');
        },
      },
    );
    expect(run.code, run.stderr).toBe(10);
    expect(run.stderr).toContain(
      'The new group has no healthy target: all new connections go over the bridge: 0 to 100.',
    );
    const made = writes();
    const half = made.indexOf('PATCH actions.TCP-80=50:50');
    expect(made.slice(half, half + 3)).toEqual([
      'PATCH actions.TCP-80=50:50',
      'PATCH actions.TCP-80=0:100',
      'PATCH target-type=instance',
    ]);
    expectClean('instance');
  });

  test('somebody takes the weights away: it stops, and names who: 11', async () => {
    let done = false;
    const run = await stage.nlbctl(weighted('ip'), {
      onStderr(text) {
        if (!text.includes('0 to 100') || done) return;
        done = true;
        setTimeout(() => {
          stage.sandbox.store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
            delete metadata.annotations?.[`${prefix}actions.TCP-80`];
          });
        }, 30);
      },
    });
    expect(run.code, run.stderr).toBe(11);
    expect(run.stdout).toContain('actions.TCP-80 of Service ui/ui-nlb was removed by somebody else');
    const again = await stage.nlbctl(weighted('instance'));
    expect(again.code, again.stderr).toBe(0);
    expectClean('instance');
  });

  test('in place is not what goes on with a bridge, whatever is asked for', async () => {
    let kill: (signal: 'SIGINT') => void = () => undefined;
    const begun = await stage.nlbctl(weighted('ip'), {
      onReady: (listener) => {
        kill = listener;
      },
      onStderr: (text) => {
        if (text.includes('100 to 0')) kill('SIGINT');
      },
    });
    expect(begun.code).toBe(130);
    const run = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes', ...quick]);
    expect(run.code, run.stderr).toBe(0);
    expect(writes()).toContain('PATCH actions.TCP-80=0:100');
    expectClean('ip');
  });
});

describe('a Lease', () => {
  beforeEach(() => open());
  const lease = (renewed: number, seconds: number) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'nlbctl-ui-nlb', namespace: 'ui' },
    spec: {
      holderIdentity: 'somebody',
      leaseDurationSeconds: seconds,
      renewTime: new Date(renewed).toISOString().replace('Z', '000Z'),
      leaseTransitions: 3,
    },
  });

  test('that somebody renews keeps a run away: 7, and nothing was written', async () => {
    const { store } = stage.sandbox;
    store.create(leases, lease(Date.now() + 1_000_000, 60));
    let renewals = 0;
    const renewing = setInterval(() => {
      store.modify(leases, 'ui', 'nlbctl-ui-nlb', (object) => {
        (object['spec'] as Record<string, unknown>)['renewTime'] = new Date(
          Date.now() + 1_000_000 + ++renewals,
        ).toISOString();
      });
    }, 20);
    const run = await stage.nlbctl(weighted('ip'));
    clearInterval(renewing);
    expect(run.code, run.stderr).toBe(7);
    expect(run.stderr).toContain('held by somebody');
    expect(writes()).toEqual([]);
  });

  test('that a run left behind is taken over once it has expired, and let go at the end', async () => {
    stage.sandbox.store.create(leases, lease(Date.now() - 60_000, 30));
    const run = await stage.nlbctl(weighted('ip', '--weights', '100'));
    expect(run.code, run.stderr).toBe(0);
    expectClean('ip');
  });
});

describe('with two ports', () => {
  const ports = [
    { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
    { name: 'admin', port: 9000, targetPort: 8080, protocol: 'TCP' },
  ];
  beforeEach(() => open({ objects: [loadBalancerService('two', { annotations: external, spec: { ports } })] }));

  test('one patch is for both, and never two steps in one', async () => {
    const run = await stage.nlbctl([
      'migrate',
      'two',
      '-n',
      'ui',
      '--to',
      'ip',
      '--yes',
      '--strategy',
      'weighted',
      '--weights',
      '100',
      ...quick,
    ]);
    expect(run.code, run.stderr).toBe(0);
    expect(writes()).toEqual([
      ...['CreateTargetGroup', 'AddTags', 'CreateTargetGroup', 'AddTags', 'POST binding', 'POST binding'],
      'PATCH actions.TCP-80=100:0 actions.TCP-9000=100:0',
      'PATCH actions.TCP-80=0:100 actions.TCP-9000=0:100',
      'PATCH target-type=ip',
      'PATCH actions.TCP-80=100:0 actions.TCP-9000=100:0',
      'PATCH actions.TCP-80=gone actions.TCP-9000=gone',
      ...['DELETE binding', 'DELETE binding', 'DeleteTargetGroup', 'DeleteTargetGroup'],
    ]);
  });
});

describe('where AWS does not check the health of a group without connections', () => {
  beforeEach(() => open({ change: { health: { zeroWeightHealthChecked: false } } }));

  test('it goes back, and says what helps; with --canary it goes on', async () => {
    const run = await stage.nlbctl(weighted('ip', '--timeout', '4h', '--rollback-timeout', '4h'));
    expect(run.code, run.stderr).toBe(10);
    expect(run.stdout).toContain('--canary gives it one in a thousand');
    expectClean('instance');
    stage.reset();
    const canary = await stage.nlbctl(weighted('ip', '--canary', '--timeout', '4h', '--weights', '100'));
    expect(canary.code, canary.stderr).toBe(0);
    expect(writes()).toContain('PATCH actions.TCP-80=999:1');
    expect(writes()).toContain('PATCH actions.TCP-80=1:999');
    expectClean('ip');
  });
});

describe('where pods get readiness gates', () => {
  beforeEach(async () => {
    await open();
    stage.sandbox.store.modify({ group: '', resource: 'namespaces' }, undefined, 'ui', ({ metadata }) => {
      metadata.labels = { ...metadata.labels, 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };
    });
    const run = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes', '--interval', '2s']);
    expect(run.code, run.stderr).toBe(0);
    stage.reset();
  });

  test('the binding of an ip bridge comes after the annotation, and goes before it', async () => {
    const run = await stage.nlbctl(weighted('instance', '--weights', '100'));
    expect(run.code, run.stderr).toBe(0);
    const all = writes();
    expect(all.indexOf('PATCH actions.TCP-80=100:0')).toBeLessThan(all.indexOf('POST binding'));
    expect(all.indexOf('DELETE binding')).toBeLessThan(all.indexOf('PATCH actions.TCP-80=gone'));
    expectClean('instance');
  });
});

describe('refused: 7, and nothing is written', () => {
  const annotated = (more: Record<string, string>): Scenario['objects'] => [
    loadBalancerService('other', { annotations: { ...external, ...more } }),
  ];
  test.each<[string, StageOptions, string, string]>([
    [
      'a controller before v2.16.0',
      { change: { controller: { version: 'v2.15.3' } } },
      'ui-nlb',
      'listeners are shared from v2.16.0 on',
    ],
    [
      'its gate off',
      { change: { controller: { version: 'v3.5.0', featureGates: { WeightedTargetGroups: false } } } },
      'ui-nlb',
      'was told WeightedTargetGroups=false',
    ],
    [
      'stickiness',
      { objects: annotated({ 'target-group-attributes': 'stickiness.enabled=true,stickiness.type=source_ip' }) ?? [] },
      'other',
      'has stickiness on',
    ],
  ])('%s', async (_, options, name, says) => {
    await open(options);
    const run = await stage.nlbctl(['migrate', name, '-n', 'ui', '--to', 'ip', '--yes', '--strategy', 'weighted']);
    expect(run.code, run.stderr).toBe(7);
    expect(run.stderr).toContain('NLB0709  The weighted strategy cannot be used:');
    expect(run.stderr).toContain(says);
    expect(writes()).toEqual([]);
    const plan = await stage.nlbctl(['plan', name, '-n', 'ui', '--to', 'ip', '-o', 'json']);
    const { recommended, strategies } = JSON.parse(plan.stdout);
    expect(recommended).toBe('in-place');
    expect(strategies[1].refusals.join(' ')).toContain(says);
  });

  test('an annotation that is there already, and a tool of delivery', async () => {
    await open();
    stage.sandbox.store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [`${prefix}actions.TCP-81`]: '{}' };
      metadata.labels = { ...metadata.labels, 'argocd.argoproj.io/instance': 'shop' };
    });
    const run = await stage.nlbctl(weighted('ip'));
    expect(run.code).toBe(7);
    expect(run.stderr).toContain('actions.TCP-81, which fits no listener');
    expect(run.stderr).toContain('Argo CD keeps the Service');
    expect(writes()).toEqual([]);
  });
});
