import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from './board.ts';
import { killPoints, thinned } from './kill-points.ts';
import { type Ended, type Field, openField, type Strategy, type TargetType } from './migrating.ts';
import { lostOf, startTraffic } from './traffic.ts';

/** All kill points with CHAOS=all; else every so many of the reads, and every write. */
const every = process.env['CHAOS'] === 'all' ? 1 : 25;

describe.each<Strategy>(['in-place', 'weighted'])('%s', (strategy) => {
  let field: Field;
  beforeAll(async () => {
    field = await openField();
  });
  afterAll(() => field.close());

  test('killed after each of its calls in turn, the same command comes to the same end', async () => {
    const board = record(`killed: ${strategy}`);
    const failures: string[] = [];
    const other: Record<TargetType, TargetType> = { ip: 'instance', instance: 'ip' };
    // A whole run each way tells which calls there are.
    const calls = {} as Record<TargetType, ReturnType<typeof killPoints>>;
    for (const to of ['ip', 'instance'] as const) {
      const run = await field.run(strategy, to);
      expect(run.code, run.stderr).toBe(0);
      calls[to] = thinned(killPoints(field.calls), every);
    }
    const traffic = await startTraffic(field.stage.sandbox);
    const longest = Math.max(calls.ip.length, calls.instance.length);
    let to: TargetType = 'ip';
    for (let index = 0; index < longest; index += 1) {
      for (let way = 0; way < 2; way += 1) {
        const point = calls[to][Math.min(index, calls[to].length - 1)];
        if (point === undefined) throw new Error('a run without calls');
        const context = `--to ${to}, ${point.words}`;
        const killed = await field.run(strategy, to, { killAfter: point.after });
        const again = await field.run(strategy, to);
        const flaw = flawOf(again, () => field.expectClean(to, context));
        board.tried(context, flaw);
        if (flaw !== null) failures.push(`${context}: ${killed.code}, then ${flaw}`);
        to = other[to];
      }
    }
    const carried = await traffic.stop();
    const { made, lost } = carried;
    board.connections(made, lostOf(carried));
    board.done();
    expect(failures).toEqual([]);
    expect(made).toBeGreaterThan(100);
    // In place each change has its window; over a bridge no new connection is lost, whenever nlbctl was killed.
    if (strategy === 'weighted') expect(lost).toEqual({});
  });
});

/** What is wrong with the run after the killed one; null: nothing. */
function flawOf({ code, stdout, stderr }: Ended, look: () => void): string | null {
  if (code !== 0) return `${code}: ${stdout}${stderr}`;
  try {
    look();
    return null;
  } catch (error) {
    return `not clean: ${(error as Error).message}`;
  }
}
