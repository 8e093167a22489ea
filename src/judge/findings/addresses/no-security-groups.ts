import { portWords } from '../enumeration.ts';
import type { Check } from '../finding.ts';
import { preservationChanges } from './hairpin.ts';
import { unfilteredPorts } from './source-ranges.ts';
import { unmanagedPorts } from './unopened-port.ts';

/**
 * An NLB without security groups. In a plan it matters where the targets have to admit somebody else than before; where
 * NLB0502 or NLB0503 says so already, it is not said again.
 */
export const noSecurityGroups: Check<'NLB0506'> = (subject) => {
  const { snapshot, inspection, to } = subject;
  const { loadBalancer } = snapshot;
  if (loadBalancer === null || loadBalancer.type !== 'network' || loadBalancer.securityGroups.length > 0) return [];
  if (inspection.service.owner.kind !== 'controller') return [];
  if (unfilteredPorts(subject).length > 0 || unmanagedPorts(subject).length > 0) return [];
  const lead = `NLB ${loadBalancer.name} has no security groups, and none can be added to it`;
  if (to === null)
    return [
      {
        code: 'NLB0506',
        message: `${lead}: only the security group of the targets decides who is let in.`,
      },
    ];
  const ceases = preservationChanges(subject, false);
  const begins = preservationChanges(subject, true);
  if (ceases.length + begins.length === 0) return [];
  const [ports, whom] =
    begins.length > 0 ? [begins, 'the clients themselves'] : [ceases, 'the addresses of the NLB’s subnets'];
  return [
    {
      code: 'NLB0506',
      message: `${lead}: after the migration the security group of the targets must admit ${whom} on ${portWords(ports.map(({ port }) => port.port))}. The controller makes that rule.`,
    },
  ];
};
