import { samePlace } from '../cli/same-place.ts';
import type { Session } from '../cli/session.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { stoppedWatching } from '../migrate/begun.ts';
import { outcomeOfMigration, outcomeOfWait } from '../migrate/outcome.ts';
import { type WatchEnd, type Watching, watch } from '../migrate/watch.ts';
import type { PhaseRecord } from '../model/progress.ts';
import type { ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { resultDocument } from '../output/documents.ts';
import { resultText } from '../output/result.ts';
import { follower } from './following.ts';
import { printDocument } from './print-document.ts';

type Wait = Pick<Watching, 'goal' | 'timeout' | 'interval' | 'migratingTo'>;

/** What a migration did before it began to wait. */
interface Before {
  readonly changed: boolean;
  readonly from: string;
  readonly startedAt: number;
  readonly seen: Snapshot;
}

/** Watches a Service until the goal's end, shows the way there, prints the result, and returns its exit code. */
export async function waitFor(
  session: Session,
  ref: ServiceRef,
  output: string,
  wait: Wait,
  before: Before | null = null,
): Promise<number> {
  const { clock } = session.world;
  const began = before?.startedAt ?? clock.now();
  const phases: PhaseRecord[] = [];
  const view = await follower(session, output, `looking at ${ref.namespace}/${ref.name}`);
  const end = await follow();
  const startedAt = new Date(began).toISOString();
  const elapsed = Math.round((clock.now() - began) / 100) / 10;
  const plain =
    before === null
      ? outcomeOfWait(end, startedAt, elapsed)
      : outcomeOfMigration(end, startedAt, elapsed, before.changed, before.from);
  const outcome = { ...plain, next: plain.next.map((command) => samePlace(command, session.world.argv)) };
  const kind = before === null ? 'WaitResult' : 'MigrationResult';
  const command = before === null ? 'wait-healthy' : 'migrate';
  session.tell({ kind: 'outcome', command, service: ref, outcome, phases });
  const document = () => {
    const findings = findingsOf({ ...end, to: null });
    return resultDocument(kind, end.inspection, findings, outcome, phases);
  };
  if (view.result !== undefined) view.result(new Date(clock.now()).toISOString(), outcome);
  else if (!(await printDocument(session, output, document)))
    session.print(resultText(ref, outcome, wait.migratingTo, await session.surface('stdout')));
  return outcome.exitCode;

  async function follow(): Promise<WatchEnd> {
    const events = watch({
      ...wait,
      ...(before === null ? {} : { before: before.seen }),
      look: () => session.observe(ref),
      clock,
      signal: session.signal,
    });
    try {
      for (;;) {
        const next = await events.next();
        if (next.done === true) return next.value;
        if (next.value.type === 'phase')
          phases.push({
            name: next.value.phase,
            at: next.value.at,
            elapsedSeconds: Math.max(0, (Date.parse(next.value.at) - began) / 1000),
          });
        view.show(next.value);
      }
    } catch (error) {
      throw session.signal.aborted && before === null ? stoppedWatching(session.signal, ref) : error;
    } finally {
      view.stop();
    }
  }
}
