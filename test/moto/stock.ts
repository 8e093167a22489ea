import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  RegisterTargetsCommand,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { tag } from '../../src/model/annotations.ts';
import { motoUrl, region } from './moto.ts';
import { createNetwork } from './network.ts';

type Tags = Readonly<Record<string, string>>;
type Weights = Readonly<Record<string, number>>;

/** The tags that the AWS Load Balancer Controller puts on a load balancer of a Service (`namespace/name`). */
export function controllerTags(service: string, cluster = 'eks-workshop', resource = 'LoadBalancer'): Tags {
  return { [tag.cluster]: cluster, [tag.stack]: service, [tag.resource]: resource };
}

/** What a controller would have made in moto's account, made with the SDK itself. */
export async function openStock() {
  // On Node 20 the SDK prints a warning of its own on stderr.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const network = await createNetwork();
  const sdk = new ElasticLoadBalancingV2Client({
    region,
    endpoint: motoUrl(),
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'not-a-secret-key' },
  });
  const balancer = async (name: string, tags: Tags = {}, input: Partial<CreateLoadBalancerCommandInput> = {}) => {
    const { LoadBalancers } = await sdk.send(
      new CreateLoadBalancerCommand({
        Name: name,
        Type: 'network',
        Scheme: 'internet-facing',
        Subnets: [...network.subnets],
        ...tagged(tags),
        ...input,
      }),
    );
    const made = LoadBalancers?.[0];
    return { arn: must(made?.LoadBalancerArn), dnsName: must(made?.DNSName) };
  };
  return {
    sdk,
    network,
    balancer,
    /** So many load balancers of other people; every fifth is an ALB. */
    async others(count: number) {
      const made = [];
      for (let index = 0; index < count; index += 1) {
        const name = `k8s-team${index}-web-${index.toString(16).padStart(10, '0')}`;
        const type = index % 5 === 4 ? 'application' : 'network';
        made.push({ name, type, ...(await balancer(name, controllerTags(`team${index}/web`), { Type: type })) });
      }
      return made;
    },
    async group(name: string, type: 'instance' | 'ip', input: Partial<CreateTargetGroupCommandInput> = {}) {
      const { TargetGroups } = await sdk.send(
        new CreateTargetGroupCommand({
          Name: name,
          TargetType: type,
          Protocol: 'TCP',
          Port: type === 'ip' ? 8080 : 31234,
          VpcId: network.vpcId,
          HealthCheckIntervalSeconds: 10,
          HealthyThresholdCount: 3,
          UnhealthyThresholdCount: 3,
          ...input,
        }),
      );
      return must(TargetGroups?.[0]?.TargetGroupArn);
    },
    async listener(balancerArn: string, weights: Weights, port = 80) {
      const { Listeners } = await sdk.send(
        new CreateListenerCommand({
          LoadBalancerArn: balancerArn,
          Port: port,
          Protocol: 'TCP',
          DefaultActions: forward(weights),
        }),
      );
      return must(Listeners?.[0]?.ListenerArn);
    },
    async modify(listenerArn: string, weights: Weights) {
      await sdk.send(new ModifyListenerCommand({ ListenerArn: listenerArn, DefaultActions: forward(weights) }));
    },
    async register(groupArn: string, ids: readonly string[]) {
      const Targets = ids.map((Id) => ({ Id }));
      await sdk.send(new RegisterTargetsCommand({ TargetGroupArn: groupArn, Targets }));
    },
    [Symbol.dispose]: () => sdk.destroy(),
  };
}

export type Stock = Awaited<ReturnType<typeof openStock>>;

/** As the controller spells it: one group and several alike stand in ForwardConfig. */
function forward(weights: Weights) {
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  return [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
}

function tagged(tags: Tags): { Tags?: Tag[] } {
  const pairs = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return pairs.length === 0 ? {} : { Tags: pairs };
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('moto left out what AWS always answers');
  return value;
}
