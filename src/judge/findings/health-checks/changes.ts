import type { HealthCheck } from '../../../model/target-group.ts';
import { changingPorts } from '../../plan/changing-ports.ts';
import { healthCheckAfter, healthCheckAnnotation } from '../../plan/health-check-after.ts';
import type { Check } from '../finding.ts';

/** The health check of the groups that serve now, and the one that the controller would give the new groups. */
export const healthCheckChanges: Check<'NLB0407'> = ({ snapshot, inspection, to }) => {
  const [first] = changingPorts(snapshot, inspection, to);
  if (first === undefined) return [];
  const after = healthCheckAfter(snapshot.service, first.to);
  if (!after.built) return [];
  // A port by its name is one and the same port of the Service, whichever number stands for it.
  const isNamed = /[a-z]/i.test(healthCheckAnnotation(snapshot.service, 'port') ?? '');
  const before = first.group.healthCheck;
  return isSame(before, isNamed ? { ...after.healthCheck, port: before.port } : after.healthCheck)
    ? []
    : [
        {
          code: 'NLB0407',
          message: `The health check changes: today ${words(before)}; with ${first.to} targets ${words(after.healthCheck)}.`,
        },
      ];
};

const isSame = (a: HealthCheck, b: HealthCheck): boolean => words(a) === words(b);

function words({ protocol, port, path, intervalSeconds, healthyThreshold, unhealthyThreshold }: HealthCheck): string {
  const where = port === 'traffic-port' ? 'the traffic port' : `port ${port}`;
  const asks = protocol === 'TCP' || path === null ? '' : ` ${path}`;
  return `${protocol}${asks} on ${where}, every ${intervalSeconds}s, ${healthyThreshold} to be healthy and ${unhealthyThreshold} to be unhealthy`;
}
