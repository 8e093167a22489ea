import { afterEach } from 'vitest';
import { type SteppedClock, steppedClock } from '../../../src/sandbox/clock.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import type { Scenario } from '../../../src/sandbox/scenario/scenario.ts';
import type { KubeObject, ResourceName } from '../../../src/sandbox/store/object.ts';
import { createWorld, type SandboxWorld } from '../../../src/sandbox/world.ts';

export interface Played extends SandboxWorld {
  readonly clock: SteppedClock;
  /** Steps a second at a time until nothing is on its way; gives the seconds that it took. */
  settle(limit?: number): Promise<number>;
  /** `ID:PORT state reason` of every target of a group, by the group's name. */
  targets(groupName: string): string[];
  /** The names of the groups that the NLB's listener on a port forwards to. */
  forwards(port: number): string[];
  /** `Kind Type Reason` of every event so far, the oldest first. */
  events(kind: string): string[];
}

const start = Date.UTC(2026, 10, 25);
const running: SandboxWorld[] = [];

afterEach(() => {
  for (const world of running.splice(0)) world.stop();
});

/** A scenario in a world without servers, on a clock that a test steps; `change` lies over the workshop's scenario. */
export function play(change: Scenario = {}): Played {
  const clock = steppedClock(start);
  const world = createWorld({ ...loadScenario('eks-workshop'), ...change }, clock, 1);
  running.push(world);
  const { store, elbv2 } = world;
  return {
    ...world,
    clock,
    async settle(limit = 3_600) {
      for (let seconds = 0; seconds <= limit; seconds += 1) {
        await clock.step(1_000);
        if (world.settled()) return seconds + 1;
      }
      throw new Error(`the world did not settle within ${limit} seconds`);
    },
    targets: (groupName) => {
      const [group] = elbv2.describeTargetGroups({ Names: [groupName] });
      return elbv2
        .describeTargetHealth({ TargetGroupArn: group?.TargetGroupArn ?? '' })
        .map(({ Target, TargetHealth }) =>
          [`${Target.Id}:${Target.Port}`, TargetHealth.State, TargetHealth.Reason].filter(Boolean).join(' '),
        );
    },
    forwards: (port) => {
      const [balancer] = elbv2.describeLoadBalancers({});
      const listener = elbv2
        .describeListeners({ LoadBalancerArn: balancer?.LoadBalancerArn ?? '' })
        .find(({ Port }) => Port === port);
      if (listener === undefined) return [];
      const arns = listener.DefaultActions.flatMap(
        ({ ForwardConfig }) => ForwardConfig?.TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn) ?? [],
      );
      return elbv2.describeTargetGroups({ TargetGroupArns: arns }).map(({ TargetGroupName }) => TargetGroupName);
    },
    events: (kind) =>
      store
        .list({ group: '', resource: 'events' })
        .filter((event) => event['involvedObject'].kind === kind)
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map((event) => `${event['type']} ${event['reason']}`),
  };
}

export const services: ResourceName = { group: '', resource: 'services' };
export const bindings: ResourceName = { group: 'elbv2.k8s.aws', resource: 'targetgroupbindings' };
const targetTypeAnnotation = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

/** Sets the annotation of the workshop's Service, as a user would patch it. */
export function askFor(world: SandboxWorld, targetType: string): KubeObject {
  return world.store.modify(services, 'ui', 'ui-nlb', ({ metadata }) => {
    metadata.annotations = { ...metadata.annotations, [targetTypeAnnotation]: targetType };
  });
}
