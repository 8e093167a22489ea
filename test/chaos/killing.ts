import { expect } from 'vitest';
import { record } from './board.ts';
import { flawAfter, otherThan, said } from './ending.ts';
import { killPoints, reaches, thinned, wordsOf } from './kill-points.ts';
import { openField, type Strategy, type TargetType } from './migrating.ts';
import { lostOf, startTraffic } from './traffic.ts';

/** All kill points with CHAOS=all; else every so many of the reads, and every write. */
const every = process.env['CHAOS'] === 'all' ? 1 : 25;

/** Kills a migration after each of its calls in turn, and gives the same command once more each time. */
export async function tryKills(strategy: Strategy): Promise<void> {
  const field = await openField();
  try {
    const board = record(`killed: ${strategy}`);
    const failures: string[] = [];
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
        const point = calls[to][index];
        const killed = await field.run(strategy, to, point === undefined ? {} : { killAt: reaches(point) });
        const again = await field.run(strategy, to);
        // Which looks are made between two writes is a matter of time: a read may not come. The writes do.
        if (point !== undefined && (point.isWrite || killed.code === null)) {
          const context = `--to ${to}, ${wordsOf(point)}`;
          const flaw =
            killed.code === null
              ? flawAfter(again, () => field.expectClean(to, context))
              : `it ended before, with ${killed.code}: ${said(killed)}`;
          board.tried(context, flaw);
          if (flaw !== null) failures.push(`${context}: ${flaw}`);
        }
        to = otherThan(to);
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
  } finally {
    await field.close();
  }
}
