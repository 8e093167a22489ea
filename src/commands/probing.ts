import { resolve } from 'node:path';
import { samePlace } from '../cli/same-place.ts';
import type { Session } from '../cli/session.ts';
import { requireWritable, writeWhole } from '../cli/whole-file.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { judge } from '../judge/inspection.ts';
import { outcomeOfProbe, type ProbeLimits } from '../judge/probing/outcome.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ProbeRecord, ProbeSummary, ProbeWay } from '../model/probe.ts';
import type { Outcome } from '../model/progress.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { probeDocument } from '../output/documents.ts';
import { probeText } from '../output/probe.ts';
import { version } from '../output/version.ts';
import { type ConnectTo, connectToOf } from '../probe/connect-to.ts';
import { startProbe } from '../probe/probe.ts';
import { type ProbeTarget, probeTarget } from '../probe/target.ts';
import { parseWay } from '../probe/way.ts';
import { type Follower, follower } from './following.ts';
import { printDocument } from './print-document.ts';
import { limitsOf, numberOf, parsePorts } from './probe-limits.ts';
import { probeTeller } from './probe-teller.ts';

export interface Probing {
  readonly as: string;
  readonly port?: string;
  readonly rate: string;
  readonly duration: number;
  readonly count?: string;
  readonly timeout: number;
  readonly connectTo?: readonly string[];
  readonly maxFailures?: string;
  readonly maxGap?: number;
  readonly report?: string;
  readonly output: string;
}

/** Finds the Service's NLB, connects to each of its addresses for as long as is asked, and prints what came of it. */
export async function probe(session: Session, service: string | undefined, flags: Probing): Promise<number> {
  const asked = askedOf(session, flags);
  if (flags.report !== undefined)
    await requireWritable(resolve(session.world.cwd, flags.report), notWritten(flags.report));
  const ref = await session.service(service);
  const snapshot = await session.observe(ref);
  const target = await probeTarget(snapshot, { ...asked, signal: session.signal });
  const view = await follower(session, flags.output, `connecting to ${target.dnsName}`);
  const { record, timeline, events } = await measured(session, flags, target, asked, view);
  const outcome = outcomeOf(session, snapshot, record, asked.limits);
  session.tell({ kind: 'outcome', command: 'probe', service: ref, outcome, phases: [] });
  const inspection = judge(snapshot);
  const document = () => probeDocument(inspection, findingsOf({ snapshot, inspection, to: null }), outcome, record);
  if (view.result !== undefined)
    view.result(new Date(session.world.clock.now()).toISOString(), outcome, { probe: record });
  else if (!(await printDocument(session, flags.output, document)))
    session.print(probeText(ref, outcome, record, await session.surface('stdout')));
  if (flags.report !== undefined) {
    const { probeReport } = await import('./probe-report.ts');
    const page = probeReport({ snapshot, outcome, record, timeline, events, argv: session.world.argv });
    await writeWhole(resolve(session.world.cwd, flags.report), page, notWritten(flags.report));
    if (session.flags.quiet !== true) session.say(`${flags.report} holds the report`);
  }
  return outcome.exitCode;
}

const notWritten = (file: string) => `the report cannot be written to ${file}`;

interface Asked {
  readonly way: ProbeWay;
  readonly rate: number;
  /** Of each address and port. */
  readonly count: number;
  readonly ports: readonly number[] | null;
  readonly connectTo: readonly ConnectTo[];
  readonly limits: ProbeLimits;
}

/** What the flags say, before anything is asked of a network. Throws Usage. */
function askedOf({ world }: Session, flags: Probing): Asked {
  if (flags.timeout < 1 || flags.timeout > longestTimeout)
    throw new NlbctlError('Usage', '--timeout: one connection gets from 1ms to 60s', {
      hint: 'for how long the probe goes on is --duration',
    });
  const rate = numberOf('--rate', flags.rate, 0.01, 100);
  return {
    way: parseWay(flags.as, '--as'),
    rate,
    count:
      flags.count === undefined
        ? Math.max(1, Math.round((flags.duration / 1_000) * rate))
        : numberOf('--count', flags.count, 1, 1e9),
    ports: parsePorts(flags.port),
    connectTo: connectToOf(flags.connectTo, world.env),
    limits: limitsOf(flags),
  };
}

const longestTimeout = 60_000;

/** Runs the probe to its end, and shows how far it is. */
async function measured(session: Session, flags: Probing, target: ProbeTarget, asked: Asked, view: Follower) {
  const { clock } = session.world;
  const teller = probeTeller(view, clock.now());
  const running = startProbe({
    ...target,
    way: asked.way,
    rate: asked.rate,
    timeout: flags.timeout,
    userAgent: `nlbctl/${version}`,
    count: Math.ceil(asked.count),
    clock,
    signal: session.signal,
    onChange: (change) => teller.change(change),
    onRound: (probe) => teller.round(probe, clock.now()),
  });
  try {
    const record: ProbeRecord = { ...(await running.finished), notProbed: target.notProbed };
    return { record, timeline: running.timeline(), events: teller.events };
  } finally {
    view.stop();
  }
}

function outcomeOf(
  { signal, world }: Session,
  snapshot: Snapshot,
  summary: ProbeSummary,
  limits: ProbeLimits,
): Outcome {
  const reason: unknown = signal.aborted ? signal.reason : null;
  const stoppedBy = reason === null ? null : isTerminated(reason) ? 'SIGTERM' : 'SIGINT';
  const outcome = outcomeOfProbe(snapshot, summary, limits, stoppedBy);
  return { ...outcome, next: outcome.next.map((command) => samePlace(command, world.argv)) };
}

const isTerminated = (reason: unknown) => reason instanceof NlbctlError && reason.code === 'Terminated';
