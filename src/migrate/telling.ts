import type { ControllerEvent } from '../model/event.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Progress } from '../model/progress.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Clock } from './clock.ts';

/** What one look came to, for those who watch. */
export interface Report {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  /** null: there are no phases. */
  readonly phase: string | null;
  /** Sentences. */
  readonly message: string;
  readonly earliestSeconds: number | null;
  /** Whether something is written next. */
  readonly isStep: boolean;
}

/** Without a change, something is said after so many milliseconds. */
const heartbeat = 30_000;

/** Makes of each look what is worth saying: a phase that began, what changed, warnings that came, and a sign of life. */
export function teller(clock: Clock) {
  const began = clock.now();
  const events = newEvents();
  let said = '';
  let saidAt = began;
  let phase: string | null = '';
  function* report(told: Report): Generator<Progress> {
    const { snapshot, inspection, message, earliestSeconds } = told;
    const { at } = snapshot;
    for (const event of events(snapshot)) yield { type: 'event', at, event };
    yield { type: 'look', at, inspection, message };
    // A step tells itself, and its phase begins with what comes of it.
    if (told.isStep) return;
    const isNew = told.phase !== null && told.phase !== phase;
    phase = told.phase;
    if (isNew && phase !== null) yield { type: 'phase', at, phase, message };
    else if (message !== said) yield { type: 'change', at, message };
    else if (clock.now() - saidAt >= heartbeat)
      yield { type: 'heartbeat', at, message, elapsedSeconds: secondsSince(began, clock), earliestSeconds };
    else return;
    said = message;
    saidAt = clock.now();
  }
  return {
    report,
    /** A phase that begins by a decision, and not by what a look saw. */
    phase(at: string, name: string, message: string): Progress {
      phase = name;
      return { type: 'phase', at, phase, message };
    },
  };
}

const secondsSince = (began: number, clock: Clock) => Math.round((clock.now() - began) / 1000);

/** Warnings of the controller that were not there at the first look, each once a count. */
function newEvents() {
  let seen: Map<string, number> | null = null;
  return (snapshot: Snapshot): ControllerEvent[] => {
    const warnings = (snapshot.events ?? []).filter(({ type }) => type === 'Warning');
    const key = (event: ControllerEvent) =>
      `${event.object.kind}/${event.object.name} ${event.reason} ${event.message}`;
    const before = seen;
    seen = new Map([...(before ?? []), ...warnings.map((event) => [key(event), event.count] as const)]);
    return before === null ? [] : warnings.filter((event) => event.count > (before.get(key(event)) ?? 0));
  };
}
