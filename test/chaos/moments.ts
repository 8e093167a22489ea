import type { ControllerStep } from '../../src/sandbox/controller/steps.ts';
import type { Strategy } from './migrating.ts';

/** When a hurt begins: as soon as nlbctl has made so many writes, or the controller this step. */
export type Moment = number | ControllerStep;

/**
 * A moment in each phase. In place there is one write, and the phases are the controller's. Over a bridge there is one before and
 * after each write; the steps are those of the flip, which are made then alone: the bridge's binding is nlbctl's own.
 */
const moments = {
  'in-place': [
    0,
    1,
    'create-group',
    'switch-listener',
    'create-binding',
    'register-targets',
    'clean-up-binding',
    'delete-binding',
    'delete-group',
  ],
  weighted: [0, 1, 2, 3, 4, 5, 'create-group', 'create-binding', 'delete-binding', 'delete-group', 6, 7, 8, 9, 10],
} as const satisfies Record<Strategy, readonly Moment[]>;

/** Those at which a hurt is tried: all of them with CHAOS=all; else a few, others for each hurt, so that each moment has its turn. */
export function momentsOf(strategy: Strategy, hurt: number): readonly Moment[] {
  const all = moments[strategy];
  if (process.env['CHAOS'] === 'all') return all;
  const few = strategy === 'in-place' ? 2 : 1;
  return Array.from({ length: few }, (_, index) => all[(hurt * few + index) % all.length] ?? 0);
}

export const wordsOf = (moment: Moment): string =>
  typeof moment === 'number' ? `after ${moment} writes` : `after the controller's ${moment}`;
