import type { SandboxClock } from '../../clock.ts';
import { milliseconds } from '../../duration.ts';
import type { FaultBoard } from '../board.ts';
import type { Fault } from '../fault.ts';
import { matches, type WireCall } from './call.ts';
import type { WireEffect } from './effect.ts';
import { gone, watchCut } from './versions.ts';

/** A watch that is open, as a fault sees it. */
export interface OpenStream {
  readonly closed: Promise<void>;
  cut(how: Extract<WireEffect, { kind: 'cut' }>['how']): void;
}

export interface Streams {
  opened(call: WireCall, stream: OpenStream): void;
  cut(stream: OpenStream, effect: Extract<WireEffect, { kind: 'cut' }>): void;
}

/** Knows the watches that are open, so that a fault which comes later strikes them too. */
export function createStreams(faults: FaultBoard, clock: SandboxClock): Streams {
  const open = new Map<OpenStream, WireCall>();
  const cut: Streams['cut'] = (stream, { after, how }) => {
    const delay = milliseconds(after);
    if (delay === 0) stream.cut(how);
    else void stream.closed.then(clock.after(delay, () => stream.cut(how)));
  };
  const strikeOpen = (injected: Fault) => {
    if (injected.kind !== 'watch-cut' && injected.kind !== 'gone') return;
    for (const [stream, call] of open) {
      const strike = faults.strike(injected.kind, (fault) => fault === injected && matches(fault, call));
      if (strike === undefined) continue;
      const { fault } = strike;
      const effect = fault.kind === 'gone' ? gone.effect(fault, call) : watchCut.effect(fault, call);
      if (effect.kind === 'cut') cut(stream, effect);
    }
  };
  faults.watch({ began: (_id, fault) => strikeOpen(fault), ended: () => {} });
  return {
    opened(call, stream) {
      open.set(stream, call);
      void stream.closed.then(() => open.delete(stream));
    },
    cut,
  };
}
