import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import { expectFailure, writes } from './failure.ts';

const services = { group: '', resource: 'services' };
const bindings = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };
const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';
const formats = ['table', 'json'] as const;

let stage: Stage;
/** A plan of ui-nlb to ip, as it was saved. */
let saved: string;

beforeAll(async () => {
  stage = await openStage({ speed: 100 });
  const file = stage.file('plan.json');
  const run = await stage.nlbctl(['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--out', file]);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stdout).toContain(
    `Nothing was changed. The plan is in ${file}. To make the change:   nlbctl migrate --plan ${file}`,
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
  saved = readFileSync(file, 'utf8');
});
afterAll(() => stage.stop());
beforeEach(() => stage.reset());

/** A file with the plan, changed. */
// biome-ignore lint/suspicious/noExplicitAny: a document whose shape the test breaks
const changed = (change: (plan: any) => void): string => {
  const plan = JSON.parse(saved);
  change(plan);
  return stage.file('changed.json', JSON.stringify(plan));
};

const migrate = (file: string, ...more: string[]) => ['migrate', '--plan', file, '--yes', ...more];
const service = () => stage.sandbox.store.get(services, 'ui', 'ui-nlb');

test('a plan is a document, and is written over what is there for its owner alone', async () => {
  expect(schemaErrors('plan', JSON.parse(saved))).toEqual([]);
  const file = stage.file('there.json', 'something else, and longer than that');
  chmodSync(file, 0o644);
  const run = await stage.nlbctl(['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--out', file, '--valid-for', '2h']);
  expect(run.code).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { meta, expiresAt, inputs } = JSON.parse(readFileSync(file, 'utf8'));
  expect(Date.parse(expiresAt) - Date.parse(meta.at)).toBe(7_200_000);
  expect(inputs).toEqual(JSON.parse(saved).inputs);
});

test('a plan that cannot be written: 64', () =>
  expectFailure(stage, ['plan', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--out', '/nonexistent/plan.json'], {
    code: 64,
    name: 'Usage',
    says: /the plan cannot be written to \/nonexistent\/plan\.json: ENOENT/,
    hint: /name a file/,
    formats,
  }));

describe('a file that is no plan: 64', () => {
  test.each<[name: string, text: () => string, says: RegExp]>([
    ['empty', () => '', /it is empty/],
    ['a text', () => 'ui-nlb to ip', /it is no JSON/],
    ['YAML', () => 'kind: Plan\n', /it is no JSON/],
    [
      'cut short',
      () => saved.slice(0, saved.length / 2),
      /line \d+, column \d+: it ends in the middle; the file was cut short/,
    ],
    ['a list', () => '[]', /\(top level\): must be object/],
    ['null', () => 'null', /\(top level\): must be object/],
    [
      'another document',
      () => saved.replace('"kind": "Plan"', '"kind": "Inspection"'),
      /kind: must be equal to constant/,
    ],
    ['another version', () => saved.replace('nlbctl/v1', 'nlbctl/v2'), /apiVersion: must be equal to constant/],
    [
      'another target type',
      () => saved.replace('"to": "ip"', '"to": "pods"'),
      /to: must be equal to one of the allowed values \(instance, ip\)/,
    ],
    ['no hash', () => saved.replace('"hash"', '"hush"'), /inputs: must have required property 'hash'/],
    [
      'a date that is none',
      () => saved.replace(/"expiresAt": "[^"]*"/, '"expiresAt": "tomorrow"'),
      /expiresAt: must match format "date-time"/,
    ],
    [
      'a path in the place of a name',
      () => saved.replace('"namespace": "ui"', '"namespace": "../../x"'),
      /service\.namespace: must match pattern/,
    ],
    ['more than 20 MB', () => ' '.repeat(20_000_001), /it is larger than 20 MB/],
  ])('%s', async (_, text, says) => {
    const file = stage.file('no-plan.json', text());
    await expectFailure(stage, migrate(file), { code: 64, name: 'Usage', says, hint: /nlbctl plan SERVICE/, formats });
    expect(stage.kubernetes.requests).toEqual([]);
  });

  test('that is not there, or is a folder', async () => {
    const folder = stage.file('folder');
    mkdirSync(folder);
    for (const [file, says] of [
      ['/nonexistent/plan.json', /the plan \/nonexistent\/plan\.json cannot be read: ENOENT/],
      [folder, /the plan .*folder cannot be read: EISDIR/],
    ] as const)
      await expectFailure(stage, migrate(file), { code: 64, name: 'Usage', says, hint: /nlbctl plan/, formats });
  });
});

describe('given twice: 64', () => {
  test.each([[['ui-nlb']], [['--to', 'ip']], [['ui-nlb', '--to', 'ip']]])('with %j', async (more) => {
    const file = stage.file('plan.json', saved);
    await expectFailure(stage, migrate(file, ...more), {
      code: 64,
      name: 'Usage',
      says: /a saved plan names the Service and the target type; both are given twice/,
      hint: /leave them out: nlbctl migrate --plan /,
      formats,
    });
    expect(stage.kubernetes.requests).toEqual([]);
  });

  test('neither plan nor target type', () =>
    expectFailure(stage, ['migrate', 'ui-nlb', '-n', 'ui'], {
      code: 64,
      name: 'Usage',
      says: /to which target type is not said/,
      hint: /--to ip or --to instance/,
      formats,
    }));
});

describe('out of date: 9', () => {
  const refused = (file: string, says: RegExp, hint = /make a new one: nlbctl plan ui-nlb -n ui --to ip --out FILE/) =>
    expectFailure(stage, migrate(file), { code: 9, name: 'PlanOutOfDate', says, hint, formats });

  test('for another cluster, of which nothing is read', async () => {
    const file = changed(({ meta }) => {
      meta.cluster = 'production';
    });
    await refused(
      file,
      /the plan is for cluster production, and this is cluster nlbctl-sandbox; nothing was/,
      /--context/,
    );
    expect(stage.kubernetes.requests).toEqual([]);
  });

  test('for another account', () =>
    refused(
      changed(({ meta }) => {
        meta.account = '999999999999';
      }),
      /the plan is for account 999999999999, and this is account 123456789012; nothing was changed/,
      /--context/,
    ));

  test('for a Service that was made anew', () =>
    refused(
      changed((plan) => {
        plan.service.uid = '00000000-0000-4000-8000-000000000000';
      }),
      /Service ui\/ui-nlb is not the one that the plan was made for: it was deleted and made anew; nothing was changed/,
    ));

  test('expired', () =>
    refused(
      changed((plan) => {
        plan.expiresAt = '2026-01-01T00:00:00Z';
      }),
      /the plan expired at 2026-01-01T00:00:00Z; nothing was changed/,
    ));

  test('made by another version, from what is not so by this one', () =>
    refused(
      changed(({ meta, inputs }) => {
        meta.version = '9.9.9';
        inputs.hash = 'f'.repeat(64);
      }),
      /the plan was made by nlbctl 9\.9\.9, and this is \d+\.\d+\.\d+: whether anything changed since cannot be told/,
    ));

  test.each([
    ['service', 'the Service’s spec or annotations'],
    ['listeners', 'the NLB’s listeners'],
    ['targetGroups', 'its target groups'],
    ['bindings', 'its TargetGroupBindings'],
    ['expected', 'the pods or nodes that would be registered'],
  ])('by its %s', (part, words) =>
    refused(
      changed(({ inputs }) => {
        inputs.hash = 'f'.repeat(64);
        inputs.parts[part] = 'f'.repeat(16);
      }),
      new RegExp(`since the plan was made, ${words} changed; nothing was changed by nlbctl`),
    ),
  );

  test('by several of them, each named', () =>
    refused(
      changed(({ inputs }) => {
        inputs.hash = 'f'.repeat(64);
        inputs.parts.listeners = inputs.parts.expected = 'f'.repeat(16);
      }),
      /since the plan was made, the NLB’s listeners, and the pods or nodes that would be registered changed;/,
    ));
});

describe('as the world moves', () => {
  const scale = async (replicas: number) => {
    stage.sandbox.store.modify({ group: 'apps', resource: 'deployments' }, 'ui', 'ui', ({ spec }) => {
      spec.replicas = replicas;
    });
    await stage.sandbox.settle();
  };
  const expectMoved = async (words: string) => {
    const file = stage.file('plan.json', saved);
    const run = await stage.nlbctl(migrate(file));
    expect(run.code, run.stderr).toBe(9);
    expect(run.stderr).toContain(`since the plan was made, ${words} changed;`);
    expect(writes(stage)).toEqual([]);
  };
  const expectSame = async () => {
    const run = await stage.nlbctl([...migrate(stage.file('plan.json', saved)), '--dry-run']);
    expect(run.code, run.stderr).toBe(0);
  };
  test('another pod', async () => {
    await scale(2);
    await expectMoved('the pods or nodes that would be registered');
    await scale(1);
    await expectSame();
  });

  test('another annotation of the controller’s, and not one of somebody else’s', async () => {
    const annotate = (key: string, value: string | undefined) =>
      stage.sandbox.store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
        const { [key]: _, ...others } = metadata.annotations ?? {};
        metadata.annotations = value === undefined ? others : { ...others, [key]: value };
      });
    annotate('example.com/touched', 'yes');
    await expectSame();
    annotate(`${prefix}healthcheck-interval`, '20');
    await stage.sandbox.settle();
    await expectMoved('the Service’s spec or annotations');
    annotate(`${prefix}healthcheck-interval`, undefined);
    await stage.sandbox.settle();
    await expectSame();
  });

  test('a binding’s spec', async () => {
    const [binding] = stage.sandbox.store.list(bindings, 'ui');
    const select = (nodeSelector: object | undefined) =>
      stage.sandbox.store.modify(bindings, 'ui', binding?.metadata.name ?? '', ({ spec }) => {
        if (nodeSelector === undefined) delete spec['nodeSelector'];
        else spec['nodeSelector'] = nodeSelector;
      });
    select({ matchLabels: { none: 'such' } });
    await expectMoved('its TargetGroupBindings');
    select(undefined);
    await stage.sandbox.settle();
    await expectSame();
  });
});

describe('up to date', () => {
  afterEach(async () => {
    stage.reset();
    const back = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'instance', '--yes']);
    expect(back.code, back.stderr).toBe(0);
  });

  test('it is carried out, and continued when its patch is in place already, whatever moved', async () => {
    const file = stage.file('plan.json', saved);
    const run = await stage.nlbctl(migrate(file));
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^ui\/ui-nlb: moved to target type ip in /);
    expect(service().metadata.annotations?.[`${prefix}nlb-target-type`]).toBe('ip');
    expect(writes(stage)).toEqual(['/api/v1/namespaces/ui/services/ui-nlb']);
    stage.reset();
    const expired = changed((plan) => {
      plan.expiresAt = '2026-01-01T00:00:00Z';
    });
    for (const again of [file, expired]) {
      const ran = await stage.nlbctl(migrate(again));
      expect(ran.code, ran.stderr).toBe(0);
      expect(ran.stderr).toContain('ui/ui-nlb already has target type ip; nothing is written.');
    }
    const elsewhere = changed((plan) => {
      plan.service.uid = 'another';
    });
    expect(await stage.nlbctl(migrate(elsewhere))).toMatchObject({ code: 9 });
    expect(writes(stage)).toEqual([]);
  });
});
