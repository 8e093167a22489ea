import type { Network } from '../elbv2/api.ts';
import type { Random } from '../random.ts';

/** Where things are: the region, its zones, and the VPC with a public and a private subnet in each of them. */
export interface Topology {
  readonly region: string;
  readonly account: string;
  readonly zones: readonly string[];
  readonly vpc: Network['vpc'];
  /** Subnets tagged `kubernetes.io/role/elb`, for internet-facing load balancers. */
  readonly publicSubnets: readonly Subnet[];
  /** Subnets tagged `kubernetes.io/role/internal-elb`; nodes and pods are here. */
  readonly privateSubnets: readonly Subnet[];
}

export interface Subnet {
  readonly id: string;
  readonly zone: string;
  readonly cidr: string;
  /** The first address as four numbers, and how many third octets from it on are the subnet's. */
  readonly base: readonly [number, number, number, number];
  readonly thirdOctets: number;
}

/** The VPC 10.42.0.0/16 as the EKS Workshop lays it out: private subnets of /19 from 10.42.96.0 on; there is room for five zones. */
export function createTopology(
  cluster: { region: string; account: string; zones: string[] },
  random: Random,
): Topology {
  const publicSubnets = cluster.zones.map((zone, index) => subnet(zone, 16 * index, 16, random));
  const privateSubnets = cluster.zones.map((zone, index) => subnet(zone, 96 + 32 * index, 32, random));
  return {
    ...cluster,
    publicSubnets,
    privateSubnets,
    vpc: {
      id: `vpc-0${random.hex(16)}`,
      cidrs: ['10.42.0.0/16'],
      subnets: [...publicSubnets, ...privateSubnets].map(({ id, zone }) => ({ id, zone })),
    },
  };
}

const subnet = (zone: string, third: number, thirdOctets: number, random: Random): Subnet => ({
  id: `subnet-0${random.hex(16)}`,
  zone,
  cidr: `10.42.${third}.0/${24 - Math.log2(thirdOctets)}`,
  base: [10, 42, third, 0],
  thirdOctets,
});

/** Hands out addresses that nobody has had before. */
export interface Addresses {
  /** An address of the zone's private subnet; throws where the zone has none. */
  inZone(zone: string): string;
  /** A virtual address for a Service. */
  clusterIp(): string;
  /** Keeps an address that was chosen elsewhere from being handed out. */
  reserve(address: string): void;
}

export function createAddresses(topology: Topology, random: Random): Addresses {
  const taken = new Set<string>();
  const fresh = (draw: () => string) => {
    let address = draw();
    while (taken.has(address)) address = draw();
    taken.add(address);
    return address;
  };
  return {
    inZone(zone) {
      const found = topology.privateSubnets.find((candidate) => candidate.zone === zone);
      if (found === undefined) throw new Error(`The VPC has no subnet in zone ${zone}.`);
      const [first, second, third] = found.base;
      return fresh(
        () => `${first}.${second}.${third + random.integer(0, found.thirdOctets - 1)}.${random.integer(5, 250)}`,
      );
    },
    clusterIp: () => fresh(() => `172.20.${random.integer(1, 254)}.${random.integer(1, 254)}`),
    reserve: (address) => taken.add(address),
  };
}
