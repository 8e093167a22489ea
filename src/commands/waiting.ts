import type { Session } from '../cli/session.ts';
import { outcomeOfMigration, outcomeOfWait } from '../migrate/outcome.ts';
import { type WatchEnd, type Watching, watch } from '../migrate/watch.ts';
import type { Outcome, PhaseRecord } from '../model/progress.ts';
import type { ServiceRef } from '../model/service.ts';
import { resultDocument } from '../output/documents.ts';
import { json, yaml } from '../output/print.ts';
import { type Surface, safe } from '../output/terminal.ts';
import { follower } from './following.ts';

type Wait = Pick<Watching, 'goal' | 'timeout' | 'interval' | 'migratingTo'>;

/** What a migration did before it began to wait. */
interface Before {
  readonly changed: boolean;
  readonly from: string;
  readonly startedAt: number;
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
  const outcome =
    before === null
      ? outcomeOfWait(end, startedAt, elapsed)
      : outcomeOfMigration(end, startedAt, elapsed, before.changed, before.from);
  const kind = before === null ? 'WaitResult' : 'MigrationResult';
  if ('result' in view && typeof view.result === 'function') view.result(new Date(clock.now()).toISOString(), outcome);
  else if (output === 'json') session.print(json(resultDocument(kind, end.inspection, outcome, phases)));
  else if (output === 'yaml') session.print(await yaml(resultDocument(kind, end.inspection, outcome, phases)));
  else session.print(resultText(ref, outcome, await session.surface('stdout')));
  return outcome.exitCode;

  async function follow(): Promise<WatchEnd> {
    const events = watch({ ...wait, look: () => session.observe(ref), clock, signal: session.signal });
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
    } finally {
      view.stop();
    }
  }
}

const outcomeWord = {
  ready: 'ready',
  'timed-out': 'timed out',
  gone: 'gone',
  'not-managed': 'not managed',
  'could-not-know': 'could not know',
  failing: 'failing',
  'already-there': 'already there',
} as const satisfies Record<Outcome['outcome'], string>;

/** The last lines: what came out, after how long, why, and the commands to go on with. */
export function resultText(ref: ServiceRef, outcome: Outcome, { paint }: Surface): string {
  const color = outcome.exitCode === 0 ? paint.green : paint.red;
  const lines = [
    `${ref.namespace}/${ref.name}: ${color(outcomeWord[outcome.outcome])} after ${outcome.elapsedSeconds}s. ${safe(outcome.reason)}`,
  ];
  for (const command of outcome.next) lines.push(`  ${command}`);
  return lines.join('\n');
}
