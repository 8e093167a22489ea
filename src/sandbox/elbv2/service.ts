import type { SandboxClock } from '../clock.ts';
import type { Elbv2Api, Elbv2Delays, Network } from './api.ts';
import { arnWriter } from './arns.ts';
import { defaultDelays } from './delays.ts';
import { createHealthMonitor, defaultHealthOptions, type HealthOptions } from './health-monitor.ts';
import { type Inventory, idSource } from './inventory.ts';
import * as listeners from './listeners.ts';
import * as loadBalancers from './load-balancers.ts';
import { defaultQuotas, type Quotas } from './quotas.ts';
import { type Elbv2Reads, pastReads, readsOf } from './reads.ts';
import * as tags from './tags.ts';
import * as targetGroups from './target-groups.ts';
import * as targets from './targets.ts';

export interface Elbv2Options {
  clock: SandboxClock;
  network: Network;
  region: string;
  /** The account's twelve digits. */
  account: string;
  /** A number in [0, 1) a call: decides the ids in ARNs and DNS names. */
  random: () => number;
  delays?: Partial<Elbv2Delays>;
  quotas?: Partial<Quotas>;
  health?: Partial<HealthOptions>;
}

/** ELBv2 of one account in one region. */
export interface Elbv2 extends Elbv2Api {
  readonly region: string;
  readonly account: string;
  /** What may be had; may be changed at any time, and is kept from then on. */
  readonly quotas: Quotas;
  /** Zones that a zonal shift leads traffic away from, on load balancers that take part; may be changed at any time. */
  readonly shiftedZones: Set<string>;
  /** Reads that go on showing what is there now. */
  past(): Elbv2Reads;
  /** Nothing is on its way: no load balancer is being provisioned, no target is between two states. */
  settled(): boolean;
  /** Calls the listener after every write and every change of health; the function returned ends that. */
  on(listener: () => void): () => void;
  /** Nothing changes by itself any more. */
  stop(): void;
}

/** Answers are copies: what a caller does to them changes nothing here. */
export function createElbv2(options: Elbv2Options): Elbv2 {
  const { region, account } = options;
  const clock = ownTasks(options.clock);
  const watchers = new Set<() => void>();
  // Told after the work in hand is done, and once for all of it: a watcher may call the API itself.
  let told = true;
  const changed = () => {
    if (!told) return;
    told = false;
    queueMicrotask(() => {
      told = true;
      for (const watcher of [...watchers]) watcher();
    });
  };
  const inventory: Inventory = {
    region,
    account,
    clock,
    network: options.network,
    delays: { ...defaultDelays, ...options.delays },
    quotas: { ...defaultQuotas, ...options.quotas },
    arns: arnWriter(region, account),
    newId: idSource(options.random),
    loadBalancers: new Map(),
    listeners: new Map(),
    targetGroups: new Map(),
    tags: new Map(),
    shiftedZones: new Set(),
  };
  const monitor = createHealthMonitor(inventory, { ...defaultHealthOptions, ...options.health }, changed);

  const note =
    <Input, Output>(action: (inventory: Inventory, input: Input) => Output) =>
    (input: Input): Output => {
      const output = structuredClone(action(inventory, structuredClone(input)));
      changed();
      return output;
    };
  const write = <Input, Output>(action: (inventory: Inventory, of: typeof monitor, input: Input) => Output) =>
    note((of, input: Input) => action(of, monitor, input));

  return {
    region,
    account,
    quotas: inventory.quotas,
    shiftedZones: inventory.shiftedZones,
    ...readsOf(inventory),
    past: () => pastReads(inventory),

    createLoadBalancer: note((of, input) => loadBalancers.createLoadBalancer(of, monitor, changed, input)),
    deleteLoadBalancer: write(loadBalancers.deleteLoadBalancer),
    modifyLoadBalancerAttributes: write(loadBalancers.modifyLoadBalancerAttributes),
    setSecurityGroups: note(loadBalancers.setSecurityGroups),
    setSubnets: write(loadBalancers.setSubnets),

    createTargetGroup: note(targetGroups.createTargetGroup),
    deleteTargetGroup: write(targetGroups.deleteTargetGroup),
    modifyTargetGroup: write(targetGroups.modifyTargetGroup),
    modifyTargetGroupAttributes: write(targetGroups.modifyTargetGroupAttributes),

    createListener: write(listeners.createListener),
    modifyListener: write(listeners.modifyListener),
    deleteListener: write(listeners.deleteListener),
    modifyListenerAttributes: note(listeners.modifyListenerAttributes),

    registerTargets: write(targets.registerTargets),
    deregisterTargets: write(targets.deregisterTargets),

    addTags: note(tags.addTags),
    removeTags: note(tags.removeTags),

    settled: () =>
      [...inventory.loadBalancers.values()].every(({ description }) => description.State.Code !== 'provisioning') &&
      monitor.settled(),
    on(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    stop() {
      clock.stop();
      watchers.clear();
    },
  };
}

/** The same time, but `stop` forgets only the tasks that were queued here: the clock is shared with the rest of the sandbox. */
function ownTasks(clock: SandboxClock): SandboxClock {
  const pending = new Set<() => void>();
  return {
    now: () => clock.now(),
    after(milliseconds, task) {
      const cancel = clock.after(milliseconds, () => {
        pending.delete(cancel);
        task();
      });
      pending.add(cancel);
      return () => {
        pending.delete(cancel);
        cancel();
      };
    },
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}
