import { expect, test } from 'vitest';
import { parseScenario } from '../../../src/sandbox/scenario/load.ts';
import { instances, openOwnStage, service } from './stage.ts';

test('a scenario’s faults come when it has settled; those from the start are there while it settles', async () => {
  const { faults = [] } = parseScenario(
    [
      'faults:',
      '  - { kind: throttled, side: kubernetes, count: 1 }',
      '  - { kind: controller-restarts, after: create-binding, count: 1, from: start }',
    ].join('\n'),
    'mine.yaml',
  );
  const stage = await openOwnStage({ faults });
  expect(stage.sandbox.faults.list()).toEqual([
    {
      id: '1',
      fault: { kind: 'controller-restarts', after: 'create-binding', count: 1 },
      state: 'spent',
      struck: 1,
    },
    { id: '2', fault: { kind: 'throttled', side: 'kubernetes', count: 1 }, state: 'active', struck: 0 },
  ]);
  expect((await stage.call('GET', service)).code).toBe(429);
  await stage.sandbox.settle();
  expect(stage.sandbox.faults.list(), 'once').toHaveLength(2);
});

test('controller.faults stands for faults from the start', async () => {
  const stage = await openOwnStage({
    controller: {
      faults: { bindingCreate: 'down', bindingCleanup: 'hangs', networking: { ip: 'no', instance: 'no' } },
    },
  });
  expect(stage.sandbox.faults.list().map(({ fault }) => fault)).toEqual([
    { kind: 'binding-webhook-down', message: 'down' },
    { kind: 'binding-stuck', message: 'hangs' },
    { kind: 'networking-refused', targetType: 'instance', message: 'no' },
    { kind: 'networking-refused', targetType: 'ip', message: 'no' },
  ]);
  expect((await stage.events('Service')).at(-1)).toMatch(/^Warning FailedDeployModel: .*: down$/);
  expect(
    (await stage.call('GET', `/apis/elbv2.k8s.aws/v1beta1/namespaces/ui/targetgroupbindings/${instances}`)).code,
  ).toBe(404);
});

test('a node that the scenario does not have is refused when it has settled', async () => {
  await expect(openOwnStage({ faults: [{ kind: 'node-gone', node: 'nowhere' }] })).rejects.toThrow(
    'there is no node nowhere that could vanish',
  );
});

test('flaws are told with their place', () => {
  expect(() =>
    parseScenario('faults: [{ kind: throttled, side: elbv2 }, { kind: slow, side: aws }]', 'mine.yaml'),
  ).toThrow(
    [
      'the scenario mine.yaml is not valid:',
      "  faults.1: must have required property 'delay'",
      '  faults.1.side: must be equal to one of the allowed values (kubernetes, elbv2)',
    ].join('\n'),
  );
});
