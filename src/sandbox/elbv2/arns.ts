import type { LoadBalancer } from './api.ts';

/** What an ARN of ELBv2 can name. */
export type ResourceKind = 'loadBalancer' | 'targetGroup' | 'listener' | 'rule';

const typePart = { application: 'app', network: 'net', gateway: 'gwy' } as const satisfies Record<
  LoadBalancer['Type'],
  string
>;

const shapes: [ResourceKind, RegExp][] = [
  ['loadBalancer', /^arn:[\w-]+:elasticloadbalancing:[\w-]*:\d*:loadbalancer\/(app|net|gwy)\/[^/]+\/[^/]+$/],
  ['targetGroup', /^arn:[\w-]+:elasticloadbalancing:[\w-]*:\d*:targetgroup\/[^/]+\/[^/]+$/],
  ['listener', /^arn:[\w-]+:elasticloadbalancing:[\w-]*:\d*:listener\/(app|net|gwy)\/[^/]+\/[^/]+\/[^/]+$/],
  ['rule', /^arn:[\w-]+:elasticloadbalancing:[\w-]*:\d*:listener-rule\/(app|net|gwy)\/[^/]+\/[^/]+\/[^/]+\/[^/]+$/],
];

/** The kind that an ARN names by its shape, or undefined for what is no ARN of ELBv2. */
export const resourceKind = (arn: string): ResourceKind | undefined => shapes.find(([, shape]) => shape.test(arn))?.[0];

/** The partition of a region, as the second part of its ARNs has it. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Spells ARNs of one account in one region. */
export function arnWriter(region: string, account: string) {
  const prefix = `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${account}`;
  return {
    loadBalancer: (type: LoadBalancer['Type'], name: string, id: string) =>
      `${prefix}:loadbalancer/${typePart[type]}/${name}/${id}`,
    targetGroup: (name: string, id: string) => `${prefix}:targetgroup/${name}/${id}`,
    listener: (loadBalancerArn: string, id: string) =>
      `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${id}`,
    rule: (listenerArn: string, id: string) => `${listenerArn.replace(':listener/', ':listener-rule/')}/${id}`,
  };
}
