import { BlockList, isIP, isIPv6 } from 'node:net';
import type { TargetDescription } from './api.ts';
import { assertRange, Elbv2Error, validationError } from './elbv2-error.ts';
import type { Inventory, TargetGroupRecord } from './inventory.ts';

/** What a target is registered as, once it has been found good. */
export interface AcceptedTarget {
  id: string;
  port: number;
  availabilityZone: string | undefined;
  zone: string | undefined;
}

const addresses = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', prefix] = cidr.split('/');
    list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
};

/** Outside of the VPC only these can be targets: RFC 1918 and RFC 6598 (NLB guide, target type). */
const privateRanges = addresses(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']);

/** The form of id and port; also for requests that only name targets. */
export function acceptReference(group: TargetGroupRecord, target: TargetDescription): { id: string; port: number } {
  const { TargetType: type, IpAddressType: family, Port } = group.description;
  const id = target.Id;
  if (type === 'instance' && !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw validationError(`Instance ID '${id}' is not valid`);
  }
  if (type === 'ip' && isIP(id) !== (family === 'ipv6' ? 6 : 4)) {
    throw validationError(`The IP address '${id}' is not a valid ${family === 'ipv6' ? 'IPv6' : 'IPv4'} address`);
  }
  assertRange('Port', target.Port, 1, 65_535);
  return { id, port: target.Port ?? Port };
}

/** Everything that RegisterTargets asks of one target, but for quotas; instances are looked at all together. */
export function acceptTargets(
  inventory: Inventory,
  group: TargetGroupRecord,
  targets: readonly TargetDescription[],
): AcceptedTarget[] {
  if (targets.length === 0) throw validationError('At least one target must be specified');
  if (group.description.TargetType === 'alb') {
    throw new Elbv2Error('InvalidTarget', 'The sandbox has no Application Load Balancer with listeners to register');
  }
  if (group.description.TargetType === 'instance') return acceptInstances(inventory, group, targets);
  const vpc = addresses(inventory.network.vpc.cidrs);
  return targets.map((target) => acceptAddress(inventory, vpc, group, target));
}

function acceptInstances(
  { network }: Inventory,
  group: TargetGroupRecord,
  targets: readonly TargetDescription[],
): AcceptedTarget[] {
  const located = targets.map((target) => {
    if (target.AvailabilityZone !== undefined) {
      throw validationError(
        'You cannot specify an Availability Zone for targets of a target group with target type instance',
      );
    }
    const reference = acceptReference(group, target);
    return { ...reference, place: network.locate({ type: 'instance', id: reference.id }) };
  });
  const quoted = (list: typeof located) => [...new Set(list.map(({ id }) => `'${id}'`))].join(', ');
  const absent = located.filter(({ place }) => place.state === 'absent');
  if (absent.length > 0) {
    throw new Elbv2Error(
      'InvalidTarget',
      `The following targets are not in the target group VPC '${group.description.VpcId}': ${quoted(absent)}`,
    );
  }
  const idle = located.filter(({ place }) => place.state !== 'running');
  if (idle.length > 0) {
    throw new Elbv2Error(
      'InvalidTarget',
      `The following targets are not in a running state and cannot be registered: ${quoted(idle)}`,
    );
  }
  return located.map(({ id, port, place }) => ({ id, port, availabilityZone: undefined, zone: place.zone }));
}

function acceptAddress(
  { network }: Inventory,
  vpc: BlockList,
  group: TargetGroupRecord,
  target: TargetDescription,
): AcceptedTarget {
  const { id, port } = acceptReference(group, target);
  const family = isIPv6(id) ? 'ipv6' : 'ipv4';
  const wanted = target.AvailabilityZone;
  if (vpc.check(id, family)) {
    const { zone } = network.locate({ type: 'ip', id });
    if (wanted !== undefined && zone !== undefined && wanted !== zone) {
      throw validationError(
        `The IP address '${id}' is within the VPC, and cannot have its Availability Zone overridden to '${wanted}' from '${zone}'`,
      );
    }
    return { id, port, availabilityZone: zone ?? wanted, zone: zone ?? wanted };
  }
  if (family === 'ipv6' || !privateRanges.check(id, 'ipv4')) {
    throw validationError(`The IP address '${id}' is not in a private range and cannot be registered as a target`);
  }
  if (wanted === undefined) {
    throw validationError(
      `You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the IP address '${id}' is outside the VPC`,
    );
  }
  const zones = network.vpc.subnets.map((subnet) => subnet.zone);
  if (wanted !== 'all' && !zones.includes(wanted))
    throw validationError(`The Availability Zone '${wanted}' is not valid`);
  return { id, port, availabilityZone: wanted, zone: wanted };
}
