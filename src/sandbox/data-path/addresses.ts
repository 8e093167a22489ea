import type { Topology } from '../cluster/topology.ts';
import type { Source } from './reach.ts';
import type { BalancerView } from './view.ts';

/** The address that a pod sees at the other end; `client` is what the load balancer sees. */
export function sourceAddress(
  source: Source,
  client: string,
  topology: Topology,
  balancer: BalancerView,
  zone: string,
): string {
  if (source.kind === 'client') return client;
  return source.kind === 'node' ? source.address : balancerAddress(topology, balancer, zone);
}

/** The private address of a load balancer in a zone, in a part of the subnet that nodes and pods get none of. */
function balancerAddress(topology: Topology, { dnsName, zones }: BalancerView, zone: string): string {
  const id = zones.find(({ name }) => name === zone)?.subnet;
  const subnet = [...topology.publicSubnets, ...topology.privateSubnets].find((one) => one.id === id);
  if (subnet === undefined) return '';
  const [first, second, third] = subnet.base;
  const number = [...dnsName].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % (subnet.thirdOctets * 4), 0);
  return `${first}.${second}.${third + Math.floor(number / 4)}.${251 + (number % 4)}`;
}
