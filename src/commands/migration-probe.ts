import type { Session } from '../cli/session.ts';
import { figuresInWords } from '../judge/probing/words.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ProbeRecord, ProbeTimeline } from '../model/probe.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { version } from '../output/version.ts';
import { connectToOf } from '../probe/connect-to.ts';
import { type RunningProbe, startProbe } from '../probe/probe.ts';
import { probeTarget } from '../probe/target.ts';
import { parseWay } from '../probe/way.ts';

/** How a migration is measured from outside; durations in milliseconds. */
export interface MigrationProbeFlags {
  readonly probe?: string;
  readonly connectTo?: readonly string[];
  readonly abortIfProbeFails?: number;
}

export interface Measured {
  readonly record: ProbeRecord;
  readonly timeline: ProbeTimeline;
}

/** A probe beside a migration. */
export interface MigrationProbe {
  /**
   * Goes on until every port answers again, for three minutes at the most: what AWS calls healthy may not be reached by new
   * connections yet, since its data plane lags behind. `onWait` is told once what is waited for.
   */
  outlast(onWait: (message: string) => void): Promise<void>;
  stop(): Promise<Measured>;
}

/** Attempts a second at each address and port, and milliseconds for one of them. */
const rate = 5;
const timeout = 2_000;

/** How long the data plane may lag behind: two minutes are reported (aws-load-balancer-controller#2366). */
const lag = 180_000;

/** Throws Usage for flags that contradict one another, before anything is asked of a network. */
export function checkProbeFlags({ probe, abortIfProbeFails, connectTo }: MigrationProbeFlags): void {
  if (probe !== undefined) {
    parseWay(probe, '--probe');
    return;
  }
  const [flag] = [
    ...(abortIfProbeFails === undefined ? [] : ['--abort-if-probe-fails']),
    ...(connectTo === undefined ? [] : ['--connect-to']),
  ];
  if (flag !== undefined)
    throw new NlbctlError('Usage', `${flag} is for a probe, and there is none`, { hint: 'add --probe tcp' });
}

/**
 * Begins to measure, and returns once every address has been tried. `onFailing` is called when no connection to a port has
 * come about for as long as `--abort-if-probe-fails` says. Throws MigrationRefused where that is asked for and a port does
 * not answer before the change either: then nothing could be told from it.
 */
export async function beginProbe(
  session: Session,
  snapshot: Snapshot,
  flags: MigrationProbeFlags & { readonly probe: string },
  onFailing: (why: string) => void,
): Promise<MigrationProbe> {
  const { clock, env } = session.world;
  const { abortIfProbeFails: limit } = flags;
  const connectTo = connectToOf(flags.connectTo, env);
  const target = await probeTarget(snapshot, { ports: null, connectTo, signal: session.signal });
  let hasBegun = false;
  const running = startProbe({
    ...target,
    way: parseWay(flags.probe, '--probe'),
    rate,
    timeout,
    userAgent: `nlbctl/${version}`,
    clock,
    signal: session.signal,
    onRound: (probe) => {
      const port = limit === undefined || !hasBegun ? null : failingPort(probe, (seconds) => seconds >= limit / 1000);
      if (port !== null)
        onFailing(`No connection to port ${port.port} has come about for ${Math.round(port.failingForSeconds)} s.`);
    },
  });
  const before = await firstRound(session, running, target.endpoints.length);
  const silent = before.ports.filter(({ succeeded }) => succeeded === 0).map(({ port }) => port);
  if (silent.length > 0 && limit !== undefined) {
    await running.stop();
    throw new NlbctlError(
      'MigrationRefused',
      `port ${silent.join(', ')} does not answer before the change either (${figuresInWords(before)}), so that --abort-if-probe-fails could tell nothing; nothing was changed`,
      { hint: 'see why: nlbctl probe; or leave --abort-if-probe-fails out' },
    );
  }
  if (silent.length > 0 && session.flags.quiet !== true)
    session.say(
      `The probe gets no answer of port ${silent.join(', ')} before the change either: ${figuresInWords(before)}.`,
    );
  hasBegun = true;
  return {
    async outlast(onWait) {
      const until = clock.now() + lag;
      const port = failingPort(running, isSilent);
      if (port !== null)
        onWait(
          `AWS calls the targets healthy, but port ${port.port} does not answer yet: the data plane lags behind, and the probe goes on until it does, for 3 minutes at the most.`,
        );
      while (failingPort(running, isSilent) !== null && clock.now() < until) await clock.sleep(200, session.signal);
    },
    async stop() {
      const record = { ...(await running.stop()), notProbed: target.notProbed };
      return { record, timeline: running.timeline() };
    },
  };
}

/** The first attempt at every address has come to its end, or had the time for it. */
async function firstRound({ signal, world: { clock } }: Session, running: RunningProbe, endpoints: number) {
  const until = clock.now() + timeout + 1_000;
  while (running.view().attempts < endpoints && clock.now() < until) await clock.sleep(100, signal);
  return running.view();
}

const isSilent = (seconds: number): boolean => seconds > 0;

/** A port that has answered before, and of which no address has taken a connection for as long as is asked. */
function failingPort({ view }: Pick<RunningProbe, 'view'>, isLong: (seconds: number) => boolean) {
  return view().ports.find(({ succeeded, failingForSeconds }) => succeeded > 0 && isLong(failingForSeconds)) ?? null;
}
