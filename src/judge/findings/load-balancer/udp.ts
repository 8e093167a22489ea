import { annotation } from '../../../model/annotations.ts';
import type { Service, ServicePort } from '../../../model/service.ts';
import type { Surroundings } from '../../../model/surroundings.ts';
import type { TargetType } from '../../../model/target-type.ts';
import { gateOf, goBoolean } from '../../controller-flags.ts';
import { annotate } from '../annotate.ts';
import type { Check, Found } from '../finding.ts';

/** What holds for a UDP port whatever the target type is, and what the change means for it. */
export const udpPorts: Check<'NLB0209'> = ({ snapshot: { service, surroundings }, inspection, to }) => {
  const { owner, targetType } = inspection.service;
  if (owner.kind !== 'controller') return [];
  const type = to ?? targetType.effective;
  const changes = to !== null && to !== targetType.effective;
  return service.ports
    .filter(({ protocol }) => protocol === 'UDP')
    .map((port): Found<'NLB0209'> => {
      const twin = service.ports.find((other) => other.port === port.port && other.protocol !== 'UDP');
      const together = twin === undefined ? null : togetherWith(twin, port, type, service, surroundings);
      const check = `Its targets are checked over TCP or HTTP, never over UDP${checkedAt(port, service, changes ? to : null)}.`;
      const source = 'The client’s address is always preserved, with both target types.';
      return {
        code: 'NLB0209',
        ...(changes || together?.isLost ? {} : { milder: 'info' as const }),
        message: [`Port ${port.port} is UDP.`, check, source, together?.message].filter(Boolean).join(' '),
        remedy: [healthCheckRemedy(service, port, type), together?.remedy].filter(Boolean).join('; '),
      };
    });
};

/** Where the check goes after a change of the target type: only then is it news. */
function checkedAt({ targetPort, nodePort }: ServicePort, service: Service, to: TargetType | null): string {
  if (to === null) return '';
  const named = service.annotations[`${annotation.healthCheck}port`];
  if (named !== undefined && named !== 'traffic-port')
    return `, and after the migration on port ${named} of ${to === 'ip' ? 'the pods' : 'the nodes'}, as an annotation says`;
  if (to === 'ip')
    return `, and after the migration the pods themselves must accept connections on TCP port ${targetPort}`;
  if (service.externalTrafficPolicy === 'Local')
    return `, and after the migration on the nodes’ health check node port`;
  return `, and after the migration on the nodes: kube-proxy accepts TCP on node port ${nodePort ?? '(none yet)'} only for a port of protocol TCP`;
}

function healthCheckRemedy(service: Service, { targetPort }: ServicePort, type: TargetType | null): string {
  const key = `${annotation.healthCheck}port`;
  if (type !== 'ip') return `name a port that answers over TCP: ${annotate(service, key, '<port>')}`;
  return `let the pods accept TCP on port ${targetPort}, or name a port that does: ${annotate(service, key, '<port>')}`;
}

/**
 * A second port with the same number: without the feature the first of the two is served alone; with it one listener is
 * made of both, from the first (AWS Load Balancer Controller, pkg/service/model_build_listener.go).
 */
function togetherWith(
  twin: ServicePort,
  port: ServicePort,
  type: TargetType | null,
  service: Service,
  surroundings: Surroundings | null,
) {
  const controllers = surroundings?.controllers ?? null;
  const annotated = goBoolean(service.annotations[annotation.enableTcpUdpListener] ?? '');
  const gates = controllers?.map((controller) => gateOf(controller, 'EnableTCPUDPListener') ?? false);
  const joined = annotated ?? (gates === undefined || gates.length === 0 ? null : gates.every(Boolean));
  const [first, second] = service.ports.indexOf(twin) < service.ports.indexOf(port) ? [twin, port] : [port, twin];
  if (joined !== true) {
    const unless = joined === null ? 'unless the controller runs with the gate EnableTCPUDPListener, ' : '';
    return {
      isLost: joined === false,
      message: `${first.protocol} and ${second.protocol} share port ${port.port}, and ${unless}the controller serves only the first of them, ${first.protocol}.`,
      remedy: `to serve both: ${annotate(service, annotation.enableTcpUdpListener, 'true')}`,
    };
  }
  if (type !== 'instance' || first.nodePort === second.nodePort) return null;
  return {
    isLost: true,
    message: `One listener serves TCP and UDP on port ${port.port} and sends both to node port ${first.nodePort ?? '(none)'}, but ${second.protocol} has node port ${second.nodePort ?? '(none)'}: it arrives nowhere.`,
    remedy: `give both ports the same nodePort: kubectl edit service/${service.name} -n ${service.namespace}`,
  };
}
