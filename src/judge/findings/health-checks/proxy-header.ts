import { annotation } from '../../../model/annotations.ts';
import type { Service } from '../../../model/service.ts';
import type { HealthCheck } from '../../../model/target-group.ts';
import type { TargetType } from '../../../model/target-type.ts';
import { attributesAfter, proxyProtocolAttribute } from '../../plan/attributes-after.ts';
import { type ChangingPort, livePorts } from '../../plan/changing-ports.ts';
import { healthCheckAfter } from '../../plan/health-check-after.ts';
import { portWords } from '../enumeration.ts';
import type { Check, Subject } from '../finding.ts';

type Live = Omit<ChangingPort, 'to'>;

/** Proxy protocol v2 before an HTTP health check: today, where targets fail; and in a plan, where it comes with the change. */
export const proxyHeader: Check<'NLB0405'> = (subject) => {
  const { snapshot, inspection, to } = subject;
  const { service } = snapshot;
  const now = livePorts(snapshot, inspection);
  const first = now[0];
  if (first === undefined) return [];
  const changes = to !== null && to !== first.from && inspection.service.owner.kind === 'controller';
  const type = changes ? to : first.from;
  const met = now.filter((live) => (changes ? isMetAfter(subject, live, type) : isMetNow(live)));
  const check = changes ? checkAfter(service, type) : first.group.healthCheck;
  if (met.length === 0 || check === null) return [];
  return [
    {
      code: 'NLB0405',
      message: `Proxy protocol v2 is on for ${portWords(met.map(({ port }) => port.port))}, and its header comes before health checks too: ${isKubeProxys(service, type, check) ? `kube-proxy, which answers them on port ${check.port}, does not read it, so that every node fails.` : `what answers ${check.protocol} on ${check.port === 'traffic-port' ? 'the traffic port' : `port ${check.port}`} must read it, or the target is unhealthy.`}`,
      remedy: remedyOf(service, type, check),
    },
  ];
};

/** Where all required targets pass, what answers reads the header. */
export function isMetNow({ group, judged }: Live): boolean {
  const { required, requiredHealthy } = judged.summary;
  return (
    group.attributes?.[proxyProtocolAttribute] === 'true' && isHttp(group.healthCheck) && requiredHealthy < required
  );
}

/** The same check on the same port of the application is known to pass with the header, if it does now. */
function isMetAfter({ snapshot: { service } }: Subject, { port, group, judged }: Live, to: TargetType): boolean {
  const after = checkAfter(service, to);
  if (after === null || !isHttp(after) || attributesAfter(service, port.port)[proxyProtocolAttribute] !== 'true')
    return false;
  const passes = judged.summary.required > 0 && judged.summary.requiredHealthy === judged.summary.required;
  const isSame =
    isHttp(group.healthCheck) && group.healthCheck.port === 'traffic-port' && after.port === 'traffic-port';
  return !(passes && isSame && group.attributes?.[proxyProtocolAttribute] === 'true');
}

function checkAfter(service: Service, type: TargetType): HealthCheck | null {
  const after = healthCheckAfter(service, type);
  return after.built ? after.healthCheck : null;
}

const isHttp = ({ protocol }: HealthCheck): boolean => protocol === 'HTTP' || protocol === 'HTTPS';

const isKubeProxys = (service: Service, type: TargetType, { port }: HealthCheck): boolean =>
  type === 'instance' && service.healthCheckNodePort !== null && port === String(service.healthCheckNodePort);

function remedyOf(service: Service, type: TargetType, check: HealthCheck): string {
  const { namespace, name } = service;
  return isKubeProxys(service, type, check)
    ? `use ip targets (nlbctl plan ${name} -n ${namespace} --to ip), or kubectl patch service/${name} -n ${namespace} -p '{"spec":{"externalTrafficPolicy":"Cluster"}}' (pods then see the address of a node), or turn proxy protocol v2 off`
    : `check by TCP: kubectl annotate service/${name} -n ${namespace} --overwrite ${annotation.healthCheck}protocol=tcp`;
}
