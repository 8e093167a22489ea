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

/** A data plane that knows its targets at once, and follows new weights late: nothing but the wait for it protects connections. */
const lateListener = { dataPlane: { targets: '0', health: '0', listener: '200s', connectTimeout: '0' } };

test.each([
  { settle: '2s', drain: '1s', words: 'none is lost' },
  { settle: '0s', drain: '0s', words: 'some are lost' },
])(
  'with --settle $settle, where the data plane follows weights after a second, $words',
  async ({ settle, drain, words }) => {
    field = await openField(lateListener);
    const traffic = await startTraffic(field.stage.sandbox);
    const run = await field.run('weighted', 'ip', { more: ['--settle', settle, '--drain', drain] });
    expect(run.code, run.stderr).toBe(0);
    const { made, lost } = await traffic.stop();
    expect(made).toBeGreaterThan(100);
    if (words === 'none is lost') expect(lost).toEqual({});
    else expect(lost).not.toEqual({});
  },
);
