import type { ClusterDelays } from '../cluster/delays.ts';
import type { BlockedPort } from '../cluster/network.ts';
import type { NodeSpec } from '../cluster/nodes.ts';
import type { ControllerDelays } from '../controller/delays.ts';
import type { ControllerSettings, FeatureGate } from '../controller/settings.ts';
import type { DataPathChoices, DataPlaneDelays } from '../data-path/settings.ts';
import { milliseconds } from '../duration.ts';
import type { Elbv2Delays } from '../elbv2/api.ts';
import type { HealthOptions } from '../elbv2/health-monitor.ts';
import type { ScenarioFault } from '../faults/scenario-faults.ts';
import type { KubeObject } from '../store/object.ts';

/** A sandbox's beginning, as a scenario file describes it (`schema/scenario.json`); all of it may be left out. */
export interface Scenario {
  readonly description?: string;
  readonly cluster?: {
    readonly name?: string;
    readonly region?: string;
    readonly account?: string;
    readonly zones?: readonly string[];
    readonly namespace?: string;
  };
  readonly nodes?: readonly NodeSpec[];
  readonly controller?: {
    readonly installed?: boolean;
    readonly running?: boolean;
    readonly featureGates?: Partial<Record<FeatureGate, boolean>>;
    /** A short way to write faults of the controller that are there from the start and never end. */
    readonly faults?: ControllerFaults;
  } & Partial<Omit<ControllerSettings, 'featureGates' | 'clusterName'>>;
  readonly access?: {
    readonly rbac?: boolean;
    readonly identities?: Readonly<Record<string, { readonly user: string; readonly groups?: readonly string[] }>>;
    readonly denied?: readonly string[];
    readonly throttle?: boolean;
  };
  readonly network?: { readonly blocked?: readonly BlockedPort[] };
  readonly loadBalancers?: readonly ForeignLoadBalancer[];
  readonly health?: Partial<HealthOptions>;
  readonly dataPath?: DataPathChoices;
  readonly autoMode?: boolean;
  readonly faults?: readonly ScenarioFault[];
  readonly delays?: {
    readonly cluster?: Delays<ClusterDelays>;
    readonly aws?: Delays<Elbv2Delays>;
    readonly dataPlane?: Delays<DataPlaneDelays>;
    readonly controller?: Delays<ControllerDelays>;
  };
  readonly objects?: readonly KubeObject[];
}

/** A load balancer that was there before the controller, or that somebody else has made. */
export interface ForeignLoadBalancer {
  readonly name: string;
  readonly type?: 'network' | 'application';
  readonly scheme?: 'internal' | 'internet-facing';
  readonly zones?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** What fails in the controller from the start, each with its message; `faultsAtStart` has the faults that they stand for. */
export interface ControllerFaults {
  readonly bindingCreate?: string;
  readonly bindingCleanup?: string;
  readonly networking?: { readonly instance?: string; readonly ip?: string };
}

/** Durations as they are written: `60s`, `1m30s`, `0`. */
type Delays<T> = { readonly [Name in keyof T]?: string };

/** Delays in milliseconds: those of the scenario, and the defaults where it is silent. The schema has checked the words. */
export function delaysOf<T extends { [Name in keyof T]: number }>(defaults: T, written: Delays<T> | undefined): T {
  const changed = Object.entries(written ?? {}).map(([name, text]) => [name, milliseconds(String(text))]);
  return { ...defaults, ...Object.fromEntries(changed) };
}
