import { createTopology } from '../../../src/sandbox/cluster/topology.ts';
import { buildModel, type Model } from '../../../src/sandbox/controller/model.ts';
import {
  type ControllerSettings,
  type FeatureGate,
  featureGateDefaults,
  settingsDefaults,
} from '../../../src/sandbox/controller/settings.ts';
import type { LoadBalancer } from '../../../src/sandbox/elbv2/api.ts';
import { seededRandom } from '../../../src/sandbox/random.ts';
import { loadScenario } from '../../../src/sandbox/scenario/load.ts';
import type { KubeObject } from '../../../src/sandbox/store/object.ts';
import { bindings, type Played } from '../world/play.ts';

const topology = createTopology(
  { region: 'us-west-2', account: '123456789012', zones: ['us-west-2a', 'us-west-2b'] },
  seededRandom(1),
);

/** Annotations by their names without the prefix: `aws-load-balancer-type`. */
const annotated = (annotations: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`service.beta.kubernetes.io/${name}`, value]));

export interface ServiceShape {
  readonly name?: string;
  readonly uid?: string;
  readonly annotations?: Record<string, string>;
  readonly spec?: Record<string, unknown>;
}

/** The workshop's Service as the controller reads it, managed by its class; what is given lies over it. */
export function service({ name = 'ui-nlb', uid, annotations = {}, spec = {} }: ServiceShape = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: 'ui',
      uid: uid ?? '11111111-2222-3333-4444-555555555555',
      annotations: annotated(annotations),
    },
    spec: {
      type: 'LoadBalancer',
      loadBalancerClass: 'service.k8s.aws/nlb',
      externalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 31234, protocol: 'TCP' }],
      ...spec,
    },
  };
}

export const settings = (
  change: Partial<ControllerSettings> = {},
  gates: Partial<Record<FeatureGate, boolean>> = {},
): ControllerSettings => ({ ...settingsDefaults, ...change, featureGates: { ...featureGateDefaults, ...gates } });

export interface Beside {
  readonly settings?: ControllerSettings;
  readonly existing?: LoadBalancer;
  readonly others?: readonly KubeObject[];
}

/** What the controller makes of a Service. */
export const modelOf = (of: KubeObject, { settings: given, existing, others = [] }: Beside = {}): Model =>
  buildModel({
    service: of,
    settings: given ?? settings(),
    topology,
    existing,
    findService: (name) => others.find(({ metadata }) => metadata.name === name),
  });

/** The message with which the controller refuses a Service, or undefined where it does not. */
export function refusalOf(of: KubeObject, beside: Beside = {}): string | undefined {
  try {
    modelOf(of, beside);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The workshop's objects with its Service changed, and more after them. */
export function workshop(change: (service: KubeObject) => void, more: readonly KubeObject[] = []): KubeObject[] {
  const objects = structuredClone(loadScenario('eks-workshop').objects ?? []) as KubeObject[];
  for (const object of objects) if (object.kind === 'Service') change(object);
  return [...objects, ...more];
}

/** Sets annotations of the workshop's Service, by their names without the prefix; undefined takes one away. */
export function annotate(world: Played, changes: Record<string, string | undefined>): void {
  world.store.modify({ group: '', resource: 'services' }, 'ui', 'ui-nlb', ({ metadata }) => {
    for (const [name, value] of Object.entries(changes)) {
      const key = `service.beta.kubernetes.io/${name}`;
      metadata.annotations ??= {};
      if (value === undefined) delete metadata.annotations[key];
      else metadata.annotations[key] = value;
    }
  });
}

export const serviceOf = (world: Played): KubeObject => {
  const found = world.store.find({ group: '', resource: 'services' }, 'ui', 'ui-nlb');
  if (found === undefined) throw new Error('the Service has gone');
  return found;
};

export const groupNames = (world: Played): string[] =>
  world.elbv2.describeTargetGroups({}).map(({ TargetGroupName }) => TargetGroupName);

export const bindingNames = (world: Played): string[] =>
  world.store.list(bindings).map(({ metadata }) => metadata.name);

export function arnOf(world: Played, groupName: string): string {
  const [group] = world.elbv2.describeTargetGroups({ Names: [groupName] });
  if (group === undefined) throw new Error(`there is no group ${groupName}`);
  return group.TargetGroupArn;
}

/** The messages of an object's events with a reason, the oldest first. */
export const messages = (world: Played, reason: string): string[] =>
  world.store
    .list({ group: '', resource: 'events' })
    .filter((event) => event['reason'] === reason)
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
    .map((event) => event['message']);

/** Steps until something holds, in steps of `milliseconds`; fails when it does not within `limit`. */
export async function until(
  world: Played,
  holds: () => boolean,
  { milliseconds = 10, limit = 120_000 } = {},
): Promise<void> {
  for (let waited = 0; !holds(); waited += milliseconds) {
    if (waited > limit) throw new Error('it did not come about');
    await world.clock.step(milliseconds);
  }
}
