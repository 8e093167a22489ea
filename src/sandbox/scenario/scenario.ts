import type { ClusterDelays } from '../cluster/delays.ts';
import type { BlockedPort } from '../cluster/network.ts';
import type { NodeSpec } from '../cluster/nodes.ts';
import type { ControllerDelays } from '../controller/delays.ts';
import type { ControllerFaults } from '../controller/faults.ts';
import type { ControllerSettings, FeatureGate } from '../controller/settings.ts';
import type { Elbv2Delays } from '../elbv2/api.ts';
import type { HealthOptions } from '../elbv2/health-monitor.ts';
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
  readonly autoMode?: boolean;
  readonly delays?: {
    readonly cluster?: Delays<ClusterDelays>;
    readonly aws?: Delays<Elbv2Delays>;
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

/** Durations as they are written: `60s`, `1m30s`, `0`. */
type Delays<T> = { readonly [Name in keyof T]?: string };

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Delays in milliseconds: those of the scenario, and the defaults where it is silent. The schema has checked the words. */
export function delaysOf<T extends { [Name in keyof T]: number }>(defaults: T, written: Delays<T> | undefined): T {
  const changed = Object.entries(written ?? {}).map(([name, text]) => [name, milliseconds(String(text))]);
  return { ...defaults, ...Object.fromEntries(changed) };
}

const milliseconds = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * units[unit as keyof typeof units],
    0,
  );
