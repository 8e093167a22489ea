import { attributesAfter } from '../../plan/attributes-after.ts';
import { type ChangingPort, changingPorts } from '../../plan/changing-ports.ts';
import { preservesClientAddress } from '../../plan/source-address.ts';
import { portWords } from '../enumeration.ts';
import type { Check, Subject } from '../finding.ts';

/** Connections that come back to where they started: not supported while client addresses are preserved (NLB guide, troubleshooting). */
export const hairpin: Check<'NLB0504'> = (subject) => {
  const { service, loadBalancer } = subject.snapshot;
  const begins = preservationChanges(subject, true).filter(({ to }) => to === 'instance');
  if (begins.length === 0) return [];
  const name = loadBalancer?.dnsName ?? 'the NLB’s name';
  return [
    {
      code: 'NLB0504',
      message: `A pod that calls ${name} on ${portWords(begins.map(({ port }) => port.port))} would time out whenever the NLB sends it back to its own node: with instance targets client addresses are preserved, and the NLB supports no such loop. With the ip targets of today it works.`,
      remedy: `let pods of the cluster call ${service.name}.${service.namespace}.svc instead`,
    },
  ];
};

/** The changing ports on which client addresses begin to be preserved, or cease to be. */
export function preservationChanges({ snapshot, inspection, to }: Subject, becomes: boolean): readonly ChangingPort[] {
  return changingPorts(snapshot, inspection, to).filter((changing) => {
    const { from, group, port } = changing;
    if (group.attributes === null) return false;
    const before = preservesClientAddress(from, group.protocol, group.attributes);
    const after = preservesClientAddress(changing.to, group.protocol, attributesAfter(snapshot.service, port.port));
    return before !== after && after === becomes;
  });
}
