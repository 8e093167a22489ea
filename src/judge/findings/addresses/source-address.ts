import { attributesAfter } from '../../plan/attributes-after.ts';
import { type ChangingPort, changingPorts } from '../../plan/changing-ports.ts';
import { type SourceAddress, sourceAddressOf, sourceWords } from '../../plan/source-address.ts';
import { portWords } from '../enumeration.ts';
import type { Check, Subject } from '../finding.ts';
import { preserveCommand } from './preserve-command.ts';

interface Change {
  readonly before: SourceAddress;
  readonly after: SourceAddress;
  readonly ports: readonly ChangingPort[];
}

/** The address that pods see as the source of a connection, before and after; ports with the same change together. */
export const sourceAddress: Check<'NLB0501'> = (subject) =>
  changesOf(subject).map(({ before, after, ports }) => {
    const showsClient = [before, after].some(({ seen }) => seen === 'client');
    const loses = before.seen === 'client' && !ports.some(({ group }) => /UDP|QUIC/.test(group.protocol));
    return {
      code: 'NLB0501',
      ...(showsClient ? {} : { milder: 'info' as const }),
      message: `Pods see ${sourceWords(before)} on ${portWords(ports.map(({ port }) => port.port))} today, and will see ${sourceWords(after)}: ${after.why}.`,
      ...(loses ? { remedy: preserveCommand(subject.snapshot.service, true) } : {}),
    };
  });

function changesOf({ snapshot, inspection, to }: Subject): Change[] {
  const byWords = new Map<string, Change>();
  for (const changing of changingPorts(snapshot, inspection, to)) {
    const { port, from, group } = changing;
    if (group.attributes === null) continue;
    const before = sourceAddressOf(snapshot.service, from, group.protocol, group.attributes);
    const after = sourceAddressOf(
      snapshot.service,
      changing.to,
      group.protocol,
      attributesAfter(snapshot.service, port.port),
    );
    // An application that reads the header finds the client there before and after.
    if (before.seen === after.seen || (before.inHeader && after.inHeader)) continue;
    const key = JSON.stringify([before, after]);
    byWords.set(key, { before, after, ports: [...(byWords.get(key)?.ports ?? []), changing] });
  }
  return [...byWords.values()];
}
