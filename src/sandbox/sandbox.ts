import { createAuthority } from './certificates.ts';
import { type SkippingClock, scaledClock } from './clock.ts';
import type { ClusterNetwork } from './cluster/network.ts';
import type { StepWatch } from './controller/step-watch.ts';
import { type DataPath, openDataPath } from './data-path/data-path.ts';
import { dataPathSettings } from './data-path/settings.ts';
import { type Elbv2Endpoint, startElbv2Endpoint } from './elbv2/endpoint.ts';
import type { Elbv2 } from './elbv2/service.ts';
import type { FaultBoard } from './faults/board.ts';
import { faultsWhenSettled } from './faults/scenario-faults.ts';
import { createWireGate } from './faults/wire/gate.ts';
import { createPauses, type Pauses } from './faults/wire/pauses.ts';
import { defaultIdentities, type Identities } from './kubernetes/identities.ts';
import { type KubernetesApi, startKubernetesApi } from './kubernetes/kubernetes-api.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { ObjectStore } from './store/object.ts';
import { createWorld } from './world.ts';

export interface SandboxOptions {
  readonly scenario: Scenario;
  /** So many times as fast as the delays say; 1 when left out. */
  readonly speed?: number;
  /** A clock of the caller's own, in place of one that runs with the machine's. */
  readonly clock?: SkippingClock;
  /** The same seed gives the same names, addresses and ids; 1 when left out. */
  readonly seed?: number;
}

/** A sandbox that runs: two servers on loopback, and what is behind them. */
export interface Sandbox {
  readonly kubernetes: KubernetesApi;
  readonly aws: Elbv2Endpoint;
  readonly region: string;
  readonly store: ObjectStore;
  readonly elbv2: Elbv2;
  readonly network: ClusterNetwork;
  /** What goes wrong; faults may be injected and cleared at any time. */
  readonly faults: FaultBoard;
  /** The controller’s steps, as it makes them. */
  readonly steps: Pick<StepWatch, 'watch'>;
  /** Waits for calls of clients, and stops them on their way. */
  readonly calls: Pick<Pauses, 'pauseAt' | 'made'>;
  /** IAM actions that nobody may do at the moment; may be changed at any time. */
  readonly denied: Set<string>;
  /** A kubeconfig for a user's name or a token; the first identity's when left out. */
  kubeconfig(identity?: string): string;
  /**
   * Opens the load balancers' addresses on loopback, at the first call; from then on they follow the control plane. Without a call
   * nothing listens there.
   */
  dataPath(): Promise<DataPath>;
  /** Lets the time pass at once until nothing is on its way any more; the scenario’s faults come then. Throws SandboxError when that does not come. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** A scenario that has not come to rest after so much of its own time never will. */
const patience = 4 * 3_600_000;

/**
 * Starts a sandbox on free ports of loopback. Its scenario has begun, and has not settled yet. Throws SandboxError for a
 * scenario that cannot be made; nothing goes on then.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = options.clock ?? scaledClock(options.speed ?? 1);
  try {
    return await start(options, clock);
  } catch (error) {
    clock.stop();
    throw error;
  }
}

async function start({ scenario, seed = 1 }: SandboxOptions, clock: SkippingClock): Promise<Sandbox> {
  const world = createWorld(scenario, clock, seed);
  const { store, elbv2, network, faults, steps } = world;
  const { access } = scenario;
  const denied = new Set(access?.denied);
  const pauses = createPauses();
  const gate = createWireGate({ faults, clock, pauses });
  let waiting = faultsWhenSettled(scenario);
  const authority = await createAuthority();
  const kubernetes = await startKubernetesApi({
    store,
    clock,
    rbac: access?.rbac ?? false,
    identities: identitiesOf(scenario),
    namespace: scenario.cluster?.namespace ?? 'default',
    gate,
    authority,
  });
  const aws = await startElbv2Endpoint({
    api: elbv2,
    clock,
    denied: () => denied,
    throttle: access?.throttle ?? false,
    gate,
    past: elbv2.past,
  });
  let opening: Promise<DataPath> | undefined;
  let dataPath: DataPath | undefined;
  return {
    kubernetes,
    aws,
    region: world.topology.region,
    store,
    elbv2,
    network,
    faults,
    steps,
    denied,
    calls: pauses,
    kubeconfig: kubernetes.kubeconfig,
    async dataPath() {
      opening ??= openDataPath({ ...world, settings: dataPathSettings(scenario), clock, seed, authority });
      dataPath = await opening;
      return dataPath;
    },
    async settle() {
      if (!(await clock.skipUntil(() => world.settled() && dataPath?.settled() !== false, patience))) {
        throw new SandboxError(
          'failed',
          'the sandbox does not come to rest',
          'its scenario has a fault that the controller tries to get over again and again',
        );
      }
      for (const fault of waiting) faults.inject(fault);
      waiting = [];
    },
    async stop() {
      pauses.stop();
      world.stop();
      clock.stop();
      const closed = opening?.then(
        ({ close }) => close(),
        () => {},
      );
      await Promise.all([kubernetes.close(), aws.close(), closed]);
    },
  };
}

function identitiesOf({ access }: Scenario): Identities {
  if (access?.identities === undefined) return defaultIdentities();
  return Object.fromEntries(
    Object.entries(access.identities).map(([token, { user, groups = [] }]) => [token, { user, groups }]),
  );
}
