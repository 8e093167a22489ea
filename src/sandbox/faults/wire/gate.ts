import type { SandboxClock } from '../../clock.ts';
import { milliseconds } from '../../duration.ts';
import type { FaultBoard, Strike } from '../board.ts';
import type { Fault, WireFault } from '../fault.ts';
import { matches, type WireCall } from './call.ts';
import { ConnectionDropped } from './dropped.ts';
import type { WireEffect, WireFaultKind } from './effect.ts';
import { wireFaults } from './kinds.ts';
import type { Pauses } from './pauses.ts';
import { createStreams, type OpenStream, type Streams } from './streams.ts';

/** What a server does with a call that has been let in. */
export interface Passage {
  /** What it is answered with, in place of being performed. */
  readonly refusal: Error | undefined;
  /** It reads what was there when this fault first struck; the key is the fault's. */
  readonly stale: Fault | undefined;
  /** The call was performed, or refused: resolves when the answer may go. Rejects with ConnectionDropped. */
  leave(): Promise<void>;
  /** A stream answers the call; faults that are there, or come later, may end it. */
  opened(stream: OpenStream): void;
}

/** What every call of a client passes, on its way in and on its way out. */
export interface WireGate {
  /** Rejects with ConnectionDropped. */
  enter(call: WireCall): Promise<Passage>;
}

export interface WireGateOptions {
  readonly faults: FaultBoard;
  readonly clock: SandboxClock;
  readonly pauses: Pauses;
}

/** The gate of a sandbox without faults. */
export const openGate: WireGate = {
  enter: async () => ({ refusal: undefined, stale: undefined, leave: async () => {}, opened: () => {} }),
};

interface Struck {
  readonly fault: WireFault;
  readonly over: Promise<void>;
  readonly effect: WireEffect;
}

export function createWireGate({ faults, clock, pauses }: WireGateOptions): WireGate {
  const streams: Streams = createStreams(faults, clock);
  const wait = async ({ over }: Struck, until: string): Promise<void> => {
    if (until === 'over') return over;
    const delay = milliseconds(until);
    if (delay > 0) await Promise.race([over, new Promise<void>((done) => void clock.after(delay, done))]);
  };

  const undergo = async (all: readonly Struck[], when: 'before' | 'after'): Promise<void> => {
    for (const struck of all) {
      const { effect } = struck;
      if (effect.kind === 'wait' && effect.when === when) await wait(struck, effect.until);
      if (effect.kind === 'drop' && effect.when === when) throw new ConnectionDropped();
    }
  };

  return {
    async enter(call) {
      const leaving = pauses.enter(call);
      await leaving('before');
      const struck = strikes(faults, call);
      await undergo(struck, 'before');
      const refused = struck.find(({ effect }) => effect.kind === 'refuse');
      return {
        refusal: refused?.effect.kind === 'refuse' ? refused.effect.error : undefined,
        stale: struck.find(({ effect }) => effect.kind === 'stale')?.fault,
        async leave() {
          await undergo(struck, 'after');
          await leaving('after');
        },
        opened(stream) {
          streams.opened(call, stream);
          for (const { effect } of struck) if (effect.kind === 'cut') streams.cut(stream, effect);
        },
      };
    },
  };
}

/** One fault of each kind at the most; one that ends the call leaves no occasion to those after it. */
function strikes(faults: FaultBoard, call: WireCall): Struck[] {
  const struck: Struck[] = [];
  for (const kind of Object.keys(wireFaults) as WireFault['kind'][]) {
    const { strikes: can, effect } = wireFaults[kind] as WireFaultKind<typeof kind>;
    const strike: Strike<typeof kind> | undefined = faults.strike(
      kind,
      (fault) => matches(fault, call) && can?.(call) !== false,
    );
    if (strike === undefined) continue;
    const { fault, over } = strike;
    struck.push({ fault, over, effect: effect(fault as never, call) });
    if (isLast(struck.at(-1)?.effect)) break;
  }
  return struck;
}

const isLast = (effect: WireEffect | undefined): boolean =>
  effect?.kind === 'refuse' || (effect?.kind === 'drop' && effect.when === 'before');
