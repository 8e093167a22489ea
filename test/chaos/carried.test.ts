import { afterEach, expect, test } from 'vitest';
import { record } from './board.ts';
import { type Field, openField } from './migrating.ts';
import { lostOf, startTraffic } from './traffic.ts';

let field: Field;
afterEach(() => field.close());

test('over a bridge no new connection is lost, there and back; in place there is a window', async () => {
  field = await openField();
  for (const strategy of ['weighted', 'in-place'] as const) {
    const board = record(`carried: ${strategy}`);
    const traffic = await startTraffic(field.stage.sandbox);
    for (const to of ['ip', 'instance'] as const) {
      const run = await field.run(strategy, to);
      board.tried(to, run.code === 0 ? null : run.stderr);
      expect(run.code, run.stderr).toBe(0);
      field.expectClean(to, strategy);
    }
    const carried = await traffic.stop();
    const { made, lost, longestGap } = carried;
    board.connections(made, lostOf(carried));
    board.done();
    expect(made).toBeGreaterThan(100);
    if (strategy === 'weighted') expect(lost, `${made} made, longest gap ${Math.round(longestGap)} ms`).toEqual({});
    else expect(lostOf(carried)).toBeGreaterThan(0);
  }
});
