import type { Snapshot } from '../../../model/snapshot.ts';
import type { TargetType } from '../../../model/target-type.ts';
import { attributesAfter } from '../../plan/attributes-after.ts';
import { type ChangingPort, changingPorts } from '../../plan/changing-ports.ts';
import { expectedAfter } from '../../plan/expected-after.ts';
import { healthCheckAfter } from '../../plan/health-check-after.ts';
import { preservesClientAddress } from '../../plan/source-address.ts';
import type { Check, Subject } from '../finding.ts';

const targetsOf = { instance: 'nodes', ip: 'pods’ network interfaces' } as const satisfies Record<TargetType, string>;

/** Ports that must be open for the new targets, where the controller keeps no rules for the Service. */
export const unopenedPort: Check<'NLB0503'> = (subject) => {
  const { snapshot } = subject;
  const changing = unmanagedPorts(subject);
  const type = changing[0]?.to;
  const rules = [...new Set(changing.flatMap((port) => rulesFor(snapshot, port)))];
  if (type === undefined || rules.length === 0) return [];
  const region = snapshot.origin.region === null ? '' : ` --region ${snapshot.origin.region}`;
  const groups = snapshot.loadBalancer?.securityGroups ?? [];
  const from = groups.length > 0 ? `security group ${groups.join(' or ')} of the NLB` : sourceWithoutGroups(subject);
  const [source = ''] = groups.map((group) => `--source-group ${group}`);
  const peer = source === '' ? '--cidr <cidr>' : source;
  return [
    {
      code: 'NLB0503',
      message: `The controller keeps no security group rules for this Service, so that nobody opens what the new targets need: the security group of the ${targetsOf[type]} must admit ${rules.join(' and ')} from ${from}.`,
      remedy: rules
        .map((rule) => {
          const [protocol, port] = rule.toLowerCase().split(' ');
          return `aws ec2 authorize-security-group-ingress${region} --group-id <security-group-of-the-${type === 'ip' ? 'pods' : 'nodes'}> --protocol ${protocol} --port ${port} ${peer}`;
        })
        .join('\n'),
    },
  ];
};

/** The changing ports for whose targets the controller keeps no rules. */
export function unmanagedPorts({ snapshot, inspection, to }: Subject): readonly ChangingPort[] {
  return changingPorts(snapshot, inspection, to).filter(
    ({ judged }) => snapshot.bindings?.find(({ name }) => name === judged.binding?.name)?.managesRules === false,
  );
}

/** `TCP 8080`: the port of the traffic, as each pod has it, and that of the health check, which is never UDP. */
function rulesFor(snapshot: Snapshot, { port, to, group }: ChangingPort): string[] {
  const after = expectedAfter(snapshot, to).find((each) => each.port === port.port)?.set;
  const targets = after?.known === true ? after.targets.map((target) => target.port) : [];
  const known = to === 'instance' ? port.nodePort : typeof port.targetPort === 'number' ? port.targetPort : null;
  const ports = [...new Set(known === null ? targets : [known])].sort((a, b) => a - b);
  const isUdp = /UDP|QUIC/.test(group.protocol);
  const isTcp = !isUdp || group.protocol.startsWith('TCP_');
  const check = healthCheckAfter(snapshot.service, to);
  const checked = check.built && check.healthCheck.port !== 'traffic-port' ? [Number(check.healthCheck.port)] : ports;
  return [
    ...(isTcp ? ports.map((number) => `TCP ${number}`) : []),
    ...(isUdp ? ports.map((number) => `UDP ${number}`) : []),
    ...checked.map((number) => `TCP ${number}`),
  ];
}

function sourceWithoutGroups(subject: Subject): string {
  const changing = unmanagedPorts(subject);
  const preserved = changing.some(({ port, to, group }) =>
    preservesClientAddress(to, group.protocol, attributesAfter(subject.snapshot.service, port.port)),
  );
  const none = 'the NLB has no security groups and cannot get any';
  return preserved
    ? `the clients, and from the addresses of the NLB’s subnets for health checks (${none})`
    : `the addresses of the NLB’s subnets (${none})`;
}
