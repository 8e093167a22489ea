import type { Network } from '../../../src/sandbox/elbv2/api.ts';

type Place = ReturnType<Network['locate']>;
type Result = ReturnType<Network['check']>;
export type CheckRequest = Parameters<Network['check']>[0];

/** A VPC of three zones, 10.42.0.0/16, in which a test says who is where and who answers. */
export interface FakeNetwork extends Network {
  readonly places: Map<string, Place>;
  /** By `id:port`; what is not listed answers. */
  readonly results: Map<string, Result>;
  /** Every health check so far. */
  readonly checks: CheckRequest[];
}

export const vpcId = 'vpc-0a1b2c3d4e5f60001';
export const subnets = { a: 'subnet-0000000000000000a', b: 'subnet-0000000000000000b', c: 'subnet-0000000000000000c' };
export const instances = { a: 'i-0a1b2c3d4e5f60001', b: 'i-0a1b2c3d4e5f60002', c: 'i-0a1b2c3d4e5f60003' };
export const pods = { a: '10.42.1.1', b: '10.42.65.1', c: '10.42.129.1' };

export function fakeNetwork(): FakeNetwork {
  const checks: CheckRequest[] = [];
  const results = new Map<string, Result>();
  const places = new Map<string, Place>();
  for (const zone of ['a', 'b', 'c'] as const) {
    places.set(instances[zone], { zone: `us-west-2${zone}`, state: 'running' });
    places.set(pods[zone], { zone: `us-west-2${zone}`, state: 'running' });
  }
  return {
    places,
    results,
    checks,
    locate: ({ id }) => places.get(id) ?? { zone: undefined, state: 'absent' },
    check(request) {
      checks.push(request);
      return results.get(`${request.id}:${request.port}`) ?? { ok: true };
    },
    vpc: {
      id: vpcId,
      cidrs: ['10.42.0.0/16'],
      subnets: (['a', 'b', 'c'] as const).map((zone) => ({ id: subnets[zone], zone: `us-west-2${zone}` })),
    },
  };
}
