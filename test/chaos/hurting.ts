import { expect } from 'vitest';
import { record } from './board.ts';
import { flawAfter, otherThan, said } from './ending.ts';
import { type Hurt, hurts } from './hurts.ts';
import { isStep } from './kill-points.ts';
import { type Ended, type Field, openField, type Strategy, type TargetType } from './migrating.ts';
import { type Moment, momentsOf, wordsOf } from './moments.ts';
import { lostOf, startTraffic } from './traffic.ts';

/**
 * Tries every hurt in each phase, and the same command once more each time.
 *
 * @param part this one of so many parts of the hurts, from 0: they are tried side by side.
 */
export async function tryHurts(strategy: Strategy, part = 0, parts = 1): Promise<void> {
  let field = await openField();
  try {
    const board = record(`hurt: ${strategy}`);
    const failures: string[] = [];
    let to: TargetType = 'ip';
    for (const [index, hurt] of hurts.entries()) {
      if (index % parts !== part || (hurt.only !== undefined && hurt.only !== strategy)) continue;
      for (const moment of momentsOf(strategy, index)) {
        const context = `--to ${to}, ${hurt.name}, ${wordsOf(moment)}`;
        // In place there are windows; and what cuts connections by itself cuts them whatever nlbctl does.
        const mustCarry = strategy === 'weighted' && hurt.cuts !== true;
        const traffic = mustCarry ? await startTraffic(field.stage.sandbox) : null;
        const { run, isHurt } = await runHurt(field, { strategy, to, hurt, moment });
        const again = await field.run(strategy, to);
        const carried = await traffic?.stop();
        if (carried !== undefined) board.connections(carried.made, lostOf(carried));
        // Who wants a bridge all the same must first settle it with whoever keeps the Service: it is as it was.
        const isRefused = hurt.leavesKeeper === true && again.code === 7 && again.stderr.includes('keeps the Service');
        const look = () => {
          field.expectClean(isRefused ? otherThan(to) : to, context);
          expect(carried?.lost ?? {}, 'connections lost').toEqual({});
        };
        const flaw = !isHurt
          ? 'it ended before'
          : hurt.mayEnd.some((code) => code === run.code)
            ? flawAfter(again, look, isRefused ? 7 : 0)
            : 'which it may not';
        board.tried(context, flaw);
        if (flaw !== null) failures.push(`${context}: ${run.code} ${said(run)}, ${flaw}`);
        if (flaw !== null || hurt.leavesKeeper === true) {
          // What it has left would hurt the next ones too.
          await field.close();
          field = await openField();
          to = 'instance';
        }
        to = otherThan(to);
      }
    }
    board.done();
    expect(failures).toEqual([]);
  } finally {
    await field.close();
  }
}

interface Case {
  readonly strategy: Strategy;
  readonly to: TargetType;
  readonly hurt: Hurt;
  readonly moment: Moment;
}

/** A run with faults that begin at the moment and end with it. */
async function runHurt(field: Field, { strategy, to, hurt, moment }: Case): Promise<{ run: Ended; isHurt: boolean }> {
  const { sandbox } = field.stage;
  let isHurt = false;
  const begin = () => {
    if (isHurt) return;
    isHurt = true;
    for (const fault of hurt.faults(field.stage)) sandbox.faults.inject(fault);
  };
  let writes = 0;
  if (moment === 0) begin();
  const unwatch = sandbox.steps.watch((step) => {
    if (step === moment) begin();
  });
  const run = await field.run(strategy, to, {
    more: ['--timeout', '20s', '--rollback-timeout', '10s'],
    onCall: (call) => {
      if (isStep(call)) writes += 1;
      if (writes === moment) begin();
    },
  });
  unwatch();
  sandbox.faults.clear();
  return { run, isHurt };
}
