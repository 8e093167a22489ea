import type { JudgedTarget } from '../../../model/inspection.ts';
import type { Subject } from '../finding.ts';
import { checkPortOf, type Failing, isCheckFailure } from './failing.ts';

/** Commands that tell which of the causes it is, each after what it is for. */
export function howToTest({ snapshot }: Subject, failing: Failing): string[] {
  const { service, origin } = snapshot;
  const { group, reason, targets } = failing;
  const [first] = targets;
  const region = origin.region === null ? '' : ` --region ${origin.region}`;
  const explain = reason === null ? [] : [`what the reason code means: nlbctl explain ${reason}`];
  if (first === undefined) return explain;
  const aboutInstances = `aws ec2 describe-instances${region} --instance-ids ${targets.map(({ id }) => id).join(' ')} --query`;
  if (!isCheckFailure(reason))
    return group.type === 'instance'
      ? [
          ...explain,
          `what state the instances are in: ${aboutInstances} 'Reservations[].Instances[].[InstanceId,State.Name]'`,
        ]
      : explain;
  const selector = Object.entries(service.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    `whether the port answers from inside of the cluster: ${tryPort(service.namespace, failing, first)}`,
    ...(selector.length === 0
      ? []
      : [`whether the pods are ready: kubectl get pods -n ${service.namespace} -l ${selector.join(',')} -o wide`]),
    `which security groups it has: ${
      group.type === 'instance'
        ? `${aboutInstances} 'Reservations[].Instances[].SecurityGroups[]'`
        : `aws ec2 describe-network-interfaces${region} --filters Name=addresses.private-ip-address,Values=${first.id} --query 'NetworkInterfaces[].Groups[]'`
    }`,
    ...(group.binding === null
      ? []
      : [
          `whether the controller warns: kubectl describe targetgroupbinding/${group.binding.name} -n ${service.namespace}`,
        ]),
    ...explain,
  ];
}

/** A node is asked by its name, which in a VPC of EKS's is its DNS name. */
function tryPort(namespace: string, { group }: Failing, target: JudgedTarget): string {
  const { protocol, path } = group.healthCheck;
  const place = `${group.type === 'instance' ? (target.node ?? target.id) : target.id}`;
  const port = checkPortOf(group, target);
  const run = `kubectl run nlb-check -n ${namespace} --rm -i --restart=Never`;
  return protocol === 'TCP'
    ? `${run} --image=busybox -- nc -zv -w 5 ${place} ${port}`
    : `${run} --image=curlimages/curl -- -skSi -m 5 ${protocol.toLowerCase()}://${place}:${port}${path ?? '/'}`;
}
