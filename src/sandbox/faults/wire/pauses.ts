import type { Moment } from '../fault.ts';
import { type CallMatcher, matches, type WireCall } from './call.ts';
import { ConnectionDropped } from './dropped.ts';

/** A call that is stopped on its way, for a test that acts meanwhile. */
export interface Pause {
  /** Resolves when the call has come as far. */
  readonly reached: Promise<WireCall>;
  /** Lets it go on; may be asked for before it is reached. */
  release(): void;
  /** Closes its connection without an answer; after the call was performed the write stays. */
  drop(): void;
}

/** Calls of one side, as faults name them, or any that a function chooses. */
export type Wanted = CallMatcher | ((call: WireCall) => boolean);

export interface PauseOptions {
  /** The call of those that match from now on, from 1. */
  readonly nth?: number;
  /** `after` unless told otherwise: the call is performed, and its answer waits. */
  readonly when?: Moment;
}

export interface Pauses {
  /** Stops the nth call that matches. Each stops one call, and is over then. */
  pauseAt(matcher: Wanted, options?: PauseOptions): Pause;
  /** Resolves when the nth call that matches has been made, and performed; nothing is held up. */
  made(matcher: Wanted, nth?: number): Promise<WireCall>;
  /** For the gate: counts a call, and gives what it has to wait for at each moment. */
  enter(call: WireCall): (when: Moment) => Promise<void>;
  /** Lets everything go. */
  stop(): void;
}

interface Waiting extends Pause {
  readonly matcher: Wanted;
  readonly when: Moment;
  left: number;
  arrive(call: WireCall): void;
  readonly verdict: Promise<'go' | 'drop'>;
}

export function createPauses(): Pauses {
  const waiting = new Set<Waiting>();
  const pauseAt: Pauses['pauseAt'] = (matcher, { nth = 1, when = 'after' } = {}) => {
    let arrive = (_call: WireCall) => {};
    let decide = (_verdict: 'go' | 'drop') => {};
    const reached = new Promise<WireCall>((resolve) => {
      arrive = resolve;
    });
    const verdict = new Promise<'go' | 'drop'>((resolve) => {
      decide = resolve;
    });
    const pause: Waiting = {
      matcher,
      when,
      left: nth,
      reached,
      verdict,
      arrive,
      release: () => decide('go'),
      drop: () => decide('drop'),
    };
    waiting.add(pause);
    return pause;
  };
  return {
    pauseAt,
    made(matcher, nth = 1) {
      const pause = pauseAt(matcher, { nth });
      pause.release();
      return pause.reached;
    },
    enter(call) {
      const mine = [...waiting].filter((pause) => {
        if (!isWanted(pause.matcher, call)) return false;
        pause.left -= 1;
        if (pause.left > 0) return false;
        waiting.delete(pause);
        return true;
      });
      return async (when) => {
        for (const pause of mine.filter((one) => one.when === when)) {
          pause.arrive(call);
          if ((await pause.verdict) === 'drop') throw new ConnectionDropped();
        }
      };
    },
    stop() {
      for (const pause of waiting) pause.release();
      waiting.clear();
    },
  };
}

const isWanted = (wanted: Wanted, call: WireCall): boolean =>
  typeof wanted === 'function' ? wanted(call) : matches(wanted, call);
