import { samePlace } from '../cli/same-place.ts';
import type { Session } from '../cli/session.ts';
import { findingsOf } from '../judge/findings/registry.ts';
import { stoppedWatching } from '../migrate/begun.ts';
import { outcomeOfWait } from '../migrate/outcome.ts';
import { type WatchEnd, type Watching, watch } from '../migrate/watch.ts';
import type { ServiceRef } from '../model/service.ts';
import { waitDocument } from '../output/documents.ts';
import { resultText } from '../output/result.ts';
import { followed, follower } from './following.ts';
import { printDocument } from './print-document.ts';

/** Watches a Service until the goal's end, shows the way there, prints the result, and returns its exit code. */
export async function waitFor(
  session: Session,
  ref: ServiceRef,
  output: string,
  wait: Pick<Watching, 'goal' | 'timeout' | 'interval'>,
): Promise<number> {
  const { clock } = session.world;
  const began = clock.now();
  const view = await follower(session, output, `looking at ${ref.namespace}/${ref.name}`);
  const watching = { ...wait, look: () => session.observe(ref), clock, signal: session.signal };
  const end: WatchEnd = await followed(watch(watching), view).catch((error: unknown) => {
    throw session.signal.aborted ? stoppedWatching(session.signal, ref) : error;
  });
  const elapsed = Math.round((clock.now() - began) / 100) / 10;
  const plain = outcomeOfWait(end, new Date(began).toISOString(), elapsed);
  const outcome = { ...plain, next: plain.next.map((command) => samePlace(command, session.world.argv)) };
  session.tell({ kind: 'outcome', command: 'wait-healthy', service: ref, outcome, phases: [] });
  const document = () => waitDocument(end.inspection, findingsOf({ ...end, to: null }), outcome, []);
  if (view.result !== undefined) view.result(new Date(clock.now()).toISOString(), outcome);
  else if (!(await printDocument(session, output, document)))
    session.print(resultText(ref, outcome, null, await session.surface('stdout')));
  return outcome.exitCode;
}
