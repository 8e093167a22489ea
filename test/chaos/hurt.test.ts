import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from './board.ts';
import { hurts } from './hurts.ts';
import { type Ended, type Field, openField, type Strategy, type TargetType } from './migrating.ts';

/** Writes after which a hurt begins: none is before the first. All of them with CHAOS=all. */
const moments = {
  'in-place': [0, 1],
  weighted: process.env['CHAOS'] === 'all' ? [0, 1, 3, 5, 6, 7, 9, 10, 11] : [6],
} as const satisfies Record<Strategy, readonly number[]>;

describe.each<Strategy>(['in-place', 'weighted'])('%s', (strategy) => {
  let field: Field;
  beforeAll(async () => {
    field = await openField();
  });
  afterAll(() => field.close());

  test('whatever goes wrong in any phase, it ends in a state that the same command goes on from', async () => {
    const board = record(`hurt: ${strategy}`);
    const failures: string[] = [];
    let to: TargetType = 'ip';
    for (const { name, faults, mayEnd, only } of hurts) {
      if (only !== undefined && only !== strategy) continue;
      for (const moment of moments[strategy]) {
        const { stage } = field;
        const context = `--to ${to}, ${name}, after ${moment} writes`;
        let writes = 0;
        let isHurt = false;
        const hurt = () => {
          if (isHurt || writes < moment) return;
          isHurt = true;
          for (const fault of faults(stage)) stage.sandbox.faults.inject(fault);
        };
        hurt();
        const run = await field.run(strategy, to, {
          more: ['--timeout', '20s', '--rollback-timeout', '10s'],
          onCall: ({ isWrite, what }) => {
            if (isWrite && !what.includes('leases')) writes += 1;
            hurt();
          },
        });
        stage.sandbox.faults.clear();
        const again = await field.run(strategy, to);
        const flaw = flawOf(run, again, mayEnd, () => field.expectClean(to, context));
        board.tried(context, flaw === null, '');
        if (flaw !== null) {
          failures.push(`${context}: ${flaw}`);
          // What it has left would hurt the next ones too.
          await field.close();
          field = await openField();
          to = 'instance';
        }
        to = to === 'ip' ? 'instance' : 'ip';
      }
    }
    board.done();
    expect(failures).toEqual([]);
  });
});

/** What is wrong with a run that was hurt and with the same command afterwards; null: nothing. */
function flawOf(run: Ended, again: Ended, mayEnd: readonly number[], look: () => void): string | null {
  const said = ({ stdout, stderr }: Ended) => `${stdout}${stderr}`;
  if (!mayEnd.some((code) => code === run.code)) return `ended with ${run.code}: ${said(run)}`;
  if (again.code !== 0) return `${run.code} ${said(run)}, then ${again.code}: ${said(again)}`;
  try {
    look();
    return null;
  } catch (error) {
    return `not clean: ${(error as Error).message}`;
  }
}
