import { describe, expect, test } from 'vitest';
import { type Generation, nextScale, slackOf } from '../../../src/sandbox/cluster/rollout.ts';

const rolling = (maxSurge: number | string = '25%', maxUnavailable: number | string = '25%') => ({
  type: 'RollingUpdate',
  maxSurge,
  maxUnavailable,
});
const of = (wanted: number, ready = wanted): Generation => ({ wanted, ready });

describe('the next scale of a Deployment', () => {
  test.each<[string, number, Generation, Generation[], ReturnType<typeof rolling>, number, number[]]>([
    ['a first start', 3, of(0), [], rolling(), 3, []],
    ['scaled up', 5, of(3), [], rolling(), 5, []],
    ['scaled down', 1, of(3), [], rolling(), 1, []],
    ['one pod: the surge rounds up, what may be missing rounds down', 1, of(0), [of(1)], rolling(), 1, [1]],
    ['one pod, the new one ready', 1, of(1), [of(1)], rolling(), 1, [0]],
    ['four pods, at the start', 4, of(0), [of(4)], rolling(), 1, [3]],
    ['four pods, one new one ready', 4, of(1), [of(3)], rolling(), 2, [2]],
    ['no surge: an old one goes first', 2, of(0), [of(2)], rolling(0, 1), 0, [1]],
    ['neither surge nor slack counts as a slack of one', 2, of(0), [of(2)], rolling(0, 0), 0, [1]],
    ['numbers instead of shares', 10, of(0), [of(10)], rolling(3, 2), 3, [8]],
    ['all at once', 3, of(0), [of(3)], rolling('100%', 0), 3, [3]],
  ])('%s', (_what, replicas, newest, older, strategy, expectedNewest, expectedOlder) => {
    expect(nextScale(replicas, newest, older, strategy)).toEqual({ newest: expectedNewest, older: expectedOlder });
  });

  test('old pods that are not ready stay while the new one is not ready either', () => {
    expect(nextScale(3, of(1, 0), [of(3, 0)], rolling())).toEqual({ newest: 1, older: [3] });
  });

  test('and make room for it one by one as it becomes ready', () => {
    expect(nextScale(3, of(1, 1), [of(3, 0)], rolling())).toEqual({ newest: 1, older: [2] });
    expect(nextScale(3, of(1, 1), [of(2, 0)], rolling())).toEqual({ newest: 2, older: [2] });
  });

  test('the oldest goes first, those that are not ready before those that are', () => {
    expect(nextScale(4, of(1, 1), [of(1), of(2)], rolling(0, 2))).toEqual({ newest: 1, older: [0, 1] });
    expect(nextScale(4, of(1, 1), [of(2, 2), of(2, 1)], rolling())).toEqual({ newest: 1, older: [1, 1] });
    expect(nextScale(4, of(1, 1), [of(2, 2), of(2, 0)], rolling())).toEqual({ newest: 1, older: [2, 0] });
  });

  test('Recreate waits until every old pod has gone', () => {
    const recreate = { type: 'Recreate', maxSurge: 0, maxUnavailable: 0 };
    expect(nextScale(2, of(0), [of(2)], recreate)).toEqual({ newest: 0, older: [0] });
    expect(nextScale(2, of(0), [of(0)], recreate)).toEqual({ newest: 2, older: [0] });
  });
});

test.each([
  [1, '25%', 0],
  [4, '25%', 1],
  [7, '50%', 3],
  [3, 2, 2],
])('of %i replicas with maxUnavailable %s %i may be missing', (replicas, maxUnavailable, slack) => {
  expect(slackOf(replicas, rolling('25%', maxUnavailable))).toBe(slack);
});
