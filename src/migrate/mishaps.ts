import type { NlbctlError } from '../model/errors.ts';
import type { Progress } from '../model/progress.ts';
import type { Clock } from './clock.ts';

const now = (clock: Clock) => new Date(clock.now()).toISOString();

/** A look or a write that failed and is made again. */
export function trouble(clock: Clock, { message }: NlbctlError): Progress {
  return { type: 'trouble', at: now(clock), message };
}

/** The machine was away for so many milliseconds. */
export function slept(clock: Clock, milliseconds: number): Progress {
  const seconds = Math.round(milliseconds / 1000);
  return {
    type: 'change',
    at: now(clock),
    message: `This machine was asleep for ${seconds} s; the timeout counts the time awake, and what happened meanwhile is looked at now.`,
  };
}
