import type { ProbeRecord, ProbeTimeline } from '../model/probe.ts';
import type { Outcome } from '../model/progress.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ReportedEvent } from '../output/report/input.ts';
import { reportPage } from '../output/report/page.ts';
import { commandLine, whereabouts } from './report-about.ts';

interface Reported {
  readonly snapshot: Snapshot;
  readonly outcome: Outcome;
  readonly record: ProbeRecord;
  readonly timeline: ProbeTimeline;
  readonly events: readonly ReportedEvent[];
  readonly argv: readonly string[];
}

/** The page of `probe --report`. */
export function probeReport({ snapshot, outcome, record, timeline, events, argv }: Reported): string {
  const { namespace, name } = snapshot.service;
  return reportPage({
    title: `Probe of ${namespace}/${name}`,
    command: commandLine(argv),
    meta: whereabouts(snapshot),
    outcome,
    phases: [],
    states: [],
    probe: { record, timeline },
    events,
  });
}
