import type { Session } from '../cli/session.ts';
import { listFailure } from '../judge/list-failure.ts';
import { type Listed, listed, worstFirst } from '../judge/listed.ts';
import { exitCode } from '../model/exit-codes.ts';
import type { Finding } from '../model/finding.ts';
import { eachOnce } from '../observe/observe.ts';
import { listDocument } from '../output/documents.ts';
import { notReadLines } from '../output/inspection.ts';
import { listTable } from '../output/list.ts';
import { examined, failing, suppressionsAt } from './examining.ts';
import type { FindingsFlags } from './findings-options.ts';
import { printDocument } from './print-document.ts';

export interface Listing extends FindingsFlags {
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly output: string;
}

/** Observes every Service with a load balancer and prints a line for each; what could not be read of one leaves the others alone. */
export async function list(session: Session, flags: Listing): Promise<number> {
  const { allNamespaces, selector, output } = flags;
  const gathered = await session.observeAll({
    allNamespaces: allNamespaces === true,
    selector: selector ?? null,
  });
  const { namespace, observed } = gathered;
  const suppressions = await suppressionsAt(session, gathered.at, flags.suppress);
  const items = worstFirst(
    observed.map((each): Listed & { readonly findings: readonly Finding[] } => {
      if (!('snapshot' in each)) return { ...listFailure(each.service, each.failure), findings: [] };
      const { inspection, findings } = examined(each.snapshot, suppressions);
      return { ...listed(inspection), findings };
    }),
  );
  session.tell({ kind: 'list', items });
  const notRead = eachOnce(observed.flatMap((each) => ('snapshot' in each ? each.snapshot.notRead : [])));
  const document = listDocument(items, gathered.at, gathered, notRead);
  if (await printDocument(session, output, () => document)) {
    // The findings are in it.
  } else if (output === 'name') session.print(items.map(({ name }) => `service/${name}`).join('\n'));
  else if (items.length === 0)
    session.say(
      `no Service with a load balancer in ${namespace === null ? 'any namespace' : `namespace ${namespace}`}`,
    );
  else {
    const surface = await session.surface('stdout');
    session.print(listTable(items, surface, { namespaces: namespace === null, wide: output === 'wide' }));
    if (session.flags.quiet !== true)
      for (const said of notReadLines({ notRead }, await session.surface('stderr'))) session.say(said);
  }
  const isFailing = await failing(
    session,
    items.map((item) => ({ service: item, findings: item.findings })),
    flags,
  );
  return isFailing ? exitCode.notAsAsked : exitCode.ok;
}
