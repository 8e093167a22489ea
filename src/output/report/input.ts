import type { ProbeRecord, ProbeTimeline } from '../../model/probe.ts';
import type { Outcome, PhaseRecord } from '../../model/progress.ts';

/** How many targets of a group are in which state of AWS's, at an instant. */
export interface GroupStates {
  /** The target group's name. */
  readonly name: string;
  readonly type: string;
  /** By AWS's state, verbatim; `not read` where it is not known. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface TargetStates {
  /** RFC 3339. */
  readonly at: string;
  readonly groups: readonly GroupStates[];
}

export interface ReportedEvent {
  /** RFC 3339. */
  readonly at: string;
  readonly isWarning: boolean;
  /** Who or what it is of: `TargetGroupBinding k8s-…`, `us-west-2a 192.0.2.1:80`. */
  readonly of: string;
  readonly message: string;
}

/** What a report tells: plain values, none of which is trusted to be harmless in HTML. Instants are RFC 3339. */
export interface ReportInput {
  readonly title: string;
  /** The command line, as it can be typed again. */
  readonly command: string;
  /** What was acted on or looked at: Service, NLB, region, … */
  readonly meta: readonly { readonly label: string; readonly value: string }[];
  readonly outcome: Outcome;
  readonly phases: readonly PhaseRecord[];
  /** One entry whenever something has changed, in the order of time. */
  readonly states: readonly TargetStates[];
  readonly probe: {
    readonly record: ProbeRecord;
    readonly timeline: ProbeTimeline;
  } | null;
  readonly events: readonly ReportedEvent[];
}
