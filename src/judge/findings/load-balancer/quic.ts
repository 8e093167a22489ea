import { annotation } from '../../../model/annotations.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { portWords } from '../enumeration.ts';
import type { Check } from '../finding.ts';

/** QUIC takes ip targets only (AWS Load Balancer Controller, docs/guide/service/annotations.md and webhooks/elbv2). */
export const quicWithInstance: Check<'NLB0208'> = ({ snapshot, to }) => {
  const ports = to === 'instance' ? quicPorts(snapshot) : [];
  const { namespace, name } = snapshot.service;
  return ports.length === 0
    ? []
    : [
        {
          code: 'NLB0208',
          message: `The Service serves QUIC on ${portWords(ports)}, and QUIC works with ip targets only: the controller would not see that before it makes the group, or before its binding is refused, when the listener leads nowhere already.`,
          remedy: `keep target type ip, or take QUIC off first: kubectl annotate service/${name} -n ${namespace} ${annotation.quicEnabledPorts}-`,
        },
      ];
};

/** Ports with a QUIC listener, and those that the annotation names by number or name. */
function quicPorts({ listeners, service }: Snapshot): number[] {
  const live = (listeners ?? []).filter(({ protocol }) => protocol === 'QUIC' || protocol === 'TCP_QUIC');
  const named = new Set((service.annotations[annotation.quicEnabledPorts] ?? '').split(',').map((each) => each.trim()));
  const annotated = service.ports.filter(({ port, name }) => named.has(String(port)) || named.has(name ?? ' '));
  return [...new Set([...live, ...annotated].map(({ port }) => port))].sort((a, b) => a - b);
}
