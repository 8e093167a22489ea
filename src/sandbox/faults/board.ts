import type { SandboxClock } from '../clock.ts';
import { milliseconds } from '../duration.ts';
import type { Fault, FaultKind, FaultOf } from './fault.ts';
import { faultKinds } from './kinds.ts';

/** A fault that was injected, and what has become of it. */
export interface InjectedFault {
  readonly id: string;
  readonly fault: Fault;
  /** `spent`: its count is used up, or its time has passed. */
  readonly state: 'active' | 'spent';
  /** How many times it has acted. */
  readonly struck: number;
}

/** A fault that has struck; for one that holds something, `over` resolves when it is cleared or its time has passed. */
export interface Strike<Kind extends FaultKind> {
  readonly fault: FaultOf<Kind>;
  readonly over: Promise<void>;
}

/** The faults of a sandbox: tests, scenarios and the control endpoint write on it, and those that faults concern ask it. */
export interface FaultBoard {
  /** Takes a fault up, and gives it an id. Throws SandboxError (usage) for one that names what is not there. */
  inject(fault: Fault): InjectedFault;
  /** Ends a fault, or all of them, and forgets it; whether there was one. */
  clear(id?: string): boolean;
  /** Those that were not cleared, the oldest first. */
  list(): readonly InjectedFault[];
  /** For those whom faults concern: the first fault of the kind that strikes this occasion. One that applies is counted. */
  strike<Kind extends FaultKind>(kind: Kind, applies?: (fault: FaultOf<Kind>) => boolean): Strike<Kind> | undefined;
  /** Whether a fault of the kind is active; nothing is counted. */
  has(kind: FaultKind): boolean;
  /** Told of each fault as it begins and as it ends; the function returned ends that. */
  watch(watcher: FaultWatcher): () => void;
  /** Ends everything. */
  stop(): void;
}

export interface FaultWatcher {
  began(id: string, fault: Fault): void;
  ended(id: string, fault: Fault): void;
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  state: InjectedFault['state'];
  seen: number;
  struck: number;
  readonly over: Promise<void>;
  readonly release: () => void;
  cancelTimer: (() => void) | undefined;
}

/** `random` decides where a fault has a probability. */
export function createFaultBoard(clock: SandboxClock, random: () => number): FaultBoard {
  const entries = new Map<string, Entry>();
  const watchers = new Set<FaultWatcher>();
  let number = 0;

  const close = (entry: Entry) => {
    if (entry.state === 'spent') return;
    entry.state = 'spent';
    for (const watcher of watchers) watcher.ended(entry.id, entry.fault);
  };
  const end = (entry: Entry) => {
    entry.cancelTimer?.();
    close(entry);
    entry.release();
  };
  const act = (entry: Entry) => {
    entry.struck += 1;
    const time = entry.fault.for;
    if (time !== undefined) entry.cancelTimer ??= clock.after(milliseconds(time), () => end(entry));
  };
  const hits = (entry: Entry): boolean => {
    const { nth = 1, count, probability } = limitsOf(entry.fault);
    entry.seen += 1;
    if (entry.seen < nth || (probability !== undefined && random() >= probability)) return false;
    act(entry);
    if (entry.struck === count) close(entry);
    return true;
  };

  return {
    inject(fault) {
      number += 1;
      let release = () => {};
      const over = new Promise<void>((resolve) => {
        release = resolve;
      });
      const entry: Entry = {
        id: String(number),
        fault,
        state: 'active',
        seen: 0,
        struck: 0,
        over,
        release,
        cancelTimer: undefined,
      };
      entries.set(entry.id, entry);
      try {
        for (const watcher of watchers) watcher.began(entry.id, fault);
      } catch (error) {
        entries.delete(entry.id);
        throw error;
      }
      if (faultKinds[fault.kind].isLasting) act(entry);
      return shown(entry);
    },
    clear(id) {
      const found = [...entries.values()].filter((entry) => id === undefined || entry.id === id);
      for (const entry of found) {
        end(entry);
        entries.delete(entry.id);
      }
      return found.length > 0;
    },
    list: () => [...entries.values()].map(shown),
    strike(kind, applies = () => true) {
      for (const entry of entries.values()) {
        const { fault, over } = entry;
        if (entry.state === 'active' && isOf(fault, kind) && applies(fault) && hits(entry)) return { fault, over };
      }
      return undefined;
    },
    has: (kind) => [...entries.values()].some(({ state, fault }) => state === 'active' && fault.kind === kind),
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    stop() {
      watchers.clear();
      for (const entry of entries.values()) end(entry);
      entries.clear();
    },
  };
}

const shown = ({ id, fault, state, struck }: Entry): InjectedFault => ({ id, fault, state, struck });

const isOf = <Kind extends FaultKind>(fault: Fault, kind: Kind): fault is FaultOf<Kind> => fault.kind === kind;

const limitsOf = (fault: Fault) => fault as { nth?: number; count?: number; probability?: number };
