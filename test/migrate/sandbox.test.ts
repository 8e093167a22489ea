import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { expectFailure, writes } from '../faults/failure.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import { external, loadBalancerService } from '../services.ts';

const services = { group: '', resource: 'services' };
const targetType = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';
const migrate = (to: string, ...more: string[]) => [
  ...['migrate', 'ui-nlb', '-n', 'ui', '--to', to, '--yes', '--interval', '2s'],
  ...more,
];
const wait = (...more: string[]) => ['wait-healthy', 'ui-nlb', '-n', 'ui', '--interval', '2s', ...more];
const formats = ['table', 'json', 'yaml', 'ndjson'];

/** So many times as fast as AWS; nlbctl's clock goes with it. */
const speed = 100;

describe('a migration over HTTP', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ speed });
  });
  afterEach(() => stage.stop());

  const annotation = () => stage.sandbox.store.get(services, 'ui', 'ui-nlb').metadata.annotations?.[targetType];
  const askFor = (type: string) =>
    stage.sandbox.store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [targetType]: type };
    });

  test('there, again, and back: one guarded write each way, and none where it is already so', async () => {
    const there = await stage.nlbctl(migrate('ip', '-o', 'json'));
    expect(there.code, there.stderr).toBe(0);
    const document = JSON.parse(there.stdout);
    expect(schemaErrors('migration-result', document)).toEqual([]);
    expect(document.result).toMatchObject({ outcome: 'ready', changed: true, exitCode: 0, phase: 'Verified' });
    expect(document.phases.at(-1).name).toBe('Verified');
    const patch = stage.kubernetes.requests.filter(({ method }) => method === 'PATCH');
    expect(patch).toHaveLength(1);
    expect(patch[0]?.query.get('fieldManager')).toBe('nlbctl');
    expect(JSON.parse(patch[0]?.body ?? '')).toEqual({
      metadata: { resourceVersion: expect.stringMatching(/^\d+$/), annotations: { [targetType]: 'ip' } },
    });
    expect(stage.sandbox.elbv2.describeTargetGroups({}).map(({ TargetType }) => TargetType)).toEqual(['ip']);

    for (const format of formats) {
      stage.reset();
      const again = await stage.nlbctl(migrate('ip', '-o', format));
      expect(again.code, format).toBe(0);
      expect(again.stderr).toContain('ui/ui-nlb already has target type ip; nothing is written.');
      expect(writes(stage), format).toEqual([]);
    }

    const back = await stage.nlbctl(migrate('instance'));
    expect(back.code, back.stderr).toBe(0);
    expect(annotation()).toBe('instance');
    expect(stage.sandbox.elbv2.describeTargetGroups({}).map(({ TargetType }) => TargetType)).toEqual(['instance']);
  });

  test('where the new targets fit once the old ones are gone it warns, and gets there', async () => {
    stage.sandbox.elbv2.quotas.targetsPerZone = 1;
    const run = await stage.nlbctl(migrate('ip'));
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/warning {2}NLB0205 {2}1 registered now and 1 more .* until those of before are gone/);
  });

  test('that somebody else has begun is continued, and nothing is written', async () => {
    askFor('ip');
    const run = await stage.nlbctl(migrate('ip'));
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/ui\/ui-nlb already (?:asks for|has) target type ip; /);
    expect(run.stdout).toContain('has target type ip, seen through in');
    expect(writes(stage)).toEqual([]);
  });

  test('that was killed at any phase is finished by the same command', async () => {
    for (const phase of ['Patched', 'Registering', 'HealthChecking']) {
      const to = annotation() === 'ip' ? 'instance' : 'ip';
      let kill: (signal: 'SIGINT') => void = () => undefined;
      const killed = await stage.nlbctl(migrate(to), {
        onReady: (listener) => {
          kill = listener;
        },
        onStderr: (text) => {
          if (text.includes(`  ${phase}  `)) kill('SIGINT');
        },
      });
      expect([0, 130], phase).toContain(killed.code);
      const finished = await stage.nlbctl(migrate(to));
      expect(finished.code, finished.stderr).toBe(0);
      expect(annotation()).toBe(to);
    }
  });

  test.each(formats)('that the time is too short for: 4, with reasons and commands, -o %s', async (format) => {
    const run = await stage.nlbctl(migrate('ip', '--timeout', '8s', '-o', format));
    expect(run.code).toBe(4);
    expect(annotation()).toBe('ip');
    expect(run.stdout).toMatch(/Port 80: /);
    expect(run.stdout).toContain('nlbctl migrate ui-nlb -n ui --to ip');
    expect(run.stdout).toContain('nlbctl migrate ui-nlb -n ui --to instance');
    const last = format === 'ndjson' ? JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') : null;
    const result = last ?? (format === 'table' ? null : parse(run.stdout).result);
    if (result !== null) expect(result).toMatchObject({ outcome: 'timed-out', exitCode: 4, changed: true });
  });

  test('whose new targets keep failing: 11, for a person, with the way back', async () => {
    stage.sandbox.network.blocked.add('ip/8080');
    const run = await stage.nlbctl(migrate('ip', '--timeout', '30m'));
    expect(run.code, run.stderr).toBe(11);
    expect(run.stdout).toMatch(/Port 80: 1 of 1 required target keeps failing in target group k8s-ui-uinlb-/);
    expect(run.stdout).toContain('Target.FailedHealthChecks');
    expect(run.stdout).toContain('nlbctl migrate ui-nlb -n ui --to instance');
  });

  test('that is interrupted goes back with --on-interrupt rollback: 10, and the second signal leaves at once', async () => {
    let kill: (signal: 'SIGINT') => void = () => undefined;
    const onReady = (listener: typeof kill) => {
      kill = listener;
    };
    let once = false;
    const killedWhen = (pattern: RegExp, again: boolean) => (text: string) => {
      if (!pattern.test(text) || once) return;
      once = true;
      kill('SIGINT');
      if (again) setTimeout(() => kill('SIGINT'), 30);
    };
    const back = await stage.nlbctl(migrate('ip', '--on-interrupt', 'rollback'), {
      onReady,
      onStderr: killedWhen(/ {2}(?:Registering|HealthChecking) {2}/, false),
    });
    expect(back.code, back.stderr).toBe(10);
    expect(back.stdout).toContain('SIGINT asked for the way back.');
    expect(annotation()).toBe('instance');
    once = false;
    const left = await stage.nlbctl(migrate('ip', '--on-interrupt', 'rollback'), {
      onReady,
      onStderr: killedWhen(/ {2}(?:Registering|HealthChecking) {2}/, true),
    });
    expect(left.code).toBe(130);
    expect(left.stderr).toContain('to go back:');
  });

  test('taken back while the old binding goes loses that binding, and is healed by a touch', async () => {
    const bindings = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };
    const { store, faults } = stage.sandbox;
    const terminating = () =>
      store.list(bindings, 'ui').filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    const [old] = store.list(bindings, 'ui');
    faults.inject({ kind: 'binding-stuck', message: 'RequestError', name: old?.metadata.name ?? '' });
    askFor('ip');
    await expect.poll(() => terminating().length, { timeout: 5_000 }).toBe(1);
    askFor('instance');
    // The binding may go once the controller has taken it for one that stays.
    const reconciled = () =>
      store
        .list({ group: '', resource: 'events' }, 'ui')
        .filter(
          ({ reason, involvedObject }) => reason === 'SuccessfullyReconciled' && involvedObject.kind === 'Service',
        )
        .reduce((sum, { count }) => sum + count, 0);
    const before = reconciled();
    const freed = expect
      .poll(reconciled, { timeout: 15_000 })
      .toBeGreaterThan(before)
      .then(() => faults.clear());
    const run = await stage.nlbctl(migrate('instance', '--timeout', '3h'));
    await freed;
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/nlbctl writes: Nothing fills target group k8s-ui-uinlb-/);
    expect(writes(stage)).toEqual(['/api/v1/namespaces/ui/services/ui-nlb']);
    // The controller tries to clean up at growing distances.
  }, 60_000);

  test('that is left names commands that lead to the same cluster', async () => {
    const place = ['--context', 'nlbctl-sandbox', '--region=us-west-2'];
    const unasked = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', ...place]);
    expect(unasked.stderr).toContain(
      'nlbctl migrate ui-nlb -n ui --to ip --yes --context nlbctl-sandbox --region us-west-2',
    );
    const run = await stage.nlbctl(migrate('ip', '--timeout', '0', ...place));
    expect(run.stdout).toContain(
      'nlbctl migrate ui-nlb -n ui --to instance --context nlbctl-sandbox --region us-west-2',
    );
  });

  test('with --timeout 0 writes, looks once, and says where it stands: 4', async () => {
    const run = await stage.nlbctl(migrate('ip', '--timeout', '0'));
    expect(run.code).toBe(4);
    expect(writes(stage)).toHaveLength(1);
  });
});

describe('a wait over HTTP', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ speed });
  });
  afterEach(() => stage.stop());

  const looks = () => stage.kubernetes.requests.filter(({ path }) => path.endsWith('/services/ui-nlb')).length;

  test('with --timeout 0 looks once: 0 where all is well, 4 where it is not', async () => {
    expect((await stage.nlbctl(wait('--timeout', '0'))).code).toBe(0);
    expect(looks()).toBe(1);
    stage.reset();
    const run = await stage.nlbctl(wait('--timeout', '0', '--target-type', 'ip'));
    expect(run.code).toBe(4);
    expect(run.stdout).toContain('of type instance, not yet to one of type ip');
    expect(looks()).toBe(1);
  });

  test.each(formats)('that times out says what, why, since when, and what next: 4, -o %s', async (format) => {
    const run = await stage.nlbctl(wait('--timeout', '20s', '--target-type', 'ip', '-o', format));
    expect(run.code).toBe(4);
    expect(run.stdout).toContain('of type instance, not yet to one of type ip');
    expect(run.stdout).toContain('Nothing moved any more.');
    expect(run.stdout).toContain('nlbctl inspect ui-nlb -n ui');
    expect(run.stdout).toContain('nlbctl wait-healthy ui-nlb -n ui');
    if (format === 'json') expect(schemaErrors('wait-result', JSON.parse(run.stdout))).toEqual([]);
  });

  test.each(formats)('for a required target that fails longer than its window ends early: 3, -o %s', async (format) => {
    stage.sandbox.network.blocked.add('instance/31234');
    await stage.sandbox.settle();
    const run = await stage.nlbctl(wait('--timeout', '30m', '-o', format));
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/3 of 3 required targets keep failing/);
    expect(run.stdout).toContain('nlbctl explain Target.FailedHealthChecks');
  });

  test('for a Service whose NLB is being made goes on until it is there', async () => {
    const { store } = stage.sandbox;
    store.create(services, loadBalancerService('new', { annotations: { ...external, 'nlb-target-type': 'ip' } }));
    const run = await stage.nlbctl(['wait-healthy', 'new', '-n', 'ui', '--interval', '2s', '--timeout', '30m']);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/The Service has no NLB yet|The NLB is being provisioned/);
  });

  test('for a Service that nobody manages does not wait: 5', async () => {
    const { store } = stage.sandbox;
    store.create(services, loadBalancerService('nobodys', { annotations: { type: 'external' } }));
    const run = await stage.nlbctl(['wait-healthy', 'nobodys', '-n', 'ui', '--timeout', '30m']);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain('is managed by no controller');
  });
});

describe('a migration that is refused: 7, and nothing is written', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({
      change: {
        loadBalancers: [
          { name: 'auto-lb', tags: { 'service.eks.amazonaws.com/stack': 'ui/tagged' } },
          { name: 'intree-lb', tags: { 'kubernetes.io/service-name': 'ui/intree-nlb' } },
        ],
      },
      objects: [
        loadBalancerService('intree'),
        loadBalancerService('intree-nlb', { annotations: { type: 'nlb' } }),
        loadBalancerService('nobodys', { annotations: { type: 'external', 'nlb-target-type': 'IP' } }),
        loadBalancerService('other', { spec: { loadBalancerClass: 'example.com/other' } }),
        loadBalancerService('auto', { spec: { loadBalancerClass: 'eks.amazonaws.com/nlb' } }),
        loadBalancerService('tagged', { spec: { loadBalancerClass: 'example.com/other' } }),
        loadBalancerService('nlb-ip', { annotations: { type: 'nlb-ip' } }),
        loadBalancerService('portless', {
          annotations: { ...external, 'nlb-target-type': 'ip' },
          spec: { allocateLoadBalancerNodePorts: false },
        }),
      ],
    });
  });
  afterAll(() => stage.stop());
  beforeEach(() => stage.reset());

  test.each([
    { name: 'intree', to: 'ip', says: /the in-tree controller's/, hint: /loadBalancerClass: service\.k8s\.aws\/nlb/ },
    { name: 'intree-nlb', to: 'ip', says: /the in-tree controller's/, hint: /make a new Service/ },
    {
      name: 'nobodys',
      to: 'ip',
      says: /managed by no controller: .* is "IP": it must be exactly/,
      hint: /kubectl annotate/,
    },
    { name: 'other', to: 'ip', says: /spec\.loadBalancerClass is "example\.com\/other"/, hint: /make a new Service/ },
    { name: 'auto', to: 'ip', says: /managed by EKS Auto Mode/, hint: /nlbctl inspect auto -n ui/ },
    { name: 'tagged', to: 'ip', says: /managed by EKS Auto Mode/, hint: /nlbctl inspect tagged -n ui/ },
    { name: 'nlb-ip', to: 'instance', says: /"nlb-ip", which forces ip targets/, hint: /make a new Service/ },
    { name: 'portless', to: 'instance', says: /has no node port for port 80/, hint: /allocateLoadBalancerNodePorts/ },
  ])('$name --to $to', async ({ name, to, says, hint }) => {
    await expectFailure(stage, ['migrate', name, '-n', 'ui', '--to', to, '--yes'], {
      code: 7,
      name: 'MigrationRefused',
      says: new RegExp(`Service ui/${name} .*${says.source}.* Nothing was changed\\.`),
      hint,
    });
  });

  test('while it is being deleted', async () => {
    stage.sandbox.faults.inject({ kind: 'binding-stuck', message: 'stuck' });
    stage.sandbox.store.remove(services, 'ui', 'ui-nlb');
    await expectFailure(stage, migrate('ip'), {
      code: 7,
      name: 'MigrationRefused',
      says: /Service ui\/ui-nlb is being deleted .* Nothing was changed\./,
      hint: /finalizers/,
    });
  });
});
