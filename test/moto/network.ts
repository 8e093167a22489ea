import { query, textIn } from './query.ts';

interface Instance {
  readonly id: string;
  readonly zone: string;
  readonly address: string;
}

/** What load balancers and targets need to be in. */
export interface Network {
  readonly vpcId: string;
  /** One in each zone. */
  readonly subnets: readonly string[];
  /** One in each zone. */
  readonly instances: readonly Instance[];
}

export const zones = ['us-west-2a', 'us-west-2b', 'us-west-2c'];

/** A VPC with a subnet and a running instance in each of three zones. */
export async function createNetwork(): Promise<Network> {
  const vpcId = textIn(await query('ec2', 'CreateVpc', { CidrBlock: '10.42.0.0/16' }), 'vpcId');
  const subnets: string[] = [];
  const instances: Instance[] = [];
  for (const [index, zone] of zones.entries()) {
    const block = { VpcId: vpcId, CidrBlock: `10.42.${index * 32}.0/19`, AvailabilityZone: zone };
    const subnet = textIn(await query('ec2', 'CreateSubnet', block), 'subnetId');
    subnets.push(subnet);
    instances.push({ ...(await runInstance(subnet)), zone });
  }
  return { vpcId, subnets, instances };
}

async function runInstance(subnet: string) {
  const wanted = { ImageId: 'ami-12c6146b', SubnetId: subnet, MinCount: '1', MaxCount: '1' };
  const xml = await query('ec2', 'RunInstances', wanted);
  return { id: textIn(xml, 'instanceId'), address: textIn(xml, 'privateIpAddress') };
}

export async function stopInstance(id: string): Promise<void> {
  await query('ec2', 'StopInstances', { 'InstanceId.1': id });
}
