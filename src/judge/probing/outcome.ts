import { exitCode } from '../../model/exit-codes.ts';
import type { ProbedAddress, ProbeSummary } from '../../model/probe.ts';
import type { Outcome } from '../../model/progress.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { endpointInWords, gapInWords, kindsInWords } from './words.ts';

/** What a probe may come to and still be as asked; null: not asked. Without any limit no attempt may fail. */
export interface ProbeLimits {
  readonly maxFailures: { readonly percent: number } | { readonly count: number } | null;
  /** Seconds; held against each address and port by itself. */
  readonly maxGap: number | null;
}

/** What a probe's figures mean for the one who asked. `stoppedBy`: what ended it before its time; null: nothing. */
export function outcomeOfProbe(
  snapshot: Snapshot,
  summary: ProbeSummary,
  limits: ProbeLimits,
  stoppedBy: 'SIGINT' | 'SIGTERM' | null,
): Outcome {
  const { startedAt, elapsedSeconds } = summary;
  const common = { changed: false, phase: 'Probed', startedAt, elapsedSeconds } as const;
  const figures = figuresSentence(summary);
  if (stoppedBy !== null) {
    const code = stoppedBy === 'SIGINT' ? exitCode.interrupted : exitCode.terminated;
    const reason = `It was stopped by ${stoppedBy} before its time. ${figures}`;
    return { ...common, outcome: 'interrupted', exitCode: code, reason, next: [] };
  }
  if (summary.attempts === 0) {
    const reason = 'No connection was made: this machine did not get to it, or had no sockets left.';
    return { ...common, outcome: 'could-not-know', exitCode: exitCode.couldNotKnow, reason, next: [] };
  }
  const exceeded = exceededBy(summary, limits);
  if (exceeded === null) {
    const reason = summary.failed === 0 ? figures : `${figures} That is within the limits.`;
    return { ...common, outcome: 'answered', exitCode: exitCode.ok, reason, next: [] };
  }
  const { namespace, name } = snapshot.service;
  const reason = [figures, ...exceeded, ...fromWithin(snapshot, summary)].join(' ');
  const next = [`nlbctl inspect ${name} -n ${namespace}`];
  return { ...common, outcome: 'failing', exitCode: exitCode.notAsAsked, reason, next };
}

/** Which limits do not hold, in sentences; null: all hold. */
function exceededBy(summary: ProbeSummary, { maxFailures, maxGap }: ProbeLimits): string[] | null {
  const { attempts, failed, longestGapSeconds } = summary;
  if (maxFailures === null && maxGap === null) return failed === 0 ? null : [];
  const said: string[] = [];
  if (maxFailures !== null) {
    const isOver =
      'count' in maxFailures ? failed > maxFailures.count : (failed / attempts) * 100 > maxFailures.percent;
    const limit = 'count' in maxFailures ? `${maxFailures.count}` : `${maxFailures.percent}%`;
    if (isOver) said.push(`More than ${limit} failed.`);
  }
  if (maxGap !== null && longestGapSeconds > maxGap) said.push(`A gap was longer than ${gapInWords(maxGap)}.`);
  return said.length === 0 ? null : said;
}

function figuresSentence(summary: ProbeSummary): string {
  const { attempts, failed, kinds, longestGapSeconds, longestOutageSeconds } = summary;
  if (attempts === 0) return 'No connection had come to its end.';
  if (failed === 0) return attempts === 1 ? 'The one connection succeeded.' : `All ${attempts} connections succeeded.`;
  const worst = worstAddress(summary);
  const where = worst === undefined ? '' : `, at ${endpointInWords({ ...worst, host: worst.address })}`;
  const several = summary.addresses.length > 1 ? ` ${outageSentence(longestOutageSeconds)}` : '';
  return `${failed} of ${attempts} connections failed: ${kindsInWords(kinds)}. The longest gap was ${gapInWords(longestGapSeconds)}${where}.${several}`;
}

const outageSentence = (seconds: number) =>
  seconds === 0
    ? 'At every instant some address of each port took connections.'
    : `For ${gapInWords(seconds)} no address of a port took any.`;

const worstAddress = ({ addresses }: ProbeSummary): ProbedAddress | undefined =>
  [...addresses].sort((a, b) => b.longestGapSeconds - a.longestGapSeconds)[0];

function fromWithin({ loadBalancer }: Snapshot, { attempts, kinds }: ProbeSummary): string[] {
  if (loadBalancer?.scheme !== 'internal' || kinds.timeout < attempts) return [];
  return ['The NLB is internal: it takes connections only from its VPC and from networks that are joined to it.'];
}
