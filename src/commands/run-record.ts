import type { DriveEnd } from '../migrate/drive.ts';
import type { Outcome, PhaseRecord, Progress } from '../model/progress.ts';
import type { ReportedEvent, TargetStates } from '../output/report/input.ts';
import { reportPage } from '../output/report/page.ts';
import { targetStatesOf, withStates } from '../output/report/target-states.ts';
import type { Measured } from './migration-probe.ts';
import { commandLine, whereabouts } from './report-about.ts';

/** A report that holds more of them is not read to its end. */
const mostEvents = 200;

/** What a migration told while it ran, as a report needs it. */
export function runRecord(startedAt: number) {
  const phases: PhaseRecord[] = [];
  const events: ReportedEvent[] = [];
  let states: readonly TargetStates[] = [];
  const event = (at: string, isWarning: boolean, of: string, message: string) => {
    if (events.length < mostEvents) events.push({ at, isWarning, of, message });
  };
  return {
    phases: phases as readonly PhaseRecord[],
    add(progress: Progress): void {
      const { at } = progress;
      switch (progress.type) {
        case 'look':
          states = withStates(states, targetStatesOf(progress.inspection));
          return;
        case 'phase':
          phases.push({ name: progress.phase, at, elapsedSeconds: Math.max(0, (Date.parse(at) - startedAt) / 1000) });
          return;
        case 'step':
          event(at, false, 'nlbctl', progress.message);
          return;
        case 'trouble':
          event(at, true, 'nlbctl', progress.message);
          return;
        case 'event': {
          const { object, reason, message } = progress.event;
          event(at, true, `${object.kind} ${object.name}`, `${reason}: ${message}`);
        }
      }
    },
    /** The page of `migrate --report`. */
    page({ snapshot }: DriveEnd, outcome: Outcome, probe: Measured | null, argv: readonly string[]): string {
      const { namespace, name } = snapshot.service;
      return reportPage({
        title: `Migration of ${namespace}/${name}`,
        command: commandLine(argv),
        meta: whereabouts(snapshot),
        outcome,
        phases,
        states,
        probe,
        events,
      });
    },
  };
}
