import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scaledClock } from '../../src/sandbox/clock.ts';
import { clusterDelayDefaults } from '../../src/sandbox/cluster/delays.ts';
import { controllerDelayDefaults } from '../../src/sandbox/controller/delays.ts';
import { defaultDelays } from '../../src/sandbox/elbv2/delays.ts';
import type { SandboxError } from '../../src/sandbox/sandbox-error.ts';
import { scenarioNames } from '../../src/sandbox/scenario/builtin.ts';
import { loadScenario, parseScenario } from '../../src/sandbox/scenario/load.ts';
import { delaysOf, type Scenario } from '../../src/sandbox/scenario/scenario.ts';
import { createWorld } from '../../src/sandbox/world.ts';

function failure(act: () => unknown): SandboxError {
  try {
    act();
  } catch (error) {
    return error as SandboxError;
  }
  throw new Error('it did not fail');
}

/** What a scenario is refused for when a world is made of it. */
const refusal = (scenario: Scenario) => {
  const clock = scaledClock(1);
  try {
    return failure(() => createWorld(scenario, clock, 1).stop()).message;
  } finally {
    clock.stop();
  }
};

const documentation = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(documentation)?.[1] ?? '';

describe('the example of the documentation', () => {
  test('is valid, and names every member that a scenario has', () => {
    const scenario = parseScenario(example, 'docs/sandbox.md');
    const schema = JSON.parse(readFileSync(new URL('../../schema/scenario.json', import.meta.url), 'utf8'));
    expect(Object.keys(scenario).sort()).toEqual(Object.keys(schema.properties).sort());
    const { delays, controller } = schema.properties;
    expect(Object.keys(scenario.controller ?? {}).sort()).toEqual(Object.keys(controller.properties).sort());
    for (const part of ['cluster', 'aws', 'dataPlane', 'controller'] as const) {
      expect(Object.keys(scenario.delays?.[part] ?? {}), part).toEqual(Object.keys(delays.properties[part].properties));
    }
  });

  test('makes a world that settles', async () => {
    const { controller, ...scenario } = parseScenario(example, 'docs/sandbox.md');
    const { faults: _faults, ...working } = controller ?? {};
    const clock = scaledClock(1);
    const world = createWorld({ ...scenario, controller: working }, clock, 1);
    expect(await clock.skipUntil(world.settled, 3_600_000)).toBe(true);
    const names = world.elbv2.describeLoadBalancers({}).map(({ LoadBalancerName }) => LoadBalancerName);
    expect(names).toEqual(['k8s-shop-frontend-0123456789', expect.stringMatching(/^k8s-shop-frontend-[0-9a-f]{10}$/)]);
    expect(world.elbv2.describeTargetGroups({})).toHaveLength(2);
    world.stop();
    clock.stop();
  });
});

describe('a scenario that is not valid', () => {
  test('is refused with every flaw, each with its place', () => {
    const text = [
      'cluster: { region: Oregon, account: 1 }',
      'nodes:',
      '  - { zone: us-west-2a, ready: maybe }',
      '  - { name: b }',
      'controller: { version: "3.5", featureGates: { EnableEverything: true } }',
      'delays: { aws: { registration: soon } }',
      'colour: red',
    ].join('\n');
    const { kind, message } = failure(() => parseScenario(text, 'mine.yaml'));
    expect(kind).toBe('usage');
    expect(message.split('\n')).toEqual([
      'the scenario mine.yaml is not valid:',
      '  (top level): must NOT have additional properties (colour)',
      '  cluster.region: must match pattern "^[a-z]{2}(-[a-z]+)+-\\d$"',
      '  cluster.account: must be string',
      '  nodes.0.ready: must be equal to one of the allowed values (true, false, Unknown)',
      "  nodes.1: must have required property 'zone'",
      '  controller.version: must match pattern "^v\\d+\\.\\d+\\.\\d+$"',
      '  controller.featureGates: must NOT have additional properties (EnableEverything)',
      '  delays.aws.registration: must match pattern "^(0|(\\d+(\\.\\d+)?(ms|s|m|h))+)$"',
    ]);
  });

  test.each([
    ['- a list', '  (top level): must be object'],
    ['objects: [{ kind: Service }]', "  objects.0: must have required property 'apiVersion'"],
    ['network: { blocked: [{ targetType: ip, port: 0 }] }', '  network.blocked.0.port: must be >= 1'],
    ['access: { identities: { token: {} } }', "  access.identities.token: must have required property 'user'"],
  ])('%s', (text, flaw) => {
    expect(failure(() => parseScenario(text, 'mine.yaml')).message.split('\n')).toContain(flaw);
  });

  test('is refused where it is not YAML', () => {
    expect(failure(() => parseScenario('a: [', 'mine.yaml')).message).toMatch(
      /^the scenario mine\.yaml is not YAML: .* at line 1, column 5/,
    );
  });

  test('an empty file is an empty scenario', () => {
    expect(parseScenario('', 'mine.yaml')).toEqual({});
  });
});

describe('a name or a file', () => {
  test('unknown names list the known ones', () => {
    expect(scenarioNames).toContain('eks-workshop');
    const { kind, message, hint } = failure(() => loadScenario('workshop'));
    expect([kind, message]).toEqual(['usage', 'there is no scenario "workshop"']);
    expect(hint).toBe(`there are: ${scenarioNames.join(', ')}; a file is named with its path, ./workshop.yaml`);
    expect(failure(() => loadScenario('toString')).message).toBe('there is no scenario "toString"');
  });

  test('a file is read, and is what flaws are told of', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, 'cluster: { name: shop }');
    expect(loadScenario(file)).toEqual({ cluster: { name: 'shop' } });
    writeFileSync(file, 'cluster: shop');
    expect(failure(() => loadScenario(file)).message).toBe(
      `the scenario ${file} is not valid:\n  cluster: must be object`,
    );
    rmSync(folder, { recursive: true });
    expect(failure(() => loadScenario(file)).message).toMatch(/cannot be read: ENOENT/);
  });

  test('every one that comes along is valid', () => {
    for (const name of scenarioNames) expect(loadScenario(name).nodes?.length, name).toBeGreaterThan(0);
  });
});

describe('what the schema cannot say', () => {
  const object = (apiVersion: string, kind: string, more: object = {}) => ({
    apiVersion,
    kind,
    metadata: { name: 'a', namespace: 'ui' },
    ...more,
  });
  test.each<[string, Scenario, string]>([
    [
      'a zone',
      { nodes: [{ zone: 'us-west-2z' }] },
      'the scenario has a node in zone us-west-2z, which cluster.zones does not name',
    ],
    [
      'a kind',
      { objects: [object('example.com/v1', 'Widget')] },
      'the scenario has a Widget of example.com/v1, a kind that the sandbox does not know',
    ],
    [
      'a kind of Auto Mode without it',
      { objects: [object('eks.amazonaws.com/v1', 'TargetGroupBinding')] },
      'the scenario has a TargetGroupBinding of eks.amazonaws.com/v1, a kind that the sandbox does not know',
    ],
    [
      'a namespace',
      { objects: [object('v1', 'ConfigMap')] },
      'the scenario\'s ConfigMap a is refused: namespaces "ui" not found',
    ],
  ])('%s', (_what, scenario, message) => {
    expect(refusal(scenario)).toBe(message);
  });

  test('an object without a namespace is in default', () => {
    const clock = scaledClock(1);
    const objects = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }];
    const world = createWorld({ objects }, clock, 1);
    expect(world.store.get({ group: '', resource: 'configmaps' }, 'default', 'a').metadata.namespace).toBe('default');
    world.stop();
    clock.stop();
  });
});

test.each([
  ['0', 0],
  ['500ms', 500],
  ['60s', 60_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
])('a delay of %s is %i milliseconds', (text, milliseconds) => {
  expect(delaysOf(defaultDelays, { provisioning: text })).toEqual({ ...defaultDelays, provisioning: milliseconds });
});

test('the delays of the schema are those of the code', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema/scenario.json', import.meta.url), 'utf8'));
  const { cluster, aws, controller } = schema.properties.delays.properties;
  expect(Object.keys(cluster.properties)).toEqual(Object.keys(clusterDelayDefaults));
  expect(Object.keys(aws.properties)).toEqual(Object.keys(defaultDelays));
  expect(Object.keys(controller.properties)).toEqual(Object.keys(controllerDelayDefaults));
});
