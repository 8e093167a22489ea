import type { DriveEnd } from '../migrate/drive.ts';
import type { Outcome, PhaseRecord, Progress } from '../model/progress.ts';
import { firstEvents } from '../output/report/first-events.ts';
import type { TargetStates } from '../output/report/input.ts';
import { reportPage } from '../output/report/page.ts';
import { targetStatesOf, withStates } from '../output/report/target-states.ts';
import type { Measured } from './migration-probe.ts';
import { commandLine, whereabouts } from './report-about.ts';

/** What a migration told while it ran, as a report needs it. */
export function runRecord(startedAt: number) {
  const phases: PhaseRecord[] = [];
  const { events, add } = firstEvents();
  let states: readonly TargetStates[] = [];
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
          add({ at, isWarning: false, of: 'nlbctl', message: progress.message });
          return;
        case 'trouble':
          add({ at, isWarning: true, of: 'nlbctl', message: progress.message });
          return;
        case 'event': {
          const { object, reason, message } = progress.event;
          add({ at, isWarning: true, of: `${object.kind} ${object.name}`, message: `${reason}: ${message}` });
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
