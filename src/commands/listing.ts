import type { Session } from '../cli/session.ts';
import { judge } from '../judge/inspection.ts';
import { listFailure } from '../judge/list-failure.ts';
import { listed, worstFirst } from '../judge/listed.ts';
import { exitCode } from '../model/exit-codes.ts';
import { eachOnce } from '../observe/observe.ts';
import { listDocument } from '../output/documents.ts';
import { notReadLines } from '../output/inspection.ts';
import { listTable } from '../output/list.ts';
import { printDocument } from './print-document.ts';

export interface Listing {
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly output: string;
}

/** Observes every Service with a load balancer and prints a line for each; what could not be read of one leaves the others alone. */
export async function list(session: Session, { allNamespaces, selector, output }: Listing): Promise<number> {
  const gathered = await session.observeAll({
    allNamespaces: allNamespaces === true,
    selector: selector ?? null,
  });
  const { namespace, observed } = gathered;
  const items = worstFirst(
    observed.map((each) =>
      'snapshot' in each ? listed(judge(each.snapshot)) : listFailure(each.service, each.failure),
    ),
  );
  const notRead = eachOnce(observed.flatMap((each) => ('snapshot' in each ? each.snapshot.notRead : [])));
  const document = listDocument(items, gathered.at, gathered, notRead);
  if (await printDocument(session, output, () => document)) return exitCode.ok;
  if (output === 'name') session.print(items.map(({ name }) => `service/${name}`).join('\n'));
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
  return exitCode.ok;
}
