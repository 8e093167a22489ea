import { DescribeTagsCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { steppedClock } from '../../../src/sandbox/clock.ts';
import { createFaultBoard } from '../../../src/sandbox/faults/board.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { seededRandom } from '../../../src/sandbox/random.ts';
import { openFaultStage, service } from './stage.ts';

const stage = await openFaultStage();

const throttled = { kind: 'throttled', side: 'kubernetes' } as const;
const codes = async (number: number) => {
  const all: number[] = [];
  for (let count = 0; count < number; count += 1) all.push((await stage.call('GET', service)).code);
  return all;
};

describe('which occasions a fault strikes', () => {
  test('from the nth on, so many of them', async () => {
    stage.sandbox.faults.inject({ ...throttled, nth: 2, count: 2 });
    expect(await codes(5)).toEqual([200, 429, 429, 200, 200]);
  });

  test('so long from the first that it strikes, by the sandbox’s clock', async () => {
    stage.sandbox.faults.inject({ ...throttled, nth: 2, for: '1m30s' });
    await stage.clock.step(300_000);
    expect(await codes(2)).toEqual([200, 429]);
    await stage.clock.step(89_000);
    expect(await codes(1)).toEqual([429]);
    await stage.clock.step(1_000);
    expect(await codes(1)).toEqual([200]);
    expect(stage.sandbox.faults.list()).toMatchObject([{ state: 'spent', struck: 2 }]);
  });

  test('with a probability, which the seed decides', () => {
    const strikes = (seed: number, probability: number) => {
      const board = createFaultBoard(steppedClock(0), seededRandom(seed).next);
      board.inject({ ...throttled, probability });
      return Array.from({ length: 200 }, () => (board.strike('throttled') === undefined ? '-' : 'x')).join('');
    };
    expect(strikes(1, 0.5)).toBe(strikes(1, 0.5));
    expect(strikes(1, 0.5)).not.toBe(strikes(2, 0.5));
    expect(strikes(1, 0)).toBe('-'.repeat(200));
    expect(strikes(1, 1)).toBe('x'.repeat(200));
    expect(strikes(1, 0.5).replaceAll('-', '').length).toBeGreaterThan(70);
    expect(strikes(1, 0.5).replaceAll('-', '').length).toBeLessThan(130);
  });

  test('two faults of a kind: the first that is not spent', async () => {
    stage.sandbox.faults.inject({ ...throttled, count: 1, retryAfter: 5 });
    stage.sandbox.faults.inject({ ...throttled, count: 1, retryAfter: 6 });
    const wait = async () => (await stage.call('GET', service)).headers['retry-after'];
    expect([await wait(), await wait(), await wait()]).toEqual(['5', '6', undefined]);
  });
});

describe('which calls a fault strikes', () => {
  const kubernetes = (calls: Extract<Fault, { side: 'kubernetes' }>['calls']) =>
    stage.sandbox.faults.inject({ ...throttled, ...(calls && { calls }) });
  const elbv2 = (calls: Extract<Fault, { side: 'elbv2' }>['calls']) =>
    stage.sandbox.faults.inject({ kind: 'throttled', side: 'elbv2', ...(calls && { calls }) });
  const send = (command: DescribeTagsCommand | DescribeTargetGroupsCommand) =>
    stage.elbv2.send(command as DescribeTagsCommand).then(
      () => 'answered',
      ({ name }: Error) => name,
    );

  test.each([
    { calls: { verbs: ['get'] }, codes: [429, 200, 429] },
    { calls: { verbs: ['list'], resources: ['services'] }, codes: [200, 429, 200] },
    { calls: { resources: ['nodes'] }, codes: [200, 200, 200] },
    { calls: { namespace: 'ui', name: 'ui-nlb' }, codes: [429, 200, 429] },
    { calls: { resources: ['services/status'] }, codes: [200, 200, 429] },
    { calls: { user: 'sandbox-admin', agent: 'kubectl' }, codes: [200, 200, 429] },
    { calls: { user: 'somebody' }, codes: [200, 200, 200] },
  ])('$calls of the Kubernetes API', async ({ calls, codes: expected }) => {
    kubernetes(calls);
    const answers = [
      await stage.call('GET', service),
      await stage.call('GET', '/api/v1/namespaces/ui/services'),
      await stage.call('GET', `${service}/status`, { agent: 'kubectl/v1.32' }),
    ];
    expect(answers.map(({ code }) => code)).toEqual(expected);
  });

  test.each([
    { calls: { actions: ['DescribeTags'] }, answers: ['Throttling', 'answered'] },
    { calls: { actions: ['DescribeTarget*', 'Modify*'] }, answers: ['answered', 'Throttling'] },
    { calls: { actions: ['Describe'] }, answers: ['answered', 'answered'] },
    { calls: { accessKeyId: 'AKIATEST', agent: 'faults-test' }, answers: ['Throttling', 'Throttling'] },
    { calls: { accessKeyId: 'AKIAOTHER' }, answers: ['answered', 'answered'] },
  ])('$calls of ELBv2', async ({ calls, answers }) => {
    const { TargetGroups = [] } = await stage.elbv2.send(new DescribeTargetGroupsCommand({}));
    const arns = TargetGroups.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
    elbv2(calls);
    const tags = await send(new DescribeTagsCommand({ ResourceArns: arns }));
    expect([tags, await send(new DescribeTargetGroupsCommand({}))]).toEqual(answers);
  });
});
