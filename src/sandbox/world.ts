import type { SandboxClock } from './clock.ts';
import { prepareKinds, startCluster } from './cluster/cluster.ts';
import type { ClusterContext } from './cluster/context.ts';
import { clusterDelayDefaults } from './cluster/delays.ts';
import { kinds } from './cluster/kinds.ts';
import { type ClusterNetwork, createNetwork } from './cluster/network.ts';
import { createNode } from './cluster/nodes.ts';
import { createAddresses, createTopology, type Topology } from './cluster/topology.ts';
import { startController } from './controller/controller.ts';
import { controllerDelayDefaults } from './controller/delays.ts';
import { controllerManifest } from './controller/process.ts';
import { type ControllerSettings, featureGateDefaults, settingsDefaults } from './controller/settings.ts';
import { createStepWatch, type StepWatch } from './controller/step-watch.ts';
import { defaultDelays } from './elbv2/delays.ts';
import { createElbv2, type Elbv2 } from './elbv2/service.ts';
import { createFaultBoard, type FaultBoard } from './faults/board.ts';
import { playClusterFaults } from './faults/cluster/effects.ts';
import { faultsAtStart } from './faults/scenario-faults.ts';
import { seededRandom } from './random.ts';
import { SandboxError } from './sandbox-error.ts';
import { delaysOf, type ForeignLoadBalancer, type Scenario } from './scenario/scenario.ts';
import { ApiError } from './store/api-error.ts';
import type { KubeObject, ObjectStore } from './store/object.ts';
import { createObjectStore } from './store/object-store.ts';
import { autoModeTargetGroupBindings, targetGroupBindings } from './store/resources.ts';

/** A cluster, its controller and an AWS account, without the servers by which they are reached. */
export interface SandboxWorld {
  readonly store: ObjectStore;
  readonly elbv2: Elbv2;
  readonly network: ClusterNetwork;
  readonly topology: Topology;
  /** What goes wrong; faults may be injected and cleared at any time. */
  readonly faults: FaultBoard;
  /** The controller’s steps, as it makes them. */
  readonly steps: Pick<StepWatch, 'watch'>;
  /** Nothing is on its way, in the cluster, the controller or AWS. */
  settled(): boolean;
  stop(): void;
}

const zonesOf = (region: string): string[] => ['a', 'b', 'c'].map((letter) => `${region}${letter}`);

/** Builds the world of a scenario, and starts it; it moves with the clock. Throws SandboxError for what cannot be made. */
export function createWorld(scenario: Scenario, clock: SandboxClock, seed: number): SandboxWorld {
  const random = seededRandom(seed);
  const { region = 'us-west-2', account = '123456789012', zones, name = 'eks-workshop' } = scenario.cluster ?? {};
  const topology = createTopology({ region, account, zones: [...(zones ?? zonesOf(region))] }, random);
  const store = createObjectStore(clock, { random: random.next });
  if (scenario.autoMode === true) store.resources.define(autoModeTargetGroupBindings);
  const network = createNetwork(store, topology.vpc, scenario.network?.blocked);
  const elbv2 = createElbv2({
    clock,
    network,
    region,
    account,
    random: seededRandom(seed + 1).next,
    delays: delaysOf(defaultDelays, scenario.delays?.aws),
    ...(scenario.health === undefined ? {} : { health: scenario.health }),
  });
  const cluster: ClusterContext = {
    store,
    clock,
    random,
    topology,
    delays: delaysOf(clusterDelayDefaults, scenario.delays?.cluster),
    addresses: createAddresses(topology, random),
  };
  prepareKinds(cluster);
  const { installed = true, running = true, featureGates, faults: _faults, ...given } = scenario.controller ?? {};
  const settings: ControllerSettings = {
    ...settingsDefaults,
    ...given,
    clusterName: name,
    featureGates: { ...featureGateDefaults, ...featureGates },
  };
  const faults = createFaultBoard(clock, seededRandom(seed + 2).next);
  playClusterFaults({ store, clock, network, faults });
  if (installed) store.create(kinds.deployments, controllerManifest(settings, topology, running));
  else store.resources.undefine(targetGroupBindings);
  const steps = createStepWatch();
  const loops = [startCluster(cluster)];
  if (installed) {
    const delays = delaysOf(controllerDelayDefaults, scenario.delays?.controller);
    loops.push(startController({ store, clock, random, elbv2, topology, settings, delays, faults, steps }));
  }
  addNodes(cluster, scenario);
  for (const balancer of scenario.loadBalancers ?? []) addLoadBalancer(elbv2, topology, balancer);
  for (const object of scenario.objects ?? []) addObject(store, object);
  for (const fault of faultsAtStart(scenario)) faults.inject(fault);
  return {
    store,
    elbv2,
    network,
    topology,
    faults,
    steps,
    settled: () => !loops.some((loop) => loop.busy()) && elbv2.settled(),
    stop() {
      faults.stop();
      for (const loop of loops) loop.stop();
      elbv2.stop();
      network.stop();
    },
  };
}

function addNodes(cluster: ClusterContext, { nodes = [] }: Scenario): void {
  for (const node of nodes) {
    if (!cluster.topology.zones.includes(node.zone))
      throw new SandboxError(
        'usage',
        `the scenario has a node in zone ${node.zone}, which cluster.zones does not name`,
      );
    createNode(cluster, node);
  }
}

function addLoadBalancer(elbv2: Elbv2, topology: Topology, balancer: ForeignLoadBalancer): void {
  const { name, type = 'network', scheme = 'internet-facing', tags = {} } = balancer;
  const zones = balancer.zones ?? topology.zones;
  const subnets = scheme === 'internal' ? topology.privateSubnets : topology.publicSubnets;
  elbv2.createLoadBalancer({
    Name: name,
    Type: type,
    Scheme: scheme,
    Subnets: subnets.filter(({ zone }) => zones.includes(zone)).map(({ id }) => id),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
}

function addObject(store: ObjectStore, object: KubeObject): void {
  const { apiVersion, kind, metadata } = object;
  const definition = store.resources.ofKind(apiVersion, kind);
  if (definition === undefined)
    throw new SandboxError(
      'usage',
      `the scenario has a ${kind} of ${apiVersion}, a kind that the sandbox does not know`,
    );
  const namespaced = definition.namespaced
    ? { ...object, metadata: { ...metadata, namespace: metadata.namespace ?? 'default' } }
    : object;
  try {
    store.create(definition, namespaced);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new SandboxError('usage', `the scenario's ${kind} ${metadata.name} is refused: ${error.message}`);
  }
}
